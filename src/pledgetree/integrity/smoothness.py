"""Villages that are too much alike: cases spread more evenly than chance allows were thought up at a desk.

Given a county's cases and how many were asked in each village, honest answers fall into the villages at least as
unevenly as cards dealt from one pack (multivariate hypergeometric); real villages differ and are more uneven still, so
the test errs on the side of the accused.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Wholes = NDArray[np.int64]
_FEW, _MANY = 999, 99_999
_CLOSE = 10
"""With so few draws as even as the data, more draws are made, or the p-value would be too coarse to be compared."""
_BATCH = 10_000


def unevenness(cases: Wholes, asked: Wholes) -> NDArray[np.float64]:
    """Pearson's X^2 of cases over villages (last axis), the expectation being the common rate."""
    total = cases.sum(axis=-1, keepdims=True)
    expected = total * asked / asked.sum()
    free = 1 - total / asked.sum()
    squares: NDArray[np.float64] = ((cases - expected) ** 2 / np.maximum(expected * free, 1e-300)).sum(axis=-1)
    return squares


def smoothness_p(cases: Wholes, asked: Wholes, draws: np.random.Generator) -> float | None:
    """The chance that a dealt pack is at least as even as the data; None when every deal looks alike.

    Args:
        cases: (v,) cases per village.
        asked: (v,) asked per village, above 0.
        draws: the source of the deals, seeded by the caller.
    """
    total = int(cases.sum())
    if len(cases) < 3 or total < 2 or total > int(asked.sum()) - 2:
        return None
    found = float(unevenness(cases, asked))
    as_even = _count(found, total, asked, draws, _FEW)
    if as_even >= _CLOSE:
        return (1 + as_even) / (1 + _FEW)
    as_even = sum(_count(found, total, asked, draws, _BATCH) for _ in range(_MANY // _BATCH))
    return (1 + as_even) / (1 + _MANY // _BATCH * _BATCH)


def _count(found: float, total: int, asked: Wholes, draws: np.random.Generator, times: int) -> int:
    dealt = draws.multivariate_hypergeometric(asked, total, size=times)
    return int(np.count_nonzero(unevenness(dealt, asked) <= found * (1 + 1e-12)))
