"""The presentation standard for proportions, rule by rule."""

import pytest

from pledgetree.survey.estimating import Estimate
from pledgetree.survey.presenting import standing


def share(p=0.5, low=0.45, high=0.55, n=400, n_eff=400.0, df=20):
    return Estimate(None, p, 0.01, low, high, n, 30, 10, df, n / n_eff if n_eff else None, n_eff, "korn-graubard")


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (share(), "shown"),
        (share(df=7), "caution"),
        (share(df=8), "shown"),
        (share(n_eff=29.9), "suppressed"),
        (share(n=29, n_eff=None), "suppressed"),
        (share(n=20, n_eff=60.0), "suppressed"),
        (share(low=0.35, high=0.65), "suppressed"),
        (share(p=0.02, low=0.0, high=0.05), "shown"),  # narrow, though wide for so small a share
        (share(p=0.04, low=0.01, high=0.07), "suppressed"),  # 0.06 > 130 % of 0.04
        (share(p=0.96, low=0.93, high=0.99), "suppressed"),  # the rarer case is the complement
        (share(p=0.05, low=0.02, high=0.08), "shown"),  # 0.06 <= 130 % of 0.05
        (share(low=None, high=None), "suppressed"),
    ],
)
def test_what_is_too_weak_is_not_shown(one, expected):
    assert standing(one, "proportion") == expected


def test_other_figures_are_suppressed_only_without_an_error():
    assert standing(share(n_eff=3.0), "mean") == "shown"
    assert standing(share(low=None, high=None), "mean") == "suppressed"
