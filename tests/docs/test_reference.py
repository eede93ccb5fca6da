"""Every command, option, table, column, fault code and rulebook is on its reference page, and the pages are current."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner

from pledgetree.base.errors import wordings
from pledgetree.cli import main
from pledgetree.law.loading import bundled_names, load_rulebook
from pledgetree.snapshot.declaration import declared_tables
from tools import make_reference

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
COMMANDS = dict(make_reference.walk(main))


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """The text under one heading of second rank."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page(name), re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def test_generated_pages_are_current():
    assert not make_reference.stale(make_reference.pages()), "run 'make reference'"


def test_a_page_that_differs_or_is_left_over_is_stale(tmp_path, monkeypatch):
    monkeypatch.setattr(make_reference, "REFERENCE", tmp_path)
    made = {"a.md": "new", "rules/b.md": "same"}
    (tmp_path / "rules").mkdir()
    (tmp_path / "a.md").write_text("old")
    (tmp_path / "rules" / "b.md").write_text("same")
    (tmp_path / "rules" / "gone.md").write_text("of a rulebook that is gone")
    assert make_reference.stale(made) == ["a.md", "rules/gone.md"]
    make_reference.write(made)
    assert not make_reference.stale(made)
    assert (tmp_path / "a.md").read_text() == "new"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_of_a_command_is_documented(words):
    text = section("commands.md", words)
    options = [one for one in COMMANDS[words].command.params if isinstance(one, click.Option)]
    assert options
    assert not [name for one in options for name in one.opts if name not in text]
    assert not [one.name for one in options if not one.help]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_says_what_it_does(words):
    assert COMMANDS[words].command.get_short_help_str(200).endswith(".")


def test_every_json_output_has_its_schema_on_the_page():
    with_json = {
        words.removeprefix("pledgetree ")
        for words, context in COMMANDS.items()
        if any("--json" in one.opts for one in context.command.params)
    }
    schemas = make_reference.output_schemas()
    assert set(schemas) == with_json
    for words, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert f"pledgetree {words} --json" in schema["title"]
        assert schema["title"] in section("json-outputs.md", f"pledgetree {words}")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """A snapshot of one table, which has no faults."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "code_changes.csv").write_text("old_code,new_code,changed_on\n110100000000,110200000000,2016-01-01\n")
    place = folder / "snapshot"
    done = CliRunner().invoke(main, ["freeze", str(folder), "--year", "2016", "--out", str(place)])
    assert done.exit_code == 0, done.output
    return place


def test_what_check_prints_follows_its_schema(snapshot):
    sound = CliRunner().invoke(main, ["check", str(snapshot), "--json"])
    assert sound.exit_code == 0
    (snapshot / "code_changes.parquet").write_bytes(b"altered")
    altered = CliRunner().invoke(main, ["check", str(snapshot), "--json"])
    assert altered.exit_code == 1
    for done, faults in ((sound, False), (altered, True)):
        printed = json.loads(done.stdout)
        jsonschema.validate(printed, make_reference.output_schemas()["check"])
        assert bool(printed["faults"]) is faults


def test_what_rulebook_check_prints_follows_its_schema(tmp_path):
    whole = make_reference.SOURCE / "rulebooks" / "cn-central-2016"
    for folder, code in ((whole, 0), (tmp_path, 1)):
        done = CliRunner().invoke(main, ["rulebook", "check", str(folder), "--json"])
        assert done.exit_code == code, done.output
        jsonschema.validate(json.loads(done.stdout), make_reference.output_schemas()["rulebook check"])


def test_every_table_and_column_is_documented():
    text = page("tables.md")
    for table in declared_tables().values():
        assert table.description in text
        assert not [column.name for column in table.columns if f"`{column.name}`" not in text], table.name


def test_every_fault_code_is_documented():
    for code, words in wordings().items():
        assert words.remedy in section("faults.md", code)


@pytest.mark.parametrize("name", sorted(bundled_names()))
def test_every_rule_is_on_its_rulebooks_page(name):
    rulebook, text = load_rulebook(name), page(f"rules/{name}.md")
    if rulebook.extends:  # a what-if's page shows only what differs
        assert f"]({rulebook.extends}.md)" in text
        text += page(f"rules/{rulebook.extends}.md")
    shown = [f"`{one}`" for one in (*rulebook.parameters, *rulebook.indicators)]
    shown += [one.name for one in (*rulebook.scheme.gates, *rulebook.scheme.points, *rulebook.problems)]
    shown += [one.id for one in rulebook.editions]
    assert not [word for word in shown if word not in text]


def test_a_what_if_page_shows_what_differs_and_nothing_else():
    strict = page("rules/cn-county-exit-2017+strict.md")
    assert "| `limits/missed` | < 2 % |" in strict
    assert "limits/recognition" not in strict  # "at least 90 %" has one reading only
    assert "## Gates" not in strict
