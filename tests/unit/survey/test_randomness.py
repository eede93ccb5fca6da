"""Seeded numbers: the published words of Philox, ranges, and moments."""

import numpy as np
import pytest

from pledgetree.survey.randomness import Chance


def test_the_words_are_philoxs():
    """Known answer of Philox 4x64-10 for counter 1, key 0 would be NumPy's first block: rebuilt here step by step."""
    key, counter = [7, 0], [1, 0, 0, 0]
    low = 2**64 - 1
    for _ in range(10):
        first, second = 0xD2E7470EE14C6C93 * counter[0], 0xCA5A826395121157 * counter[2]
        counter = [
            (second >> 64) ^ counter[1] ^ key[0],
            second & low,
            (first >> 64) ^ counter[3] ^ key[1],
            first & low,
        ]
        key = [(key[0] + 0x9E3779B97F4A7C15) & low, (key[1] + 0xBB67AE8584CAA73B) & low]
    expected = [((word >> 11) + 0.5) / 2**53 for word in counter]
    assert Chance(7).uniforms(4).tolist() == expected


def test_the_same_seed_gives_the_same_numbers_however_they_are_asked_for():
    one, other = Chance(3), Chance(3)
    assert np.concatenate([one.uniforms(5), one.uniforms(3)]).tolist() == other.uniforms(2, 4).ravel().tolist()
    assert Chance(4).uniforms(1) != Chance(3).uniforms(1)


def test_ranges_and_moments():
    drawn = Chance(1).normals(50_000)
    assert drawn.mean() == pytest.approx(0, abs=0.02)
    assert drawn.var() == pytest.approx(1, abs=0.03)
    whole = Chance(1).below(3, 1000)
    assert set(whole.tolist()) == {0, 1, 2}
