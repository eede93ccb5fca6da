from __future__ import annotations

from dataclasses import replace

import pytest

from pledgetree.base.errors import UserError
from pledgetree.publish import publishing
from pledgetree.publish.languages import LANGUAGES
from tests.unit.publish.programme import made_up_programme


@pytest.fixture
def opened(monkeypatch):
    """An opened result in place of a folder; the real folder is published in the functional tests."""
    monkeypatch.setattr(publishing, "open_result", lambda _path: made_up_programme(counties=1))


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def silent(*_):
    return None


@pytest.mark.usefixtures("opened")
def test_every_language_has_pages_tables_and_a_workbook(tmp_path):
    told = []
    out = publishing.publish(tmp_path / "result", out=tmp_path / "out", progress=lambda *one: told.append(one))
    names = set(files_of(out))
    assert "index.html" in names
    for lang in LANGUAGES:
        assert {f"{lang}/index.html", f"{lang}/report.xlsx", f"{lang}/provinces/520000000000.html"} <= names
        assert {f"{lang}/csv/{name}.csv" for name in ("headline", "grades", "gates", "counties", "flows")} <= names
    assert [done for done, _, _ in told] == list(range(1, len(names) + 1))
    assert {total for _, total, _ in told} == {len(names)}


@pytest.mark.usefixtures("opened")
def test_the_same_result_gives_the_same_bytes(tmp_path):
    one = publishing.publish(tmp_path / "r", out=tmp_path / "one", progress=silent)
    two = publishing.publish(tmp_path / "r", out=tmp_path / "two", progress=silent)
    assert files_of(one) == files_of(two)


@pytest.mark.usefixtures("opened")
def test_texts_have_unix_lines_and_no_mark(tmp_path):
    out = publishing.publish(tmp_path / "r", out=tmp_path / "out", progress=silent)
    texts = [data for name, data in files_of(out).items() if name.endswith((".csv", ".html"))]
    assert not [data for data in texts if b"\r" in data or data.startswith(b"\xef\xbb\xbf")]


@pytest.mark.usefixtures("opened")
def test_an_existing_folder_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError, match="FOLDER_EXISTS"):
        publishing.publish(tmp_path / "r", out=tmp_path / "out", progress=silent)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.usefixtures("opened")
def test_an_interruption_leaves_nothing(tmp_path):
    def stop(done, _total, _what):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publishing.publish(tmp_path / "r", out=tmp_path / "out", progress=stop)
    assert not list(tmp_path.iterdir())


def test_a_missing_result_is_the_users_fault(tmp_path):
    with pytest.raises(UserError):
        publishing.publish(tmp_path / "nowhere", out=tmp_path / "out", progress=silent)
    assert not list(tmp_path.iterdir())


def test_notes_of_a_real_result_name_no_tag(report):
    notes = dict(publishing._notes(replace(report, facts=replace(report.facts, made_up=False, extra={})), "en"))
    assert "made up" not in notes
    assert notes["<10"] == "A count of people too small to be shown"
    assert notes["Digest of this result"] == report.facts.digest
    assert "illustrative" in dict(publishing._notes(report, "en"))


def test_no_output_shows_what_another_hides(small_report):
    for table in small_report.tables.values():
        for row in table.rows:
            for cell in row:
                if cell.kind in ("persons", "households", "rows") and isinstance(cell.value, int):
                    assert cell.value == 0 or cell.value >= 10, table.name
