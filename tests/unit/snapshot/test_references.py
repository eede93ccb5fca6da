"""References between tables and to units, in one file and across parts."""

from pledgetree.base.errors import Fault
from pledgetree.snapshot.checking import check_snapshot
from pledgetree.snapshot.opening import open_snapshot
from pledgetree.snapshot.reading import read_folder
from pledgetree.snapshot.writing import SnapshotWriter, write_part
from tests.unit.snapshot.folders import FUNDS, HOUSEHOLDS, PERSONS, frozen, refused, write_folder


def found(faults: list[Fault]):
    return [(one.code, one.where) for one in faults]


def test_a_row_that_names_no_row_is_named(tmp_path):
    faults = refused(tmp_path, persons=PERSONS.replace(",520502000000002", ",nobody"))
    assert found(faults) == [
        ("FOREIGN_KEY", "persons.csv: row 4, column household_id"),
        ("FOREIGN_KEY", "persons.csv: row 5, column household_id"),
    ]
    assert dict(faults[0].params) == {"table": "households", "key": "household_id", "value": "nobody"}


def test_references_hold_only_when_both_tables_are_there(tmp_path):
    frozen(tmp_path, "a", households=None)
    frozen(tmp_path, "b", units=None, code_changes=None)


def test_an_unknown_unit_is_named(tmp_path):
    faults = refused(tmp_path, funds=FUNDS.replace("520502000000", "999999000000"))
    assert found(faults) == [("UNKNOWN_UNIT", "funds.csv: row 2, column unit_id")]


def test_an_old_code_is_good_on_days_before_the_change(tmp_path):
    old = FUNDS.replace("520502000000,2016", "522401000000,2010")
    assert open_snapshot(frozen(tmp_path, "a", funds=old)).has("funds")
    (tmp_path / "b").mkdir()
    faults = refused(tmp_path / "b", funds=FUNDS.replace("520502000000", "522401000000"))
    assert found(faults) == [("UNKNOWN_UNIT", "funds.csv: row 2, column unit_id")]


def test_a_row_without_a_day_may_use_any_code(tmp_path):
    offices = "office_id,unit_id,department,name,lead_of\nO1,522401000000,finance,财政局,\n"
    assert open_snapshot(frozen(tmp_path, offices=offices)).has("offices")


def snapshot_in_parts(tmp_path, persons):
    """Households in two parts, persons in two parts of the same names; ``persons`` maps part to household ids."""
    tables = read_folder(write_folder(tmp_path / "in"), lambda *_step: None).tables
    households, one = tables["households"].data, tables["persons"].data.slice(3, 1)
    folder = tmp_path / "s"
    folder.mkdir()
    writer = SnapshotWriter(folder, year=2016, frozen_at="now", made_up=True, rulebook=None, name="n")
    writer.add("units", tables["units"].data)
    parts = [write_part(folder, "households", name, households.slice(row, 1)) for row, name in enumerate("12")]
    writer.add_parts("households", parts)
    written = []
    for name, ids in persons.items():
        row = {**one.to_pylist()[0]}
        rows = [{**row, "person_id": f"{name}{place}", "household_id": home} for place, home in enumerate(ids)]
        written.append(write_part(folder, "persons", name, type(one).from_pylist(rows, one.schema)))
    writer.add_parts("persons", written)
    writer.finish()
    return found(check_snapshot(open_snapshot(folder)))


FIRST, SECOND = (line.split(",")[0] for line in HOUSEHOLDS.splitlines()[1:])


def test_a_household_in_another_part_is_found(tmp_path):
    assert snapshot_in_parts(tmp_path, {"1": [FIRST, SECOND], "2": [SECOND], "3": [FIRST]}) == []


def test_a_household_in_no_part_is_named_in_its_part(tmp_path):
    assert snapshot_in_parts(tmp_path, {"1": [FIRST], "2": [SECOND, "nobody"]}) == [
        ("FOREIGN_KEY", "persons/2.parquet: row 2, column household_id")
    ]
