"""A revised result has the bytes of a full run, whatever changed, and computes no more than it must."""

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgetree.assessment import revising, running, tallying
from pledgetree.assessment.governing import load_law
from pledgetree.assessment.revising import tools
from pledgetree.assessment.running import assess
from pledgetree.base.errors import UserError
from pledgetree.law.loading import bundled_folder
from tests.reference.drawing import programmes, registers
from tests.reference.tables import (
    BETA_1,
    CENTRE,
    GAMMA_1,
    WEST,
    YEAR,
    everything,
    exited_household,
    household,
    land,
    leaver,
    person,
    statistic,
    unit,
    write_snapshot,
)

LAW = "cn-central-2016"
TOP, PLAINLAND, WESTLAND = "00", "41", "52"


@pytest.fixture(autouse=True, scope="module")
def _read_once():
    """The law and the programs' text are read once: many small runs are made of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "load_law", cache(load_law))
        patch.setattr(tallying, "code_digest", cache(tallying.code_digest))
        patch.setattr(revising, "text_digest", cache(revising.text_digest))
        yield


def run(snapshot, out, **options):
    return assess(snapshot.path, **{"rulebook": LAW, "year": YEAR, "out": out, "at": "2017", **options})


def files(folder: Path):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run.json"
    }


def computed(folder: Path):
    return json.loads((folder / "run.json").read_text())["provinces"]


def assessed(room, tables):
    """The folder of a result."""
    return run(write_snapshot(room / "a", tables, in_parts=True), room / "before").path


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """The result of everything."""
    return assessed(tmp_path_factory.mktemp("usual"), everything())


def revised(room, earlier, after, **options):
    """The provinces computed of ``after`` beside an earlier result; the bytes must be those of a full run."""
    second = write_snapshot(room / "b", after, in_parts=True)
    run(second, room / "again", previous=earlier, **options)
    run(second, room / "full", **options)
    assert files(room / "again") == files(room / "full")
    return computed(room / "again")


def with_rows(**added):
    tables = everything()
    return tables | {name: [*tables[name], *rows] for name, rows in added.items()}


def without_county(digits, tables):
    kept = {name: [row for row in tables[name] if row["household_id"][:6] != digits] for name in REGISTER}
    return tables | kept


REGISTER = ("households", "persons")
NEW = "4101220000000009"


def test_persons_of_a_county_change(tmp_path, usual):
    after = with_rows(persons=[leaver("4101220000000002", 3, "none", opening=False)])
    assert revised(tmp_path, usual, after) == [TOP, PLAINLAND]


def test_a_household_is_added(tmp_path, usual):
    after = with_rows(households=[household(NEW, BETA_1)], persons=[person(NEW, 1)])
    assert revised(tmp_path, usual, after) == [TOP, PLAINLAND]


def test_a_household_under_an_older_code_stays_in_its_province(tmp_path, usual):
    homes = [exited_household("5201210000000009", "520199000000")]
    after = with_rows(households=homes, persons=[leaver("5201210000000009", 1)])
    assert revised(tmp_path, usual, after) == [TOP, WESTLAND]


def test_counties_of_two_provinces_change(tmp_path, usual):
    after = with_rows(persons=[leaver("4101220000000002", 3), leaver("5201210000000002", 3)])
    assert revised(tmp_path, usual, after) == [TOP, PLAINLAND, WESTLAND]


def test_nothing_changes(tmp_path, usual):
    assert revised(tmp_path, usual, everything()) == [TOP]


def test_a_countys_files_are_taken_away_and_brought_back(tmp_path, usual):
    fewer = without_county("410122", everything())
    assert revised(tmp_path / "away", usual, fewer) == [TOP, PLAINLAND]
    assert revised(tmp_path / "back", tmp_path / "away" / "again", everything()) == [TOP, PLAINLAND]


def test_a_provinces_files_are_taken_away_and_brought_back(tmp_path, usual):
    fewer = without_county("520121", everything())
    # What the province delivered is gone: statistics would have to speak in its place.
    assert revised(tmp_path / "away", usual, fewer) == "all"
    assert revised(tmp_path / "back", tmp_path / "away" / "again", everything()) == [TOP, WESTLAND]


def renamed():
    return [row | ({"name": "Gamma anew"} if row["unit_id"] == GAMMA_1 else {}) for row in land()]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_changes": [{"old_code": "520199000000", "new_code": "520121000000", "changed_on": date(2017, 4, 1)}]},
        {"units": renamed()},
        {"units": [*land(), unit("410121100203", "410121100000", "village")]},
        {"plans": everything()["plans"][1:]},
        {"pledges": everything()["pledges"][1:], "commitments": everything()["commitments"][2:]},
        {"statistics": [*everything()["statistics"], statistic(CENTRE, "delivered", 9, 2015)]},
        {"interviews": everything()["interviews"][1:]},
        {"findings": []},
    ],
    ids="+".join,
)
def test_another_table_changes_too(tmp_path, usual, changes):
    after = with_rows(persons=[leaver("4101220000000002", 3)]) | changes
    assert revised(tmp_path, usual, after) == "all"


def test_the_edition_of_the_rulebook_changes(tmp_path, usual):
    book = tmp_path / "book"
    shutil.copytree(bundled_folder() / LAW, book)
    line = next(path for path in book.rglob("*.yaml") if "value: 295200" in path.read_text(encoding="utf-8"))
    text = line.read_text(encoding="utf-8")
    line.write_text(text.replace("value: 295200", "value: 295300"), encoding="utf-8")
    assert revised(tmp_path, usual, everything(), rulebook=str(book)) == "all"


@pytest.mark.parametrize(
    "where", [(tallying, "code_digest", lambda: "other"), (revising, "text_digest", lambda: "other")]
)
def test_another_version_takes_nothing_over(tmp_path, usual, monkeypatch, where):
    monkeypatch.setattr(*where)
    assert revised(tmp_path, usual, everything()) == "all"


def test_the_version_of_pledgetree_changes(tmp_path, usual, monkeypatch):
    monkeypatch.setattr(running, "__version__", "99.0")
    assert revised(tmp_path, usual, everything()) == [TOP]


@pytest.mark.parametrize("record", ["[", "[]", "{}"])
def test_without_a_record_of_the_run_nothing_is_taken_over(tmp_path, usual, record):
    shutil.copytree(usual, tmp_path / "copy")
    (tmp_path / "copy" / "run.json").write_text(record)
    assert revised(tmp_path, tmp_path / "copy", everything()) == "all"


def test_a_household_in_a_county_of_another_province(tmp_path, usual):
    after = with_rows(households=[household(NEW, GAMMA_1)], persons=[leaver(NEW, 1)])
    assert revised(tmp_path / "comes", usual, after) == "all"
    assert revised(tmp_path / "goes", tmp_path / "comes" / "again", everything()) == "all"


def test_a_tree_whose_codes_do_not_say_the_province(tmp_path):
    odd = [row | ({"parent_id": WEST} if row["unit_id"] == "410122000000" else {}) for row in land()]
    before, after = (one | {"units": odd} for one in (everything(), with_rows(persons=[leaver("4101220000000002", 3)])))
    assert revised(tmp_path, assessed(tmp_path, before), after) == "all"


def test_a_register_in_one_piece_is_computed_whole(tmp_path):
    whole = write_snapshot(tmp_path / "s", everything())
    run(whole, tmp_path / "before")
    run(whole, tmp_path / "again", previous=tmp_path / "before")
    assert files(tmp_path / "again") == files(tmp_path / "before")
    assert computed(tmp_path / "again") == "all"


def test_an_indicator_measured_for_the_first_time_is_looked_at_everywhere(tmp_path, usual, monkeypatch):
    original = revising.register_tables

    def with_one_more(sight, law, elsewhere):
        tables = original(sight, law, elsewhere)
        row = {"unit_id": WEST, "indicator": "happiness", "basis": "value", "class": "good"}
        more = pa.Table.from_pylist([row], schema=tables["classes"].schema)
        return tables | {"classes": pa.concat_tables([tables["classes"], more])}

    monkeypatch.setattr(revising, "register_tables", with_one_more)
    assert revised(tmp_path, usual, with_rows(persons=[leaver("5201210000000002", 3)])) == "all"


def test_an_unknown_unit_is_refused_as_ever(tmp_path, usual):
    lost = with_rows(households=[household(NEW, "410122100999")], persons=[leaver(NEW, 1)])
    second = write_snapshot(tmp_path / "b", lost, in_parts=True)
    found = []
    for options in ({"previous": usual}, {}):
        with pytest.raises(UserError) as caught:
            run(second, tmp_path / "out", **options)
        found.append([(one.code, one.where, one.params) for one in caught.value.faults])
    assert found[0] == found[1]
    assert {code for code, _, _ in found[0]} == {"UNKNOWN_UNIT"}


@pytest.mark.parametrize("table", ["grades.parquet", "figures/52.parquet", "partials/persons/52.parquet"])
def test_a_spoilt_file_is_not_taken_over(tmp_path, usual, table):
    shutil.copytree(usual, tmp_path / "before")
    (tmp_path / "before" / table).write_bytes(b"other")
    second = write_snapshot(tmp_path / "b", with_rows(persons=[leaver("4101220000000002", 3)]), in_parts=True)
    with pytest.raises(UserError, match="RESULT_ALTERED"):
        run(second, tmp_path / "again", previous=tmp_path / "before")
    assert not (tmp_path / "again").exists()


def test_a_revised_result_is_revised_again(tmp_path, usual):
    one, other = leaver("4101220000000002", 3, "none", opening=False), leaver("5201210000000002", 4)
    assert revised(tmp_path / "1", usual, with_rows(persons=[one])) == [TOP, PLAINLAND]
    both = with_rows(persons=[one, other])
    assert revised(tmp_path / "2", tmp_path / "1" / "again", both) == [TOP, WESTLAND]


def test_tools_are_those_the_bytes_depend_on(monkeypatch):
    assert {"python", "pyarrow", "numpy", "scipy"} <= set(tools())
    assert all(tools().values())

    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(revising, "version", missing)
    assert tools()["pyarrow"] == ""


def test_the_text_of_every_room_an_assessment_imports_counts():
    asked = "import sys, pledgetree.assessment.running; print(*(n for n in sys.modules if n.startswith('pledgetree.')))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert {name.split(".")[1] for name in done.stdout.split()} <= set(revising.ROOMS)


@st.composite
def changed_programmes(draw):
    """A programme, and the same with the register of one province drawn anew."""
    before = draw(programmes())
    digits, other = draw(st.sampled_from([PLAINLAND, WESTLAND])), draw(registers())
    after = {
        name: [
            *(row for row in before[name] if not row["household_id"].startswith(digits)),
            *(row for row in other[name] if row["household_id"].startswith(digits)),
        ]
        for name in REGISTER
    }
    return before, before | (after if after["households"] else {})


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(changed_programmes())
def test_any_changed_province_gives_the_bytes_of_a_full_run(pair):
    with tempfile.TemporaryDirectory() as room:
        before, after = pair
        revised(Path(room), assessed(Path(room), before), after)
