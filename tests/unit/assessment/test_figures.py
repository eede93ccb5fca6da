"""Units are found by id; an indicator's figures are found by its name."""

import numpy as np
import pytest

from pledgetree.assessment.figures import Figures
from tests.unit.assessment.builders import PLAINLAND, UNITS, figures, place, tree


def test_ids_lead_to_their_place_and_unknown_ones_nowhere():
    ids = [one[0] for one in UNITS]
    assert tree().index([*ids[::-1], "999999999999", ""]).tolist() == [*range(len(ids))[::-1], -1, -1]


def test_a_tree_without_units_knows_nobody():
    assert tree(()).index([PLAINLAND]).tolist() == [-1]


def test_an_indicator_is_found_by_name():
    found = figures({"growth": {PLAINLAND: (3, 4)}, "other": {}})
    numerator, denominator, rows = found.of("growth")
    assert (numerator[place(PLAINLAND)], denominator[place(PLAINLAND)], rows.sum()) == (3, 4, 1)


def test_an_indicator_that_is_not_there_is_an_error():
    none = np.zeros((0, 0), np.int64)
    with pytest.raises(ValueError, match="not in tuple"):
        Figures(tree(()), (), none, none, none).of("growth")
