"""A copied interview stands out among honest ones; people who are alike do not."""

from __future__ import annotations

import numpy as np
import pytest

from pledgetree.integrity.copying import find_copies, interviewer_p, most_alike

SEED = 20161017


def village(draws, interviews=12, questions=40, *, alike=0.3):
    """Answers of a village: a common answer for a share of the questions, else one of four."""
    common = draws.integers(0, 4, questions)
    own = draws.integers(0, 4, (interviews, questions))
    return np.where(draws.random((interviews, questions)) < alike, common, own)


def test_the_share_of_equal_answers():
    answers = np.array([[1, 2, 3, 4], [1, 2, 0, 0], [9, 9, 9, 4]])
    assert most_alike(answers).tolist() == [0.5, 0.5, 0.25]


def test_a_copy_with_a_few_changes_is_found():
    draws = np.random.default_rng(SEED)
    for alike in (0.0, 0.3, 0.6):
        answers = village(draws, alike=alike)
        answers[7] = answers[2]
        answers[7, :3] = 5
        found = find_copies(answers, draws)
        assert set(found.pair) == {2, 7}
        assert found.p_value == 1 / 2000


@pytest.mark.parametrize("alike", [0.0, 0.5, 0.8])
def test_honest_villages_are_flagged_as_seldom_as_promised(alike):
    draws = np.random.default_rng(SEED)
    found = [find_copies(village(draws, alike=alike), draws, times=(39,)).p_value for _ in range(60)]
    assert sum(one <= 0.05 for one in found) <= 9  # 3 expected; above 9 once in a thousand times


def test_two_interviews_are_no_village():
    assert find_copies(np.array([[1], [1]]), np.random.default_rng(1)) is None
    assert find_copies(np.zeros((5, 0), np.int64), np.random.default_rng(1)) is None


def test_an_interviewer_who_always_hears_yes_is_found():
    draws = np.random.default_rng(SEED)
    villages = np.repeat(np.arange(10), 12)
    who = np.tile(np.repeat(np.arange(3), 4), 10)
    outcome = (draws.random(120) < 0.5).astype(np.int64)
    assert interviewer_p(outcome, who, villages, draws) > 0.05
    outcome[who == 1] = 1
    assert interviewer_p(outcome, who, villages, draws) < 0.01


def test_one_interviewer_per_village_cannot_be_told_from_the_village():
    who = np.array([0, 0, 1, 1])
    assert interviewer_p(np.array([1, 1, 0, 0]), who, who, np.random.default_rng(1)) is None
