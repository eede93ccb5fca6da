"""The example of Alkire and Foster (2011), weights and domains, and errors of means."""

import numpy as np
import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.deprivation import Dimension, deprivation_record, measure_deprivation
from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.variances import Domains

TABLE = np.array([[13.1, 14, 4, 1], [15.2, 7, 5, 0], [12.5, 10, 1, 0], [20, 11, 3, 1]])
CUTOFFS = (13, 12, 3, 1)
EXAMPLE = [Dimension(f"d{place}", TABLE[:, place], cutoff) for place, cutoff in enumerate(CUTOFFS)]


def independent(rows, weight=None):
    return make_design(weight, np.zeros(rows, int), [StageColumns("", None, None)])


def test_the_example_of_the_article():
    (found,) = measure_deprivation(independent(4), EXAMPLE, 2)
    values = {name: value for name, (value, _) in found.measures.items()}
    assert values["headcount"] == 0.5
    assert values["intensity"] == pytest.approx(0.75)
    assert values["m0"] == pytest.approx(0.375)
    assert values["m1"] == pytest.approx(0.20553, abs=5e-6)
    assert values["m2"] == pytest.approx(0.16546, abs=5e-6)
    assert [value for value, _ in found.censored.values()] == [0.25, 0.5, 0.25, 0.5]
    shares = [value for value, _ in found.contributions.values()]
    assert shares == pytest.approx([0.25 / 1.5, 0.5 / 1.5, 0.25 / 1.5, 0.5 / 1.5])
    assert sum(shares) == pytest.approx(1)


def test_errors_of_means_and_of_the_ratio():
    (found,) = measure_deprivation(independent(4), EXAMPLE, 2)
    share = np.array([0, 2, 4, 0]) / 4
    assert found.measures["m0"][1] == pytest.approx(share.std(ddof=1) / 2)
    poor = np.array([0, 1, 1, 0])
    around = (share - 0.75 * poor) / 0.5
    assert found.measures["intensity"][1] == pytest.approx(around.std(ddof=1) / 2)


def test_union_and_intersection():
    (union,) = measure_deprivation(independent(4), EXAMPLE, 1)
    (both,) = measure_deprivation(independent(4), EXAMPLE, 4)
    assert (union.measures["headcount"][0], both.measures["headcount"][0]) == (0.75, 0.25)
    assert both.measures["intensity"][0] == 1


def test_weights_that_add_up_only_nearly_still_reach_k():
    rows = [Dimension("a", np.array([0.0, 5]), 1, 0.1), Dimension("b", np.array([0.0, 5]), 1, 0.2)]
    rows.append(Dimension("c", np.array([5.0, 0]), 1, 0.7))
    (found,) = measure_deprivation(independent(2), rows, 0.3)  # 0.1 + 0.2 > 0.3 and 0.3 > 0.1 + 0.2 in other orders
    assert found.measures["headcount"][0] == 1
    assert found.measures["m0"][0] == pytest.approx((0.3 + 0.7) / 2)


def test_domains_with_and_without_poor():
    found = measure_deprivation(independent(4), EXAMPLE, 2, Domains(np.array([0, 1, 1, 0]), 2), ("a", "b"))
    record = deprivation_record(found[0])
    assert (record["headcount"], record["intensity"], record["intensity_se"], record["m0"]) == (0, None, None, 0)
    assert record["dimensions"][0]["contribution"] is None
    assert found[1].measures["headcount"] == (1, 0)


def test_m0_falls_apart_into_the_parts_of_the_population():
    weight = np.array([1.0, 2, 3, 4])
    (whole,) = measure_deprivation(independent(4, weight), EXAMPLE, 2)
    parts = measure_deprivation(independent(4, weight), EXAMPLE, 2, Domains(np.array([0, 0, 1, 1]), 2), ("a", "b"))
    assert whole.measures["m0"][0] == pytest.approx(0.3 * parts[0].measures["m0"][0] + 0.7 * parts[1].measures["m0"][0])


@pytest.mark.parametrize("k", [0, -1, 4.01, float("nan")])
def test_a_k_that_nobody_or_everybody_reaches_is_refused(k):
    with pytest.raises(UserError, match="CUTOFF_OUT_OF_RANGE"):
        measure_deprivation(independent(4), EXAMPLE, k)


def test_a_cutoff_must_be_positive():
    with pytest.raises(UserError, match="CUTOFF_NOT_POSITIVE"):
        measure_deprivation(independent(4), [Dimension("a", TABLE[:, 0], 0)], 1)
