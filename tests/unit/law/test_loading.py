import json
import re
from pathlib import Path

import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.loading import (
    bundled_folder,
    bundled_names,
    check_rulebook,
    default_name,
    load_rulebook,
    rulebook_from_raw,
)


def codes(faults):
    return [one.code for one in faults]


def test_the_bundled_rulebooks():
    assert bundled_names() == [
        "cn-central-2016",
        "cn-county-exit-2017",
        "cn-county-exit-2017+proof",
        "cn-county-exit-2017+strict",
        "cn-funds-2017",
        "cn-funds-2017+cliff",
    ]
    assert default_name() == "cn-central-2016"


@pytest.mark.parametrize("name", bundled_names())
def test_every_bundled_rulebook_is_sound_and_bears_its_name(name):
    faults = check_rulebook(bundled_folder() / name)
    assert [str(one) for one in faults if one.severity == "fault"] == []
    assert load_rulebook(name).name == name
    assert load_rulebook(bundled_folder() / name) == load_rulebook(name)


def test_an_unknown_rulebook_names_the_known_ones():
    with pytest.raises(UserError) as caught:
        load_rulebook("atlantis")
    assert str(caught.value) == (
        "RULEBOOK_UNKNOWN there is no rulebook 'atlantis'; name a folder, or one of: " + ", ".join(bundled_names())
    )


def test_all_faults_are_reported_together(book):
    book.change("parameters/limits/wrong_exit.yaml", "value: 1/100", "value: 0.01")
    book.change("parameters/limits/wrong_exit.yaml", "status: recalled", "status: rumoured")
    book.change("grades.yaml", "otherwise: poor", "otherwise: average")
    book.change("sanctions.yaml", "grade:poor", "grade:dismissed")
    book.write("cases/first.yaml", "- name: [\n").write("weights.yaml", "a: 1\n")
    (book.folder / "CHANGELOG.md").unlink()
    with pytest.raises(UserError) as caught:
        load_rulebook(book.folder)
    assert [(one.code, one.where.split()[0]) for one in caught.value.faults] == [
        ("RULEBOOK_FILE_MISSING", "CHANGELOG.md"),
        ("RULEBOOK_NOT_YAML", "cases/first.yaml"),
        ("FLOAT_REFUSED", "parameters/limits/wrong_exit.yaml"),
        ("RULEBOOK_FILE_UNKNOWN", "weights.yaml"),
        ("UNKNOWN_STATUS", "parameters/limits/wrong_exit.yaml"),
        ("RULE_LABEL", "sanctions.yaml"),
        ("LIMITS_NOT_DESCENDING", "grades.yaml"),
    ]


@pytest.mark.parametrize("name", ["rulebook.yaml", "grades.yaml", "CHANGELOG.md"])
def test_a_missing_file_is_named(book, name):
    (book.folder / name).unlink()
    assert str(book.faults()[0]) == (
        f"RULEBOOK_FILE_MISSING {name}: the rulebook has no such file; add the file; the reference of the rulebook "
        "format says what it holds"
    )


def test_sanctions_are_optional(book):
    (book.folder / "sanctions.yaml").unlink()
    book.change("grades.yaml", "caps:\n  fraud:", "caps: {}\nx:\n  fraud:")
    assert codes(book.faults()) == ["RULEBOOK_KEY_UNKNOWN"]


def test_each_edition_has_its_changes_written_down(book):
    book.write("CHANGELOG.md", "# Changes\n\n## 2015\n")
    assert [str(one) for one in book.faults()] == [
        (
            "CHANGELOG_INCOMPLETE CHANGELOG.md: the edition '2016' has no section; add a heading with its "
            "name, and say "
            "which periods and areas it touches"
        )
    ]


def test_a_refused_number_is_reported_once(book):
    book.change("grades.yaml", "points: 90", "points: 90.0")
    assert [(one.code, one.where) for one in book.faults()] == [
        ("FLOAT_REFUSED", "grades.yaml points.lifted.from.2016-01-01.points")
    ]


def test_a_raw_form_that_was_tampered_with_is_refused(book):
    raw = json.loads(json.dumps(load_rulebook(book.folder).raw))
    del raw["parameters"]["limits/wrong_exit"]["values"]["2016-01-01"]["source"]
    raw["grades"] = []
    with pytest.raises(UserError) as caught:
        rulebook_from_raw(raw)
    assert {"VALUE_WITHOUT_SOURCE", "RULEBOOK_TYPE"} <= set(codes(caught.value.faults))


def test_a_raw_form_is_not_touched_by_reading_it(book):
    raw = load_rulebook(book.folder).raw
    before = json.dumps(raw)
    rulebook_from_raw(raw)
    assert json.dumps(raw) == before


@pytest.mark.parametrize("file", ["rulebook.yaml", "grades.yaml", "sanctions.yaml", "cases/first.yaml",
                                  "indicators/persons_lifted.yaml", "parameters/limits/wrong_exit.yaml"])  # fmt: skip
@pytest.mark.parametrize("text", ["", "[]", "x", "[[[1]]]", "{a: {b: [1]}}", "{values: 3, classes: 3, problems: [1]}"])
def test_nonsense_is_a_fault_and_never_a_crash(book, file, text):
    faults = book.write(file, text).faults()
    assert faults or (file, text) == ("cases/first.yaml", "[]")


def test_two_faults_in_one_place_are_both_found(book):
    book.change("grades.yaml", "classes:\n", "classes:\n  other: 3\n").change("cases/first.yaml", "date:", "day:")
    found = {(one.code, one.where) for one in book.faults()}
    assert found == {
        ("RULEBOOK_TYPE", "grades.yaml classes.other"),
        ("RULEBOOK_KEY_UNKNOWN", "cases/first.yaml [0].day"),
        ("RULEBOOK_KEY_MISSING", "cases/first.yaml [0]"),
    }


HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "write-a-rulebook.md"
EXAMPLE = [
    "rulebook.yaml",
    "parameters/limits/wrong_exit.yaml",
    "parameters/disclosure/minimum_cell.yaml",
    "indicators/poor_lifted.yaml",
    "indicators/wrong_exit_rate.yaml",
    "grades.yaml",
    "sanctions.yaml",
    "cases/first.yaml",
    "CHANGELOG.md",
]


def blocks():
    """The files the how-to shows, in its order: the example, then the two files of the what-if."""
    return re.findall(
        r"^```(?:yaml|markdown)\n(.*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def test_the_example_of_the_documentation_is_sound(tmp_path):
    folder = tmp_path / "example"
    for file, text in zip(EXAMPLE, blocks(), strict=False):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    assert check_rulebook(folder) == []
    assert load_rulebook(folder).name == "example"


def test_the_what_if_of_the_documentation_is_sound(tmp_path):
    folder = tmp_path / "stricter"
    (folder / "parameters/limits").mkdir(parents=True)
    head, limit = blocks()[len(EXAMPLE) :]
    (folder / "rulebook.yaml").write_text(head, encoding="utf-8")
    (folder / "parameters/limits/wrong_exit.yaml").write_text(limit, encoding="utf-8")
    ours = load_rulebook(folder)
    assert ours.name == "cn-county-exit-2017+stricter"
    assert [(str(one.value), one.operator) for one in ours.parameters["limits/wrong_exit"].values] == [
        ("1/50", "<="),
        ("1/100", "<="),
    ]
