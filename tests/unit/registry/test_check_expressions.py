"""Three answers: what is unknown is no fault; absurd numbers overflow nothing."""

import duckdb
import pytest

from pledgetree.registry.check_expressions import Terms
from pledgetree.registry.check_queries import Names, pass_query, passes_of
from tests.unit.registry.check_examples import check


def found(when, **values):
    """Whether a check finds a fault in one household."""
    con = duckdb.connect()
    row = {"household_id": "'h'", "unit_id": "'v'", "row": "1", "income_fen": "NULL::BIGINT", **values}
    con.execute("CREATE TABLE hh AS SELECT " + ", ".join(f"{value} AS {name}" for name, value in row.items()))
    (one,) = passes_of([check(when)])
    query = pass_query(one, Names({"households": "hh"}, numbered=True), Terms(2016, {"line/income": 295200}))
    return con.execute(query).to_arrow_table().num_rows == 1


@pytest.mark.parametrize(
    ("when", "values", "fault"),
    [
        ({"less": ["income_fen", {"parameter": "line/income"}]}, {"income_fen": "295199::BIGINT"}, True),
        ({"less": ["income_fen", {"parameter": "line/income"}]}, {"income_fen": "295200::BIGINT"}, False),
        ({"less": ["income_fen", 5]}, {}, False),
        ({"not": {"less": ["income_fen", 5]}}, {}, False),
        ({"empty": "income_fen"}, {}, True),
        ({"filled": "income_fen"}, {}, False),
        ({"more": [{"sum": ["wage_fen", "income_fen"]}, 6]}, {"wage_fen": "7::BIGINT"}, True),
        ({"less": [{"sum": ["wage_fen", "income_fen"]}, 6]}, {"wage_fen": "NULL::BIGINT"}, False),
        ({"more": [{"times": ["wage_fen", 9]}, 1]}, {"wage_fen": str(2**63 - 1)}, True),
        ({"is": {"food": False}}, {"food": "false"}, True),
        ({"is": {"food": False}}, {"food": "NULL::BOOLEAN"}, False),
        ({"less": [{"days": ["notice_from", "notice_until"]}, 7]},
         {"notice_from": "DATE '2016-12-25'", "notice_until": "DATE '2016-12-31'"}, True),
        ({"less": [{"days": ["notice_from", "notice_until"]}, 7]},
         {"notice_from": "DATE '2016-12-25'", "notice_until": "DATE '2017-01-01'"}, False),
        ({"equal": [{"year_of": "notice_from"}, {"year": -1}]}, {"notice_from": "DATE '2015-02-03'"}, True),
        ({"more": ["notice_from", {"year_end": True}]}, {"notice_from": "DATE '2016-12-31'"}, False),
        ({"equal": [{"start": ["household_id", 1]}, {"start": ["unit_id", 1]}]}, {}, False),
        ({"equal": [{"length": "household_id"}, 1]}, {}, True),
    ],
)  # fmt: skip
def test_an_answer(when, values, fault):
    assert found(when, **values) is fault
