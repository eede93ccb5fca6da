"""Poverty measures against the handbook's example, plain loops, and the jackknife for their errors."""

import math

import numpy as np
import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.poverty import MEASURES, measure_poverty
from pledgetree.survey.replicates import jackknife, replicate_covariance
from pledgetree.survey.variances import Domains
from tests.unit.survey.samples import random_sample

ROWS = StageColumns("", None, None)


def independent(rows, weight=None):
    return make_design(weight, np.zeros(rows, int), [ROWS])


def plain(income, line, weight):
    """Every measure by its definition, one household at a time."""
    total = sum(weight)
    rows = list(zip(income, line, weight, strict=True))
    poor = [(y / z, w) for y, z, w in rows if y < z]
    of_poor = sum(w for _, w in poor)
    values = {f"fgt{a}": sum(w * (1 - x) ** a for x, w in poor) / total for a in (0, 1, 2)}
    values["watts"] = sum(w * math.log(1 / x) for x, w in poor) / total
    mean = sum(w * x for x, w in poor) / of_poor
    among = sum(v * w * abs(x - y) for x, v in poor for y, w in poor) / (2 * of_poor**2 * mean)
    gap = 1 - mean
    values["sen"] = of_poor / total * (gap + (1 - gap) * among)
    worth = sum(y * w for y, _, w in rows) / total
    values["gini"] = sum(v * w * abs(a - b) for a, _, v in rows for b, _, w in rows) / (2 * total**2 * worth)
    return values


def test_the_example_of_the_handbook():
    (found,) = measure_poverty(independent(4), np.array([100.0, 110, 150, 160]), 125)
    assert found.values["fgt0"] == pytest.approx(0.5)
    assert found.values["fgt1"] == pytest.approx(0.08)
    assert found.values["fgt2"] == pytest.approx(0.0136)
    assert found.values["watts"] == pytest.approx(0.087744, abs=5e-7)
    # Sen by hand: H = 1/2, I = 0.16, Gini of 100 and 110 = 20 / (2 x 4 x 105).
    assert found.values["sen"] == pytest.approx(0.5 * (0.16 + 0.84 * 20 / 840))


@pytest.mark.parametrize("seed", range(3))
def test_measures_are_their_definitions(seed):
    chance = np.random.default_rng(seed)
    income, line = chance.lognormal(0, 0.7, 25), chance.choice([0.8, 1.2], 25)
    weight = chance.uniform(1, 4, 25)
    (found,) = measure_poverty(independent(25, weight), income, line)
    assert dict(found.values) == pytest.approx(plain(income, line, weight))


def test_domains_are_measured_each_for_itself():
    drawn = random_sample(2)
    line = float(np.median(drawn.y))
    found = measure_poverty(drawn.design(), drawn.y, line, drawn.domains, ("a", "b", "c"))
    for place, one in enumerate(found):
        inside = drawn.domain == place
        own = plain(drawn.y[inside], np.full(inside.sum(), line), drawn.weight[inside])
        assert dict(one.values) == pytest.approx(own)


def test_errors_of_means_are_those_of_independent_rows():
    income = np.array([100.0, 110, 150, 160])
    (found,) = measure_poverty(independent(4), income, 125)
    gap = np.array([0.2, 0.12, 0, 0])
    assert found.errors["fgt1"] == pytest.approx(gap.std(ddof=1) / 2)


@pytest.mark.parametrize("place", range(len(MEASURES)))
def test_linearised_errors_are_near_the_jackknifes(place):
    drawn = random_sample(5, strata=3, clusters=30)
    income, line = np.exp(drawn.y / 4), float(np.exp(np.median(drawn.y) / 4))
    design = drawn.design(fpc=False)
    (found,) = measure_poverty(design, income, line)

    def figure(weight):
        (again,) = measure_poverty(make_design(weight, drawn.stratum, [ROWS]), income, line)
        return np.array(list(again.values.values()))

    values, covariance = replicate_covariance(design, jackknife(design), figure)
    name = MEASURES[place]
    assert values[place] == pytest.approx(found.values[name])
    assert found.errors[name] == pytest.approx(math.sqrt(covariance[place, place]), rel=0.03)


def test_nobody_is_poor():
    (found,) = measure_poverty(independent(3), np.array([2.0, 3, 4]), 2.0)  # at the line is not below it
    assert [found.values[name] for name in MEASURES[:5]] == [0] * 5
    assert found.errors["sen"] == 0


def test_everybody_is_poor():
    (found,) = measure_poverty(independent(3), np.array([2.0, 3, 4]), 8.0)
    assert found.values["fgt0"] == 1
    assert dict(found.values) == pytest.approx(plain([2, 3, 4], [8] * 3, [1] * 3))


@pytest.mark.parametrize("low", [0.0, -5.0])
def test_no_income_leaves_watts_without_a_value(low):
    income, code = np.array([low, 3, 4, 2, 3, 4]), np.array([0, 0, 0, 1, 1, 1])
    bad, good = measure_poverty(independent(6), income, 3.5, Domains(code, 2), ("a", "b"))
    assert (bad.values["watts"], bad.errors["watts"]) == (None, None)
    assert bad.values["fgt1"] == pytest.approx(((3.5 - low) / 3.5 + 0.5 / 3.5) / 3)
    assert None not in good.values.values()


def test_no_mean_leaves_gini_without_a_value():
    (found,) = measure_poverty(independent(3), np.array([-4.0, 1, 3]), 2.0)
    assert found.values["gini"] is None


def test_one_primary_unit_has_no_error():
    design = make_design(None, np.zeros(4, int), [StageColumns("c", np.array([0, 0, 1, 2]), None)])
    first, _ = measure_poverty(design, np.arange(1.0, 5), 3.0, Domains(np.array([0, 0, 1, 1]), 2), ("a", "b"))
    assert set(first.errors.values()) == {None}


def test_rows_without_weight_do_not_count():
    weight = np.array([1.0, 1, 1, 1, 0])
    (found,) = measure_poverty(independent(5, weight), np.array([100.0, 110, 150, 160, -1]), 125)
    assert found.values["watts"] == pytest.approx(0.087744, abs=5e-7)


@pytest.mark.parametrize("line", [0.0, -1.0, np.inf, np.nan, np.array([1.0, 0.0])])
def test_a_line_that_is_none_is_refused(line):
    with pytest.raises(UserError, match="LINE_NOT_POSITIVE"):
        measure_poverty(independent(2), np.array([1.0, 2.0]), line)
