"""Random numbers that a seed fixes for good: the raw words of Philox, turned into numbers here.

Philox 4x64 (Salmon, Moraes, Dror and Shaw 2011) gives the same words in every version of NumPy; how a library makes
normal numbers of them may change, so that is done by the inverse of the distribution function.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri


class Chance:
    """A stream of random numbers, the same for the same seed (a whole number from 0, below 2^128)."""

    def __init__(self, seed: int) -> None:
        self._words = np.random.Philox(key=seed)

    def uniforms(self, *shape: int) -> NDArray[np.float64]:
        """Numbers between 0 and 1, both excluded: the upper 53 bits of a word and a half."""
        words = self._words.random_raw(int(np.prod(shape)))
        return (((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53).reshape(shape)

    def normals(self, *shape: int) -> NDArray[np.float64]:
        """Numbers of the standard normal distribution."""
        return np.asarray(ndtri(self.uniforms(*shape)))

    def below(self, bound: int, *shape: int) -> NDArray[np.int64]:
        """Whole numbers from 0 to ``bound - 1``."""
        return (self.uniforms(*shape) * bound).astype(np.int64)
