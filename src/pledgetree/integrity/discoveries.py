"""Many tests at once: which of them may be called discoveries while few of those are false.

Benjamini and Hochberg (1995, Journal of the Royal Statistical Society B 57:289) for independent or positively
dependent tests; Benjamini and Yekutieli (2001, Annals of Statistics 29:1165) where the dependence is unknown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


def q_values(p_values: Reals, *, dependent: bool = False) -> Reals:
    """The smallest false discovery rate at which each test is a discovery (step-up), in the order given.

    Args:
        p_values: (m,) p-values.
        dependent: allow any dependence between the tests (Benjamini-Yekutieli).
    """
    count = len(p_values)
    if not count:
        return np.zeros(0)
    order = np.argsort(p_values, kind="stable")
    factor = float((1 / np.arange(1, count + 1)).sum()) if dependent else 1.0
    raised = p_values[order] * count * factor / np.arange(1, count + 1)
    found = np.empty(count)
    found[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return found
