import numpy as np
import pyarrow as pa

from pledgetree.base.errors import fault
from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.rows import FAULTS_SHOWN, Rows, capped, where_true

FUNDS = declared_tables()["funds"]
DATA = pa.table({"fund_id": ["a", "b", "c"]})


def test_a_row_is_named_by_its_number_in_the_file():
    assert Rows(FUNDS, DATA, "funds.csv", 2).place(1) == "funds.csv: row 3"
    numbered = Rows(FUNDS, DATA, "funds.csv", 2, np.array([2, 5, 9]))
    assert numbered.place(1, "fund_id") == "funds.csv: row 5, column fund_id"


def test_unreadable_values_are_known():
    rows = Rows(FUNDS, DATA, "funds.csv", wrong={"year": np.array([1])})
    assert rows.readable(["fund_id", "year"]).tolist() == [True, False, True]
    assert rows.readable(["fund_id"]).tolist() == [True] * 3


def test_places_of_a_mask():
    assert list(where_true(np.array([True, False, True]))) == [0, 2]


def test_faults_are_capped_and_the_cap_is_said():
    def endless():
        while True:
            yield fault("EMPTY_VALUE", "x")

    shown = capped(endless(), "funds")
    assert len(shown) == FAULTS_SHOWN + 1
    assert (shown[-1].code, shown[-1].where) == ("TOO_MANY_FAULTS", "funds")


def test_exactly_as_many_as_are_shown_are_not_too_many():
    faults = [fault("EMPTY_VALUE", "x")] * FAULTS_SHOWN
    assert capped(iter(faults), "funds") == faults
