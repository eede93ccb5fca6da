"""Which estimates are firm enough to be shown to readers: the standard of the United States' health statistics.

Parker and others, National Center for Health Statistics Data Presentation Standards for Proportions, Series 2, No. 175
(2017): a proportion is suppressed when its effective sample is below 30 or its interval 0.30 wide or wider; shown when
the interval is at most 0.05 wide; between the two it is suppressed when the interval is wider than 130 % of the
proportion. Fewer than 8 degrees of freedom call for caution. The standard speaks of proportions; other figures get the
last rule alone.
"""

from __future__ import annotations

from pledgetree.survey.estimating import Estimate

SHOWN, CAUTION, SUPPRESSED = "shown", "caution", "suppressed"
LEAST_EFFECTIVE, WIDEST, NARROW, WIDEST_RELATIVE, LEAST_FREEDOM = 30, 0.30, 0.05, 1.30, 8


def standing(one: Estimate, kind: str) -> str:
    """``shown``, ``caution`` or ``suppressed``."""
    if one.ci_low is None or one.ci_high is None:
        return SUPPRESSED
    if kind == "proportion" and _is_weak(one, one.ci_high - one.ci_low):
        return SUPPRESSED
    return CAUTION if one.df < LEAST_FREEDOM else SHOWN


def _is_weak(one: Estimate, width: float) -> bool:
    size = one.n if one.n_eff is None else min(one.n, one.n_eff)
    if size < LEAST_EFFECTIVE or width >= WIDEST:
        return True
    # Relative to the smaller of the proportion and its complement, whichever is the rarer case.
    return width > NARROW and width > WIDEST_RELATIVE * min(one.estimate, 1 - one.estimate)
