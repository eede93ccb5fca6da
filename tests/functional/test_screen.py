"""``pledgetree screen``: flags as lines and as JSON, for the planning desk."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.functional.program import pledgetree
from tests.unit.integrity.counties import FALSE, snapshot

SCHEMA = Path(__file__).parents[2] / "src/pledgetree/integrity/schema/screen.schema.json"


def test_a_county_that_falsifies_is_flagged(tmp_path):
    place = snapshot(tmp_path, honest=False)
    done = pledgetree("screen", place, "--json")
    assert (done.code, done.err) == (0, "")
    printed = json.loads(done.out)
    jsonschema.validate(printed, json.loads(SCHEMA.read_text()))
    assert printed["flags"][0]["unit"] == FALSE
    told = pledgetree("screen", place, "--lang", "fr")
    assert told.code == 0
    assert told.out.count(FALSE) == sum(one["unit"] == FALSE for one in printed["flags"])
    assert "visite" in told.out.splitlines()[-1]


def test_the_bundled_nation_can_be_screened(nation):
    done = pledgetree("screen", nation / "2016", "--json")
    assert done.code == 0
    assert sum(one["tests"] for one in json.loads(done.out)["screens"]) > 1000


def test_what_is_no_snapshot_is_refused(tmp_path):
    done = pledgetree("screen", tmp_path / "nowhere")
    assert done.code == 2
    assert done.err.startswith("FOLDER_MISSING")
