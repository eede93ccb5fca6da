import json
from datetime import date
from importlib.resources import files

import jsonschema
import pytest

from pledgetree.law.loading import load_rulebook
from pledgetree.law.model import DeadlineRule, Source
from pledgetree.pledges.duties import duties_of, ledger
from pledgetree.pledges.duty_places import place_in_units
from pledgetree.pledges.duty_records import deadline_record, ledger_record, source_record
from pledgetree.pledges.establishment import establishment_of
from tests.unit.pledges.administrations import COUNTY, administration
from tests.unit.pledges.programmes import unit_id

DAY = date(2017, 5, 3)
SCHEMA = json.loads(files("pledgetree.pledges").joinpath("schema", "duties.schema.json").read_text(encoding="utf-8"))


def record_with(**changes):
    law, tables = load_rulebook("cn-central-2016"), administration(**changes)
    place = place_in_units(law, tables[0], None, COUNTY, DAY)
    return ledger_record(ledger(law, place, DAY, establishment_of(tables[1], tables[2], unit_id(COUNTY), DAY)))


@pytest.mark.parametrize("unit", ["0", "52", "11", "5205", "520502", "520502100", "520502100201", "500100"])
def test_every_tier_fits_the_schema(unit):
    record = ledger_record(duties_of("cn-central-2016", unit, DAY))
    jsonschema.validate(record, SCHEMA)
    assert record["faults"] == []


def test_offices_and_officers_in_the_record():
    record = record_with()
    jsonschema.validate(record, SCHEMA)
    (one,) = [one for one in record["duties"] if one["duty"] == "county_fund_supervision"]
    assert one["owner"] == {"department": "finance", "office_id": f"{unit_id(COUNTY)}-finance"}
    assert one["accountable"][0] == {"role": "party_head", "officer_id": "520502-party_head", "capacity": "full"}
    assert one["contact"]["office_id"] == f"{unit_id(COUNTY)}-finance"
    assert one["owed_to"] == {"kind": "superior", "unit": unit_id("5205")}
    assert one["article"] == "art. 16"


def test_faults_in_the_record():
    record = record_with(posts_rows=[])
    jsonschema.validate(record, SCHEMA)
    vacant = [one for one in record["faults"] if one["code"] == "POST_VACANT" and one["duty"] == "county_plan"]
    assert [(one["unit"], one["role"]) for one in vacant] == [
        (unit_id(COUNTY), "government_head"),
        (unit_id(COUNTY), "party_head"),
    ]
    missing = [one for one in record["faults"] if one["code"] == "WORKING_CONTACT_MISSING"]
    assert {one["role"] for one in missing} == {None}


def test_a_rule_has_the_keys_of_its_file():
    assert deadline_record(DeadlineRule(on="02-end", years=1)) == {"on": "02-end", "years": 1, "holidays": "keep"}
    assert deadline_record(DeadlineRule(by=date(2020, 12, 31))) == {"by": "2020-12-31", "holidays": "keep"}
    assert deadline_record(DeadlineRule(after="event", days=3, working=True, holidays="next")) == {
        "after": "event",
        "working_days": 3,
        "holidays": "next",
    }
    assert deadline_record(DeadlineRule()) == {"holidays": "keep"}


def test_a_source_is_whole():
    assert source_record(Source("T", "recalled", "D", "A", "L", "N")) == {
        "title": "T",
        "document": "D",
        "article": "A",
        "status": "recalled",
        "note": "N",
    }
