"""Designs: codes of nested units, fractions, implied weights, and what is refused."""

import numpy as np
import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.designs import StageColumns, combined, lonely_strata, make_design

ROWS = StageColumns("", None, None)


def codes(*values):
    return np.array(values, dtype=np.int64)


def numbers(*values):
    return np.array(values, dtype=np.float64)


def refused(*arguments, **words):
    with pytest.raises(UserError) as caught:
        make_design(*arguments, **words)
    return [(one.code, one.where) for one in caught.value.faults]


def test_equal_cluster_names_in_two_strata_are_two_clusters():
    unit, first = combined(codes(0, 0, 1, 1), codes(7, 7, 7, 8))
    assert (unit.tolist(), first.tolist()) == ([0, 0, 1, 2], [0, 1, 1])


def test_many_codes_are_paired_like_few():
    first, second = codes(0, 3, 3, 0), codes(5, 2_000_000_000, 5, 5)
    unit, parent = combined(first, second)
    assert (unit.tolist(), parent.tolist()) == ([0, 2, 1, 0], [0, 3, 3])


def test_rows_are_units_of_one_stratum():
    design = make_design(None, codes(0, 0, 0), [ROWS])
    assert design.degrees_of_freedom == 2
    assert design.weight.tolist() == [1, 1, 1]
    assert design.stages[0].fraction.tolist() == [0]


def test_weights_follow_from_population_counts():
    # Two of 10 clusters; two of 4 units in the first cluster, one of 6 in the second.
    stages = [
        StageColumns("N", codes(0, 0, 1), numbers(10, 10, 10)),
        StageColumns("M", None, numbers(4, 4, 6)),
    ]
    design = make_design(None, codes(0, 0, 0), stages)
    assert design.weight == pytest.approx([10 / 2 * 4 / 2, 10 / 2 * 4 / 2, 10 / 2 * 6])
    assert design.stages[0].fraction == pytest.approx([0.2])
    assert design.stages[1].fraction == pytest.approx([0.5, 1 / 6])
    assert design.stages[1].carried == pytest.approx([0.2, 0.2])


def test_without_a_count_above_nothing_is_carried_down():
    design = make_design(None, codes(0, 0, 0), [StageColumns("c", codes(0, 0, 1), None), ROWS])
    assert not design.stages[1].carried.any()


def test_a_stratum_with_one_unit_is_lonely_unless_it_is_whole():
    stratum = codes(0, 0, 1)
    assert lonely_strata(make_design(None, stratum, [ROWS])) == 1
    whole = StageColumns("N", None, numbers(5, 5, 1))
    assert lonely_strata(make_design(None, stratum, [whole])) == 0
    assert refused(None, stratum, [ROWS], lonely="refuse") == [("LONELY_UNIT", "")]


def test_what_cannot_be_is_refused():
    two = codes(0, 0)
    assert refused(numbers(1, -1), two, [ROWS]) == [("WEIGHT_NEGATIVE", "row 3")]
    assert refused(numbers(0, 0), two, [ROWS]) == [("WEIGHTS_ZERO", "")]
    assert refused(None, two, [StageColumns("N", None, numbers(5, 6))]) == [("POPULATION_VARIES", "row 2")]
    assert refused(None, two, [StageColumns("N", None, numbers(1, 1))]) == [("POPULATION_BELOW_SAMPLE", "row 2")]
    assert refused(None, codes(0, 1), [ROWS]) == [("NO_DEGREES_OF_FREEDOM", "")]
    assert refused(None, codes(0, 0), [StageColumns("c", codes(0, 0), None)]) == [("NO_DEGREES_OF_FREEDOM", "")]


def test_no_rows_have_no_degrees_of_freedom():
    assert refused(None, codes(), [ROWS])
