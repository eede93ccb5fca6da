"""The screens of a snapshot: every test of every county, one false discovery rate over the whole family.

A flag is a reason to visit. It is never a verdict, never a ground for a case, and stays with the planning desk until
the visit is over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np

from pledgetree.base.dates import year_end
from pledgetree.integrity.answers import interview_tests
from pledgetree.integrity.areas import Areas, areas_of, lines_of
from pledgetree.integrity.bunching import bunching
from pledgetree.integrity.counting import Counted, Exits, exits_of, heaps_of
from pledgetree.integrity.discoveries import q_values
from pledgetree.integrity.peers import compare_with_peers
from pledgetree.integrity.testing import SCREENS, Test
from pledgetree.law.asking import value_on
from pledgetree.law.loading import default_name, load_rulebook
from pledgetree.law.model import Rulebook
from pledgetree.snapshot.opening import Snapshot, open_snapshot

_FEN_IN_A_YUAN = 100


@dataclass(frozen=True)
class Flag:
    """A test that is a discovery at the rulebook's rate."""

    test: Test
    q_value: float


@dataclass(frozen=True)
class Screening:
    """What was tested, what was flagged, and what could not be tested because the columns are empty."""

    year: int
    rate: Fraction
    tests: tuple[Test, ...]
    flags: tuple[Flag, ...]

    def record(self) -> dict[str, object]:
        """The form ``screen --json`` prints; ``schema/screen.schema.json`` describes it."""
        counted = [
            {
                "screen": screen,
                "tests": sum(one.screen == screen for one in self.tests),
                "flags": sum(one.test.screen == screen for one in self.flags),
            }
            for screen in SCREENS
        ]
        flags = [
            {
                "unit": one.test.unit,
                "screen": one.test.screen,
                "statistic": _short(one.test.statistic),
                "p_value": _short(one.test.p_value),
                "q_value": _short(one.q_value),
                "cases": one.test.cases,
                "total": one.test.total,
            }
            for one in self.flags
        ]
        return {
            "year": self.year,
            "false_discovery_rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "screens": counted,
            "flags": flags,
        }


def _short(value: float) -> str:
    return f"{value:.6g}"


def screen(path: Path, rulebook: str | Path | None = None) -> Screening:
    """Run every screen on a snapshot.

    Args:
        path: the snapshot's folder.
        rulebook: a name or folder; default: the snapshot's rulebook, else the default one.

    Raises:
        UserError: what opening a snapshot and loading a rulebook raise; TABLE_MISSING; NO_VALUE_ON_DATE.
    """
    snapshot = open_snapshot(path)
    snapshot.require("units", "households")
    law = load_rulebook(rulebook or snapshot.rulebook or default_name())
    day = year_end(snapshot.year)
    rate = Fraction(str(value_on(law, "screens/false_discovery_rate", day).value))
    tests = tuple(_tests(snapshot, law, day))
    return Screening(snapshot.year, rate, tests, tuple(_flags(tests, rate)))


def _flags(tests: tuple[Test, ...], rate: Fraction) -> Iterator[Flag]:
    """The discoveries, most certain first, then by screen and unit."""
    q_value = q_values(np.array([one.p_value for one in tests]))
    found = [Flag(test, float(q)) for test, q in zip(tests, q_value, strict=True) if q <= rate]
    yield from sorted(found, key=lambda one: (one.q_value, one.test.screen, one.test.unit))


def _tests(snapshot: Snapshot, law: Rulebook, day: date) -> Iterator[Test]:
    areas = areas_of(snapshot)
    exits = exits_of(snapshot, areas)
    yield from _at_the_line(areas, exits, lines_of(areas, law, day))
    yield from _against_peers("income_heaping", areas, heaps_of(snapshot, areas))
    yield from _against_peers("late_exits", areas, _cases(areas, exits, exits.late))
    yield from _against_peers("unmet_guarantees", areas, _cases(areas, exits, exits.unmet))
    if snapshot.has("interviews"):
        yield from interview_tests(snapshot.read("interviews"), areas, _seeded(snapshot.digest))


def _seeded(digest: str) -> Callable[[str], np.random.Generator]:
    """A source of draws for each test: the same snapshot gives the same p-values, whatever else is tested."""

    def draws(name: str) -> np.random.Generator:
        seed = hashlib.sha256(f"{digest}\n{name}".encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))

    return draws


def _cases(areas: Areas, exits: Exits, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Counted:
    cases, total = (np.zeros(len(areas.ids) + 1, np.int64) for _ in range(2))
    np.add.at(cases, exits.county, np.where(chosen, exits.households, 0))
    np.add.at(total, exits.county, exits.households)
    return Counted(cases[:-1], total[:-1])


def _at_the_line(areas: Areas, exits: Exits, lines: dict[str, int]) -> Iterator[Test]:
    order = np.argsort(exits.county, kind="stable")
    county = exits.county[order]
    starts = np.flatnonzero(np.diff(county, prepend=-2))
    for block in np.split(order, starts[1:]):
        row = int(exits.county[block[0]]) if len(block) else -1
        if row < 0:
            continue
        incomes = np.repeat(exits.income[block], exits.households[block])
        found = bunching(incomes, lines[areas.region[row]], _FEN_IN_A_YUAN)
        if found.statistic is not None and found.p_value is not None:
            total = found.above + found.below
            yield Test("income_bunching", areas.ids[row], found.statistic, found.p_value, found.above, total)


def _against_peers(name: str, areas: Areas, counted: Counted) -> Iterator[Test]:
    peers = compare_with_peers(counted.cases, counted.total)
    for row in np.flatnonzero(~np.isnan(peers.p_value)).tolist():
        cases, total = int(counted.cases[row]), int(counted.total[row])
        yield Test(name, areas.ids[row], float(peers.statistic[row]), float(peers.p_value[row]), cases, total)
