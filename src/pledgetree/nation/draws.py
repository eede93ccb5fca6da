"""Randomness by counting: every draw is a hash of the seed, a purpose, a year and the thing it is drawn for.

A draw so depends neither on the order of work nor on what else is drawn: one county, one year or the whole nation give
the same numbers, on any number of workers. The hash is the finaliser of SplitMix64 (Steele, Lea and Flood 2014,
https://doi.org/10.1145/2714064.2660195) taken twice; only integers are used, so all machines agree.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)
_LOW32 = np.uint64(0xFFFFFFFF)
PER_MILLE = 1000


def _mixed(words: Words) -> Words:
    words = words ^ (words >> _S30)
    words *= _FIRST
    words ^= words >> _S27
    words *= _SECOND
    words ^= words >> _S31
    return words


def _key(seed: int, purpose: str, year: int) -> np.uint64:
    digest = hashlib.sha256(f"{seed}|{purpose}|{year}".encode()).digest()
    return np.uint64(int.from_bytes(digest[:8], "big"))


def draw(seed: int, purpose: str, year: int, things: NDArray[np.int64] | Words) -> Words:
    """A uniform 64-bit word for each thing (an identifying number), shape as given."""
    words = things.astype(np.uint64)
    words *= _GAMMA
    words += _key(seed, purpose, year)
    mixed = _mixed(words)
    mixed += _GAMMA
    return _mixed(mixed)


def sixteen(words: Words, place: int) -> NDArray[np.int64]:
    """Sixteen bits of each word, 0 to 65,535; places 0 to 3 are independent."""
    return ((words >> np.uint64(16 * place)) & np.uint64(0xFFFF)).astype(np.int64)


def below(words: Words, bound: int) -> NDArray[np.int64]:
    """A whole number from 0 to ``bound - 1`` from the upper half of each word; the bound is below 2**31."""
    return (((words >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32)).astype(np.int64)


def below_low(words: Words, bound: int) -> NDArray[np.int64]:
    """Like ``below``, from the lower half of each word."""
    return (((words & _LOW32) * np.uint64(bound)) >> np.uint64(32)).astype(np.int64)


def chance(words: Words, per_mille: int | NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether an event of so many in a thousand happens, from the upper half of each word."""
    return below(words, PER_MILLE * PER_MILLE) < np.asarray(per_mille) * PER_MILLE


def order_of(seed: int, purpose: str, things: NDArray[np.int64]) -> NDArray[np.int64]:
    """A random order: indices of the things, by their draws."""
    return np.argsort(draw(seed, purpose, 0, things), kind="stable")
