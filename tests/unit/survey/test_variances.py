"""Variances against plain loops over the textbook formula, with domains, two stages and every rule for lonely units."""

import numpy as np
import pytest

from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.variances import Domains, covariances, everything, members, unit_totals
from tests.unit.survey.samples import random_sample

ROWS = StageColumns("", None, None)


def spread(totals, fraction):
    """(1 - f) n / (n - 1) sum of squares around the mean."""
    n, mean = len(totals), sum(totals) / len(totals)
    return (1 - fraction) * n / (n - 1) * sum((one - mean) ** 2 for one in totals)


def plain(drawn, z, *, two_stages):
    """The two-stage variance of a total of z, cluster by cluster."""
    result = 0.0
    for stratum in np.unique(drawn.stratum):
        inside = drawn.stratum == stratum
        clusters = np.unique(drawn.cluster[inside])
        fraction = len(clusters) / drawn.clusters_there[inside][0]
        rows = [inside & (drawn.cluster == cluster) for cluster in clusters]
        result += spread([z[of].sum() for of in rows], fraction)
        if two_stages:
            result += fraction * sum(spread(z[of].tolist(), of.sum() / drawn.units_there[of][0]) for of in rows)
    return result


@pytest.mark.parametrize("two_stages", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_variances_are_those_of_the_textbook(seed, two_stages):
    drawn = random_sample(seed)
    design = drawn.design(two_stages=two_stages)
    z = np.array([drawn.weight * drawn.y, drawn.weight * drawn.case])
    found = covariances(design, everything(len(drawn.y)), z)[0]
    for place in range(2):
        assert found[place, place] == pytest.approx(plain(drawn, z[place], two_stages=two_stages), rel=1e-12)
    # cov(a, b) = (var(a + b) - var(a) - var(b)) / 2
    both = plain(drawn, z.sum(axis=0), two_stages=two_stages)
    assert found[0, 1] == pytest.approx((both - found[0, 0] - found[1, 1]) / 2, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_domain_is_zero_outside_and_never_a_smaller_sample(seed):
    drawn = random_sample(seed)
    design, z = drawn.design(two_stages=True), drawn.weight * drawn.y
    found = covariances(design, drawn.domains, z[np.newaxis])[:, 0, 0]
    for domain in range(drawn.domains.count):
        outside_zero = np.where(drawn.domain == domain, z, 0)
        assert found[domain] == pytest.approx(plain(drawn, outside_zero, two_stages=True), rel=1e-12)


def test_rows_of_no_domain_count_with_nothing():
    drawn = random_sample(5)
    design, z = drawn.design(), drawn.weight * drawn.y
    some = Domains(np.where(drawn.domain == 0, 0, -1), 1)
    found = covariances(design, some, z[np.newaxis])[0, 0, 0]
    assert found == pytest.approx(plain(drawn, np.where(drawn.domain == 0, z, 0), two_stages=False), rel=1e-12)


def test_many_domains_are_summed_like_few():
    drawn = random_sample(1)
    design, z = drawn.design(), np.array([drawn.y])
    few = covariances(design, drawn.domains, z)[:, 0, 0]
    far = Domains(drawn.domain * 100_000, 200_001)
    many = covariances(design, far, z)[:, 0, 0]
    assert many[[0, 100_000, 200_000]] == pytest.approx(few)
    assert not np.delete(many, [0, 100_000, 200_000]).any()


def test_totals_and_members_of_a_small_sample():
    stage = make_design(None, np.array([0, 0, 0, 1, 1]), [StageColumns("", np.array([0, 0, 1, 0, 1]), None)]).stages[0]
    domains = Domains(np.array([0, 1, 0, 0, 0]), 2)
    found = unit_totals(stage, domains, np.array([[1.0, 2, 4, 8, 16]]))
    assert found.domain.tolist() == [0, 0, 0, 0, 1]
    assert found.z.tolist() == [[1, 4, 8, 16, 2]]
    units, strata = members(stage, domains)
    assert (units.tolist(), strata.tolist()) == ([4, 1], [2, 1])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # Totals 1 and 3 in the first stratum: 2/1 x (1 + 1) = 4. Mean of all three: 3. The lonely total is 5.
        ("centre", 4 + (5 - 3) ** 2),
        ("average", 4 + 4),
        ("certainty", 4),
    ],
)
def test_rules_for_a_lonely_unit(rule, expected):
    design = make_design(None, np.array([0, 0, 1]), [ROWS], rule)
    found = covariances(design, everything(3), np.array([[1.0, 3, 5]]))
    assert found[0, 0, 0] == pytest.approx(expected)


def test_a_whole_stratum_adds_nothing():
    design = make_design(None, np.array([0, 0, 1]), [StageColumns("N", None, np.array([2.0, 2, 1]))])
    assert covariances(design, everything(3), np.array([[1.0, 3, 5]]))[0, 0, 0] == 0
