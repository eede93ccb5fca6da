"""Estimates against R survey's published numbers, worked examples, and their own algebra."""

import numpy as np
import pytest

from benchmarks.prove_coverage import coverage
from pledgetree.base.errors import UserError
from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.estimating import Manner, Question, covariance_of_ratios, estimate, hajek_total
from pledgetree.survey.variances import Domains
from tests.unit.survey.samples import EIGHT_WEIGHT, EIGHT_X, eight, random_sample

ROWS = StageColumns("", None, None)


def one(design, *question, **words):
    (found,) = estimate(design, Question(*question), **words)
    return found


@pytest.mark.parametrize(("fpc", "error"), [(True, 0.616), (False, 0.7413)])
def test_the_mean_of_the_eight_rows(fpc, error):
    found = one(eight(fpc=fpc), "mean", EIGHT_X)
    assert found.estimate == pytest.approx(5.4481, abs=5e-5)
    assert found.se == pytest.approx(error, abs=5e-5)
    assert (found.n, found.psus, found.strata, found.df) == (8, 8, 2, 6)
    assert found.ci_low == pytest.approx(found.estimate - 2.446912 * found.se, abs=1e-5)  # t table, 6 df


def test_the_total_of_the_eight_rows_by_hand():
    found = one(eight(), "total", EIGHT_X)
    assert found.estimate == pytest.approx(3 * 29.7 + 4 * 14.5)
    # Strata: N^2 (1 - f) s^2 / n with s^2 = 6.268 and 2.3633.
    first = 15**2 * (1 - 5 / 15) * np.var(EIGHT_X[:5], ddof=1) / 5
    second = 12**2 * (1 - 3 / 12) * np.var(EIGHT_X[5:], ddof=1) / 3
    assert found.se == pytest.approx(np.sqrt(first + second))


def test_independent_rows_have_no_design_effect():
    y = np.array([1.0, 4, 2, 8, 5, 7])
    found = one(make_design(None, np.zeros(6, int), [ROWS]), "mean", y)
    assert found.se == pytest.approx(y.std(ddof=1) / np.sqrt(6))
    assert (found.deff, found.n_eff) == (pytest.approx(1), pytest.approx(6))
    share = one(make_design(None, np.zeros(6, int), [ROWS]), "proportion", (y > 4).astype(float))
    assert share.se == pytest.approx(np.sqrt(0.25 / 5))
    assert share.n_eff == pytest.approx(0.25 / share.se**2)


def test_equal_clusters_of_equal_rows_count_once():
    """Ten clusters of three equal rows tell as much as ten rows."""
    y = np.arange(10.0)
    clustered = make_design(None, np.zeros(30, int), [StageColumns("c", np.repeat(np.arange(10), 3), None)])
    found = one(clustered, "mean", np.repeat(y, 3))
    assert found.se == pytest.approx(y.std(ddof=1) / np.sqrt(10))
    assert found.deff == pytest.approx(3 * 29 / 27)


def test_a_ratio_to_one_is_a_mean_and_a_proportion_is_a_mean():
    drawn = random_sample(2)
    design = drawn.design()
    for kind, x in (("ratio", np.ones(len(drawn.y))), ("proportion", None)):
        found, mean = one(design, kind, drawn.case, x), one(design, "mean", drawn.case)
        assert (found.estimate, found.se) == (pytest.approx(mean.estimate), pytest.approx(mean.se))


def test_a_ratio_follows_its_linearisation():
    """Moving every weight a little moves the ratio by the influence values."""
    drawn = random_sample(3)
    base = drawn.weight @ drawn.y / (drawn.weight @ drawn.x)
    z = (drawn.y - base * drawn.x) / (drawn.weight @ drawn.x)
    moved = drawn.weight * (1 + 1e-7 * np.sin(np.arange(len(z))))
    change = moved @ drawn.y / (moved @ drawn.x) - base
    assert change == pytest.approx((moved - drawn.weight) @ z, rel=1e-4)
    found = one(drawn.design(), "ratio", drawn.y, drawn.x)
    assert found.estimate == pytest.approx(base)


def test_scaled_weights_change_totals_alone():
    drawn = random_sample(4)
    scaled = make_design(drawn.weight * 1000, drawn.stratum, [StageColumns("c", drawn.cluster, None)])
    plain = drawn.design(fpc=False)
    a, b = one(plain, "mean", drawn.y), one(scaled, "mean", drawn.y)
    assert (a.estimate, a.se, a.deff) == (pytest.approx(b.estimate), pytest.approx(b.se), pytest.approx(b.deff))
    a, b = one(plain, "total", drawn.y), one(scaled, "total", drawn.y)
    assert (a.estimate * 1000, a.se * 1000, a.deff) == (
        pytest.approx(b.estimate),
        pytest.approx(b.se),
        pytest.approx(b.deff),
    )


