"""The demonstration of the pledge tree as a user runs it: all planted faults are found, none is invented."""

import json
from collections import Counter

import pyarrow.parquet as pq
import pytest

from tests.functional.program import pledgetree

NAMES = ("code", "pledge_id", "unit", "indicator", "year", "expected", "found")


def planted(nation, year):
    rows = pq.read_table(nation / "truth" / "pledge_faults.parquet").to_pylist()
    return Counter(
        tuple(row["unit_id" if name == "unit" else name] for name in NAMES) for row in rows if row["since"] <= year
    )


@pytest.mark.parametrize("year", [2015, 2017])
def test_the_cascade_tells_what_the_truth_lists(nation, year):
    done = pledgetree("cascade", nation / str(year), "--year", year, "--json")
    assert (done.code, done.err) == (1, "")
    told = json.loads(done.out)
    assert told["units"] == 714_093
    assert Counter(tuple(one[name] for name in NAMES) for one in told["faults"]) == planted(nation, year)


def test_the_result_counts_them_where_they_stand(nation, result):
    table = pq.read_table(result / "pledge_faults.parquet").to_pylist()
    own = Counter({(row["unit_id"], row["code"]): row["own"] for row in table if row["own"]})
    assert own == Counter((unit, code) for code, _, unit, *_ in planted(nation, 2016).elements())
    centre = {row["code"]: row["below"] for row in table if row["unit_id"] == "000000000000"}
    assert centre == Counter(code for code, *_ in planted(nation, 2016).elements())


def test_provinces_without_a_pledge_raise_nothing(nation):
    """Chongqing and Hainan pass over places without leaders; nine provinces owe no pledge."""
    outside = {"11", "12", "21", "31", "32", "33", "35", "37", "44"}
    units = {unit[:2] for _, _, unit, *_ in planted(nation, 2017)}
    assert not units & outside
    assert any(
        unit.startswith(("46", "50"))
        for unit in pq.read_table(nation / "2017" / "pledges.parquet")["subordinate_unit"].to_pylist()
    )
