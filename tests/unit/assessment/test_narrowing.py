"""A narrowed country: which countries can be narrowed, and that sums at its units are those of the whole."""

import numpy as np
import pyarrow as pa
import pytest

from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.narrowing import given_at, is_contained, is_nested, narrowed, sums_at_provinces
from pledgetree.assessment.summing import Counted, sums_of
from pledgetree.indicators.register import CLOSING
from pledgetree.indicators.statistics import RURAL_POPULATION
from tests.reference.tables import (
    ALPHA,
    ALPHA_1,
    BETA,
    BETA_1,
    CENTRE,
    GAMMA,
    GAMMA_1,
    OLD_GAMMA,
    PLAIN,
    WEST,
    YEAR,
    land,
    table_of,
    unit,
    write_snapshot,
)

COUNTS = (CLOSING, RURAL_POPULATION)


@pytest.fixture
def snapshot(tmp_path):
    return write_snapshot(tmp_path / "s", {})


def units(*more, **changes):
    rows = [row | changes.get(row["unit_id"], {}) for row in land()]
    return table_of("units", [*rows, *more])


def closing(*rows):
    parts, codes, values = zip(*rows, strict=True)
    return Counted("persons", [CLOSING], pa.table({"part": parts, "unit_id": codes, CLOSING.name: values}))


def people(*rows):
    codes, values = zip(*rows, strict=True)
    columns = {"part": [""] * len(rows), "unit_id": codes, "year": [YEAR] * len(rows)}
    return Counted("statistics", [RURAL_POPULATION], pa.table(columns | {RURAL_POPULATION.name: values}))


def test_divisions_are_nested():
    assert is_nested(units())
    assert is_nested(table_of("units", [unit(CENTRE, None, "centre")]))


@pytest.mark.parametrize(
    "odd",
    [
        units(unit("999999999999", None, "centre")),
        units(unit("410000000001", CENTRE, "province")),
        units(unit("990000000000", WEST, "province")),
        units(unit("530121000000", WEST, "county")),
        units(unit("000000000001", CENTRE, "prefecture"), unit("630121000000", CENTRE, "county")),
        table_of("units", []),
    ],
    ids=["two tops", "two provinces of the same digits", "under a province", "elsewhere", "under the top", "no units"],
)
def test_units_whose_codes_do_not_say_the_province_are_not(odd):
    assert not is_nested(odd)


@pytest.mark.parametrize(
    ("rows", "contained"),
    [
        ((("410121", ALPHA_1, 1), ("520121", OLD_GAMMA, 2)), True),
        ((("410121", ALPHA_1, 1), ("410121", GAMMA_1, 2)), False),
        ((("410121", "410121999999", 1),), False),
        ((("", ALPHA_1, 1),), False),
        ((("410121", CENTRE, 1),), False),
    ],
)
def test_a_register_is_contained_when_no_part_reaches_beyond_its_province(snapshot, rows, contained):
    ground = ground_of(snapshot)
    assert is_contained([closing(*rows)], ground.tree, ground.places, YEAR) is contained


def test_other_provinces_stand_as_one_unit(snapshot):
    ground, others = narrowed(snapshot, {"41"})
    assert set(ground.tree.ids.tolist()) == {
        row["unit_id"] for row in land() if row["unit_id"].startswith(("00", "41")) or row["unit_id"] == WEST
    }
    assert ground.tree.ids[others].tolist() == [WEST]
    codes = pa.chunked_array([[GAMMA_1, OLD_GAMMA, ALPHA_1, "410121999999", "770000000000", None]])
    places = ground.places.of(codes, None)
    found = [None if place < 0 else str(ground.tree.ids[place]) for place in places]
    assert found == [WEST, WEST, ALPHA_1, None, None, None]


def test_a_country_that_is_not_nested_is_not_narrowed(tmp_path):
    odd = write_snapshot(tmp_path / "s", {"units": [*land(), unit("530121000000", WEST, "county")]})
    assert narrowed(odd, {"41"}) is None


def test_sums_of_a_narrowed_country_are_those_of_the_whole(snapshot):
    passes = [
        closing(("410121", ALPHA_1, 2), ("410122", BETA_1, 3), ("520121", GAMMA_1, 4), ("520121", OLD_GAMMA, 5)),
        people((ALPHA, 60), (BETA, 30), (GAMMA, 10), (CENTRE, 1)),
    ]
    whole = ground_of(snapshot)
    _, full = sums_of(passes, COUNTS, whole.tree, whole.places, YEAR)
    kept = sums_at_provinces(full, whole.tree)
    assert kept["unit_id"].to_pylist() == [PLAIN, WEST]
    assert kept[CLOSING.name].to_pylist() == [5, 9]
    part, others = narrowed(snapshot, {"41"})
    given = given_at(kept, part.tree, others)
    # Rows of the other province are not needed: its sums are given.
    told = [closing(("410121", ALPHA_1, 2), ("410122", BETA_1, 3)), passes[1]]
    _, narrow = sums_of(told, COUNTS, part.tree, part.places, YEAR, given)
    at = whole.tree.index(part.tree.ids)
    for count in COUNTS:
        assert np.array_equal(narrow[count], full[count][at])
    assert np.array_equal(narrow.has(RURAL_POPULATION), full.has(RURAL_POPULATION)[at])
    assert sums_at_provinces(narrow, part.tree).equals(kept)


def test_a_province_whose_sums_were_not_kept_is_not_guessed(snapshot):
    whole = ground_of(snapshot)
    _, full = sums_of([], COUNTS, whole.tree, whole.places, YEAR)
    part, others = narrowed(snapshot, {"41"})
    assert given_at(sums_at_provinces(full, whole.tree).slice(0, 1), part.tree, others) is None