def test_domain_totals_add_up_to_the_whole():
    drawn = random_sample(6)
    parts = estimate(drawn.design(), Question("total", drawn.y), drawn.domains, ("a", "b", "c"))
    whole = one(drawn.design(), "total", drawn.y)
    assert sum(part.estimate for part in parts) == pytest.approx(whole.estimate)
    assert [part.domain for part in parts] == ["a", "b", "c"]
    assert sum(part.n for part in parts) == whole.n


def test_a_domain_within_one_cluster_has_an_estimate_and_no_error():
    design = make_design(None, np.zeros(6, int), [StageColumns("c", np.array([0, 0, 1, 1, 2, 2]), None)])
    domains = Domains(np.array([0, 0, 1, 1, 1, 1]), 2)
    lonely, sound = estimate(design, Question("mean", np.arange(6.0)), domains, ("a", "b"))
    assert (lonely.estimate, lonely.se, lonely.ci_low, lonely.df, lonely.deff) == (0.5, None, None, 0, None)
    assert sound.se > 0


def test_rows_without_weight_do_not_count():
    weight = np.append(EIGHT_WEIGHT, [0.0, 0.0])
    y = np.append(EIGHT_X, [1000.0, 1000.0])
    stratum = np.array([0] * 5 + [1] * 3 + [0, 1])
    found = one(make_design(weight, stratum, [ROWS]), "mean", y)
    assert (found.estimate, found.n, found.psus) == (pytest.approx(5.448148), 8, 8)


def test_no_case_takes_the_effect_of_the_other_domains():
    drawn = random_sample(7, clusters=20)
    case = np.where(drawn.domain == 0, 0.0, drawn.case)
    own, *others = estimate(drawn.design(fpc=False), Question("proportion", case), drawn.domains, "abc")
    pooled = max(1.0, np.average([part.deff for part in others], weights=[part.n for part in others]))
    told = estimate(
        drawn.design(fpc=False), Question("proportion", case), drawn.domains, "abc", Manner(planned_effect=pooled)
    )
    assert own.ci_high == pytest.approx(told[0].ci_high)
    wide = estimate(drawn.design(), Question("proportion", case), drawn.domains, "abc", Manner(planned_effect=4.0))
    assert wide[0].ci_high > own.ci_high
    assert (own.se, own.deff, own.n_eff) == (0, None, None)


def test_a_domain_without_weight_and_a_ratio_of_nothing_are_refused():
    with pytest.raises(UserError, match="DOMAIN_WITHOUT_WEIGHT"):
        estimate(eight(), Question("mean", EIGHT_X), Domains(np.zeros(8, int), 2), ("a", "b"))
    with pytest.raises(UserError, match="RATIO_OF_NOTHING"):
        estimate(eight(), Question("ratio", EIGHT_X, np.zeros(8)))


def test_joint_covariance_of_rates_holds_the_single_variances():
    drawn = random_sample(8)
    base = (drawn.domain < 2).astype(float)
    numerators, denominators = np.array([drawn.case * base, drawn.y]), np.array([base, drawn.x])
    ratios, joint = covariance_of_ratios(drawn.design(), numerators, denominators)
    for place in range(2):
        single = one(drawn.design(), "ratio", numerators[place], denominators[place])
        assert ratios[0, place] == pytest.approx(single.estimate)
        assert joint[0, place, place] == pytest.approx(single.se**2)
    # var(a - b) from the joint covariance is that of the difference's own influence values.
    assert joint[0, 0, 1] == joint[0, 1, 0]


def test_a_total_of_a_known_population():
    mean = one(eight(), "mean", EIGHT_X)
    assert hajek_total(mean, 27) == (pytest.approx(27 * mean.estimate), pytest.approx(27 * mean.se))


@pytest.mark.parametrize("setting", [(0.02, 30, 10, 0.2), (0.01, 20, 20, 0.05), (0.005, 30, 10, 0.1)])
def test_the_default_interval_holds_rare_truths_in_villages_that_are_alike(setting):
    """Quick form of ``make proofs``; 800 surveys with a fixed seed, standard error of the share about 0.005."""
    shares, _ = coverage(setting, 800, 1, {"default": None})
    assert 0.93 <= shares["default"] <= 0.998


def test_a_method_by_name_has_no_floor_and_the_default_has():
    case = np.zeros(300)
    case[0] = 1
    design = make_design(None, np.zeros(300, int), [StageColumns("v", np.repeat(np.arange(30), 10), None)])
    default, named = (one(design, "proportion", case, manner=Manner(method=name)) for name in (None, "korn-graubard"))
    assert default.ci_high > named.ci_high
    assert (named.method, default.method) == ("korn-graubard", "korn-graubard (planned effect, few cases)")
    told = one(design, "proportion", case, manner=Manner(planned_effect=1.9))
    assert (told.ci_low, told.ci_high) == (default.ci_low, default.ci_high)  # 1 + (10 - 1) x 0.1
