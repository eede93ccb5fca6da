"""Interviews of one village that agree in too many answers, and interviewers whose interviews all look alike.

The share of equal answers of each interview's most similar other one (Kuriakose and Robbins 2016, Statistical Journal
of the IAOS 32:283). A fixed limit for that share is contested, because it depends on how many questions there are and
how alike people are; so it is compared with what shuffling every question's answers within the village would give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Answers = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Copies:
    """Of one village: the largest share of equal answers of each interview, the two most alike, and the p-value."""

    most: Shares
    pair: tuple[int, int]
    p_value: float


def most_alike(answers: Answers) -> Shares:
    """The largest share of equal answers of each interview with any other, (n,), from answers (n, questions)."""
    alike = _alike(answers)
    most: Shares = alike.max(axis=1)
    return most


def _alike(answers: Answers) -> Shares:
    equal = np.zeros((len(answers), len(answers)))
    for question in answers.T:
        equal += question[:, None] == question[None, :]
    np.fill_diagonal(equal, -1)
    shares: Shares = equal / answers.shape[1]
    return shares


def find_copies(answers: Answers, draws: np.random.Generator, times: tuple[int, ...] = (199, 1_800)) -> Copies | None:
    """Whether the two most similar interviews of a village are more alike than shuffled answers are.

    Args:
        answers: (n, questions) coded answers of one village; None is given back for fewer than 3 or no questions.
        draws: the source of the shuffles, seeded by the caller.
        times: how many shuffles; further ones are made while none so far is as alike, so that p can be small.
    """
    if len(answers) < 3 or not answers.shape[1]:
        return None
    alike = _alike(answers)
    first, second = np.unravel_index(int(alike.argmax()), alike.shape)
    largest, made, as_alike = float(alike.max()), 0, 0
    for more in times:
        shuffled = (float(_alike(draws.permuted(answers, axis=0)).max()) for _ in range(more))
        as_alike += sum(one >= largest for one in shuffled)
        made += more
        if as_alike:
            break
    return Copies(alike.max(axis=1), (int(first), int(second)), (1 + as_alike) / (1 + made))


def interviewer_p(outcome: Answers, interviewer: Answers, village: Answers, draws: np.random.Generator) -> float | None:
    """Whether an outcome depends on who asked: interviewers are shuffled within villages, 999 times.

    The statistic is the sum over interviewers of (their deviation from their villages' means)^2 / interviews; None
    where no village was visited by two interviewers.

    Args:
        outcome: (n,) 0 or 1.
        interviewer: (n,) number of who asked, from 0 on.
        village: (n,) number of the village, from 0 on.
        draws: the source of the shuffles, seeded by the caller.
    """
    order = np.argsort(village, kind="stable")
    outcome, interviewer, village = outcome[order], interviewer[order], village[order]
    starts = np.flatnonzero(np.diff(village, prepend=-1))
    blocks = np.split(np.arange(len(village)), starts[1:])
    if not any(len(set(interviewer[block].tolist())) > 1 for block in blocks):
        return None
    means = np.repeat([outcome[block].mean() for block in blocks], [len(block) for block in blocks])
    deviation = outcome - means
    found = _between(deviation, interviewer)
    times = 999
    as_large = 0
    for _ in range(times):
        shuffled = np.concatenate([draws.permutation(interviewer[block]) for block in blocks])
        as_large += _between(deviation, shuffled) >= found * (1 - 1e-12)
    return (1 + as_large) / (1 + times)


def _between(deviation: Shares, interviewer: Answers) -> float:
    sums, counts = np.bincount(interviewer, deviation), np.bincount(interviewer)
    return float((sums**2 / np.maximum(counts, 1)).sum())
