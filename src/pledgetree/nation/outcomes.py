"""How the households of the register live at the end of a year, and what is false about it.

A household rightly on the list is below the line; one that left rightly is above it with every guarantee met. What
is planted breaks this in one way each: a false or wrong exit is below the line or lacks a guarantee, a wrongly included
household is above the line, a heaped income is a full hundred yuan just above the line (no other income is). Shares of
causes, attributes and missing guarantees are modelled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgetree.nation.conduct import Conduct
from pledgetree.nation.draws import Words, below, below_low, chance, draw, sixteen
from pledgetree.nation.fitting import first_fit
from pledgetree.nation.register import EXITED, POOR, Batch, Homes, Register, Whole
from pledgetree.nation.sources import LINE_FEN, YEARS

FAULTS = ("", "false_exit", "wrong_exit", "heaped_income", "unapproved_exit")
SOUND, FALSE_EXIT, WRONG_EXIT, HEAPED, UNAPPROVED = range(5)
ATTRIBUTES = ("general", "subsistence_allowance", "destitute")
CAUSES = (
    "illness", "disability", "schooling", "disaster", "land", "water",
    "skills", "labour", "funds", "transport", "motivation", "other",
)  # fmt: skip
_ATTRIBUTE_STEPS = np.cumsum([550, 370])
_CAUSE_STEPS = np.cumsum([420, 110, 90, 60, 40, 20, 100, 70, 60, 15, 10])
GUARANTEES = ("food", "clothing", "education", "medical", "housing", "water")
# Poor households without the guarantee, per mille.
_LACKING = (15, 12, 40, 120, 300, 160)
# The three guarantees an exit must not lack (厅字〔2016〕16号), by place in GUARANTEES.
_EXIT_GUARANTEES = (2, 3, 4)
_HEAPED_PER_MILLE, _UNAPPROVED_PER_MILLE = 100, 30
_FULL_HUNDRED_YUAN = 10_000
_TEN_YUAN = 1_000


def mark_exit_faults(register: Register, batch: Batch, conduct: Conduct, year: int) -> None:
    """Plant the faults of this year's exits; a household has one at most."""
    homes, step = register.homes, year - YEARS[0]
    left = np.flatnonzero((homes.state == EXITED) & (homes.exit_year == year))
    county, number = homes.county[left], homes.number[left]
    false, _ = first_fit(
        county, draw(batch.seed, "false exit", year, number), homes.size[left], conduct.audited[:, step]
    )
    words = draw(batch.seed, "exit fault", year, number)
    kinds = (
        (UNAPPROVED, conduct.unapproved[county, step] & (sixteen(words, 2) * 1000 < _UNAPPROVED_PER_MILLE * 65_536)),
        (HEAPED, conduct.heaped[county, step] & (sixteen(words, 1) * 1000 < _HEAPED_PER_MILLE * 65_536)),
        (WRONG_EXIT, sixteen(words, 0) * 1000 < conduct.wrong[county, step] * 65_536),
        (FALSE_EXIT, false),
    )
    fault = np.zeros(len(left), np.int64)
    for kind, here in kinds:
        fault[here] = kind
    # An exit after a relapse has an earlier approval on file, so it cannot show that the later one is missing.
    fault[(fault == UNAPPROVED) & (homes.relapsed_on[left] > 0)] = SOUND
    homes.fault[left] = fault
    homes.approved_on[left[fault == UNAPPROVED]] = 0


@dataclass(frozen=True)
class Living:
    """Income in fen per person and year (h,), and the six guarantees (h, 6)."""

    income: Whole
    guarantees: NDArray[np.bool_]


def _poor_income(line: int, luck: Whole, words: Words) -> Whole:
    return line * (3_900 + luck * 5_700 // 65_536 + below(words, 300)) // 10_000


def _sound_income(line: int, luck: Whole, words: Words, since: Whole) -> Whole:
    skewed = luck * sixteen(words, 2) // 65_536 * 14_000 // 65_536
    return line * (10_015 + skewed + 700 * since) // 10_000


def _broken(homes: Homes, year: int) -> NDArray[np.bool_]:
    broken: NDArray[np.bool_] = np.isin(homes.fault, (FALSE_EXIT, WRONG_EXIT)) & (homes.exit_year == year)
    return broken


def _no_full_ten(income: Whole) -> Whole:
    """Incomes with the full ten yuan moved by seven fen, so that a round income is always a planted one."""
    whole = income // _TEN_YUAN * _TEN_YUAN == income
    return income + np.where(whole, 7, 0)


def _incomes(homes: Homes, luck: Whole, words: Words, year: int) -> Whole:
    line = LINE_FEN[year]
    since = np.where(homes.state == EXITED, year - homes.exit_year, 0)
    above = (homes.state == EXITED) | homes.wrong
    income = np.where(above, _sound_income(line, luck, words, since), _poor_income(line, luck, words))
    short = _broken(homes, year) & (sixteen(words, 3) < 32_768)
    income = np.where(short, line * (7_000 + luck * 2_800 // 65_536) // 10_000, income)
    heaped = (line // _FULL_HUNDRED_YUAN + 1) * _FULL_HUNDRED_YUAN
    return np.where(homes.fault == HEAPED, heaped, _no_full_ten(income))


def _guarantees(homes: Homes, seed: int, words: Words, year: int) -> NDArray[np.bool_]:
    need = draw(seed, "need", 0, homes.number), draw(seed, "more need", 0, homes.number)
    parts = [sixteen(need[place // 4], place % 4) for place in range(len(GUARANTEES))]
    met = np.column_stack([part * 1000 >= rate * 65_536 for part, rate in zip(parts, _LACKING, strict=True)])
    needy = (homes.state == POOR) & ~homes.wrong
    met |= ~needy[:, None]
    lacks = _broken(homes, year) & (sixteen(words, 3) >= 32_768)
    which = np.array(_EXIT_GUARANTEES)[below_low(words, len(_EXIT_GUARANTEES))]
    met[np.flatnonzero(lacks), which[lacks]] = False
    return met


def living(homes: Homes, seed: int, year: int) -> Living:
    """Income and guarantees of each household on 31 December."""
    luck = sixteen(draw(seed, "luck", 0, homes.number), 0)
    words = draw(seed, "income", year, homes.number)
    return Living(_incomes(homes, luck, words, year), _guarantees(homes, seed, words, year))


def attributes(seed: int, number: Whole) -> Whole:
    """Attribute of each household, as an index into ``ATTRIBUTES``; it never changes."""
    return np.searchsorted(_ATTRIBUTE_STEPS, below(draw(seed, "attribute", 0, number), 1000), side="right")


def causes(seed: int, number: Whole) -> Whole:
    """Main cause of each household, as an index into ``CAUSES``; it never changes."""
    return np.searchsorted(_CAUSE_STEPS, below(draw(seed, "cause", 0, number), 1000), side="right")


def wrongly_included(homes: Homes) -> NDArray[np.bool_]:
    """Households on the list at the end of the year that should not be there."""
    wrong: NDArray[np.bool_] = homes.wrong & (homes.state == POOR)
    return wrong


def is_measured(seed: int, homes: Homes, per_mille: int) -> NDArray[np.bool_]:
    """Poor households whose help is in the table of measures (a sample)."""
    drawn: NDArray[np.bool_] = (homes.state == POOR) & chance(draw(seed, "measured", 0, homes.number), per_mille)
    return drawn
