"""The screens that look at interviews: against the register, between villages, between forms, between interviewers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.stats import binom

from pledgetree.integrity.areas import Areas
from pledgetree.integrity.copying import find_copies, interviewer_p
from pledgetree.integrity.smoothness import smoothness_p
from pledgetree.integrity.testing import Test

Draws = Callable[[str], np.random.Generator]
Rows = NDArray[np.int64]
_CLAIMED = 0.02
"""Wrong exits that a county claims at most by letting households go: the limit of the exit inspection."""


def interview_tests(interviews: pa.Table, areas: Areas, draws: Draws) -> Iterator[Test]:
    """Every test that the interviews of a year allow, county by county.

    Args:
        interviews: the declared table.
        areas: where the villages lie.
        draws: a seeded source of draws for each name.
    """
    county = areas.counties_of(interviews.column("unit_id"), interviews.column("interviewed_on"))
    village = _codes(interviews.column("unit_id"))
    group = np.array(interviews.column("group").to_pylist())
    wrong = (interviews.column("persons_wrong").to_numpy() > 0).astype(np.int64)
    who = _codes(interviews.column("interviewer_id"))
    forms = interviews.column("answers").to_pylist()
    for row, block in _blocks(county):
        unit = areas.ids[row]
        exited = block[group[block] == "exited"]
        yield from _against_register(unit, wrong[exited])
        yield from _even(unit, village[exited], wrong[exited], draws)
        yield from _copied(unit, village[block], [forms[one] for one in block.tolist()], draws)
        yield from _interviewer(unit, village[exited], who[exited], wrong[exited], draws)


def _codes(texts: pa.ChunkedArray) -> Rows:
    """Numbers of distinct texts, -1 for an empty one."""
    numbers: Rows = pc.fill_null(pc.index_in(texts, pc.unique(texts.drop_null())), -1).to_numpy().astype(np.int64)
    return numbers


def _blocks(numbers: Rows) -> Iterator[tuple[int, Rows]]:
    """The rows of each number from 0 on."""
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-2))
    for block in np.split(order, starts[1:]):
        if len(block) and numbers[block[0]] >= 0:
            yield int(numbers[block[0]]), block


def _against_register(unit: str, wrong: Rows) -> Iterator[Test]:
    """More households wrongly exited than a county that keeps the limit would show; households are the cases."""
    cases, total = int(wrong.sum()), len(wrong)
    if total:
        expected = total * _CLAIMED
        statistic = (cases - expected) / np.sqrt(expected * (1 - _CLAIMED))
        yield Test(
            "sample_against_register", unit, float(statistic), float(binom.sf(cases - 1, total, _CLAIMED)), cases, total
        )


def _even(unit: str, village: Rows, wrong: Rows, draws: Draws) -> Iterator[Test]:
    _, place = np.unique(village, return_inverse=True)
    cases, asked = np.bincount(place, wrong).astype(np.int64), np.bincount(place)
    p_value = smoothness_p(cases, asked, draws(f"even_villages {unit}"))
    if p_value is not None:
        yield Test("even_villages", unit, -float(np.log10(p_value)), p_value, int(cases.sum()), int(asked.sum()))


def _copied(unit: str, village: Rows, forms: list[str | None], draws: Draws) -> Iterator[Test]:
    """The most suspicious village of a county; its p-value is raised by the number of villages (Bonferroni)."""
    found = []
    for number, block in _blocks(village):
        told = [one for one in (forms[place] for place in block.tolist()) if one]
        if len({len(one) for one in told}) == 1:
            coded = np.array([[ord(letter) for letter in one] for one in told], np.int64)
            copies = find_copies(coded, draws(f"copied_interviews {unit} {number}"))
            if copies is not None:
                found.append((copies.p_value, float(copies.most.max()), len(told)))
    if found:
        p_value, alike, told_count = min(found)
        yield Test("copied_interviews", unit, alike, min(1.0, p_value * len(found)), 2, told_count)


def _interviewer(unit: str, village: Rows, who: Rows, wrong: Rows, draws: Draws) -> Iterator[Test]:
    known = who >= 0
    if not known.any():
        return
    _, place = np.unique(who[known], return_inverse=True)
    p_value = interviewer_p(wrong[known], place, village[known], draws(f"interviewer_effect {unit}"))
    if p_value is not None:
        cases, total = int(wrong[known].sum()), int(known.sum())
        yield Test("interviewer_effect", unit, -float(np.log10(p_value)), p_value, cases, total)
