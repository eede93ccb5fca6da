"""The command ``cascade``: what it prints and how it ends."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from pledgetree.base.errors import Fault
from pledgetree.cli.cascading import cascade
from pledgetree.pledges import checking


def outcome(*severities):
    faults = [Fault("STALE", f"P{place}", (("by", "Q"), ("parent", "P")), one) for place, one in enumerate(severities)]
    record = {"units": 3, "pledges": 2, "faults": [one.severity for one in faults]}
    return SimpleNamespace(faults=faults, record=lambda: record)


@pytest.fixture
def run(monkeypatch):
    def called(*arguments, found):
        asked = {}
        monkeypatch.setattr(checking, "cascade", lambda path, **options: asked.update(path=path, **options) or found)
        done = CliRunner().invoke(cascade, ["snap", "--year", "2016", *arguments])
        return done, asked

    return called


@pytest.mark.parametrize(
    ("severities", "code"), [((), 0), (("warning", "note"), 0), (("note", "fault"), 1), (("fault",) * 2, 1)]
)
def test_only_faults_end_it_with_1(run, severities, code):
    done, _ = run(found=outcome(*severities))
    assert done.exit_code == code


def test_faults_are_printed_one_per_line_and_counted(run):
    done, _ = run(found=outcome("fault", "warning"))
    assert [line.split()[:2] for line in done.stderr.splitlines()] == [["STALE", "P0:"], ["STALE", "P1:"]]
    assert done.stdout == "1 faults and 1 warnings\n"


def test_json_alone_is_printed(run):
    done, _ = run("--json", found=outcome("fault"))
    assert json.loads(done.stdout) == {"units": 3, "pledges": 2, "faults": ["fault"]}
    assert (done.stderr, done.exit_code) == ("", 1)


def test_what_is_asked_reaches_the_check(run):
    _, asked = run("--rulebook", "book", "--indicator", "poor_lifted", found=outcome())
    assert {key: str(value) for key, value in asked.items()} == {
        "path": "snap",
        "year": "2016",
        "rulebook": "book",
        "indicator": "poor_lifted",
    }


def test_the_year_is_needed(run):
    assert CliRunner().invoke(cascade, ["snap"]).exit_code == 2
