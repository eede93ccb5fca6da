"""Reads the optional columns of ``decide`` that say how a sample came about, beyond its counts.

For each rate: all households there are (then bounds are exact in that population), the design effect of the sample (1
unless given), and the size of a second sample that was announced before the first result. While the first sample is the
only one, the counts of the row are its own. Once the second is drawn, they are those of both together, and two more
columns say which of them belong to the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from pledgetree.survey.proving import SecondSample

_DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,9})?")


@dataclass(frozen=True)
class EvidenceColumns:
    """The optional columns of one rate, and the columns of its households.

    ``counted``: what ``first_counted`` is the first sample's part of; ``people``: the persons there are, if any column
    says so: there are no more households than that.
    """

    sampled: str
    counted: str
    population: str
    effect: str
    planned: str
    first: str
    first_counted: str
    people: str


EVIDENCE: Mapping[str, EvidenceColumns] = {
    "wrong_exit_rate": EvidenceColumns(
        sampled="exited_households_sampled",
        counted="wrong_exit_households",
        population="exited_households",
        effect="exited_design_effect",
        planned="exited_second_sample",
        first="exited_households_first",
        first_counted="wrong_exit_households_first",
        people="registered_population_exited",
    ),
    "missed_rate": EvidenceColumns(
        sampled="nonregistered_households_sampled",
        counted="missed_households",
        population="nonregistered_households",
        effect="nonregistered_design_effect",
        planned="nonregistered_second_sample",
        first="nonregistered_households_first",
        first_counted="missed_households_first",
        people="nonregistered_population",
    ),
    "recognition": EvidenceColumns(
        sampled="households_interviewed",
        counted="households_recognising",
        population="households",
        effect="interviewed_design_effect",
        planned="interviewed_second_sample",
        first="households_interviewed_first",
        first_counted="households_recognising_first",
        people="rural_population",
    ),
}


@dataclass(frozen=True)
class SampleDesign:
    """How the sample of a rate came about; ``second`` counts what the row counts (recognising for recognition)."""

    population: int | None = None
    effect: Fraction = Fraction(1)
    second: SecondSample | None = None


class Cells(Protocol):
    """What is needed of the reader of a row: it gathers faults."""

    def refuse(self, code: str, column: str, /, **params: str | int) -> None:
        """Gather a fault of a column."""

    def cell(self, column: str) -> str:
        """The text of an optional column; empty where there is none."""

    def count(self, column: str) -> int | None:
        """The count in a column; None and a fault where there is none."""

    def quiet_count(self, column: str) -> int | None:
        """A count whose faults are gathered elsewhere; None where there is none."""

    def part(self, part: str, value: int | None, whole: str, limit: int | None) -> None:
        """Gather a fault where a part is larger than the whole."""


def read_design(cells: Cells, columns: EvidenceColumns) -> SampleDesign:
    """The design of a rate's sample, as far as the row tells it.

    Gathers COLUMN_PAIR, WRONG_TYPE, COUNTS_CONTRADICT, SECOND_SAMPLE_UNANNOUNCED, SECOND_SAMPLE_DIFFERS.
    """
    for name in (columns.population, columns.effect, columns.planned, columns.first):
        if cells.cell(name) and not cells.cell(columns.sampled):
            cells.refuse("COLUMN_PAIR", columns.sampled, column=name, other=columns.sampled)
            return SampleDesign()
    sampled = cells.quiet_count(columns.sampled)
    population = _optional(cells, columns.population)
    cells.part(columns.sampled, sampled, columns.population, population)
    cells.part(columns.population, population, columns.people, cells.quiet_count(columns.people))
    return SampleDesign(population, _effect(cells, columns.effect), _second(cells, columns, sampled, population))


def _second(cells: Cells, columns: EvidenceColumns, sampled: int | None, population: int | None) -> SecondSample | None:
    planned, first = _optional(cells, columns.planned), _optional(cells, columns.first)
    counted = _optional(cells, columns.first_counted)
    if (first is None) != (counted is None):
        filled, empty = columns.first, columns.first_counted
        filled, empty = (filled, empty) if counted is None else (empty, filled)
        cells.refuse("COLUMN_PAIR", empty, column=filled, other=empty)
        return None
    if first is None:
        if planned and sampled is not None and population is not None:
            cells.part(columns.planned, planned, columns.population, population - sampled)
        return SecondSample(planned) if planned else None
    if not planned:
        cells.refuse("SECOND_SAMPLE_UNANNOUNCED", columns.planned, column=columns.first, planned=columns.planned)
        return None
    _check_first(cells, columns, (planned, first, counted or 0), sampled)
    return SecondSample(planned, first, counted)


def _check_first(cells: Cells, columns: EvidenceColumns, of: tuple[int, int, int], sampled: int | None) -> None:
    """The first sample is a part of both, and the second is as large as was announced: else its size was chosen."""
    planned, first, counted = of
    cells.part(columns.first_counted, counted, columns.first, first)
    cells.part(columns.first, first, columns.sampled, sampled)
    both = cells.quiet_count(columns.counted)
    cells.part(columns.first_counted, counted, columns.counted, both)
    if sampled is None or both is None or sampled < first or both < counted:
        return
    of_second = f"{columns.counted} - {columns.first_counted}"
    cells.part(of_second, both - counted, f"{columns.sampled} - {columns.first}", sampled - first)
    if sampled - first != planned:
        cells.refuse("SECOND_SAMPLE_DIFFERS", columns.sampled, found=sampled - first, planned=planned)


def _effect(cells: Cells, column: str) -> Fraction:
    text = cells.cell(column)
    if not text:
        return Fraction(1)
    if not _DECIMAL.fullmatch(text) or Fraction(text) < 1:
        cells.refuse("WRONG_TYPE", column, value=text, allowed="a decimal number from 1, for example 1.5")
        return Fraction(1)
    return Fraction(text)


def _optional(cells: Cells, column: str) -> int | None:
    return cells.count(column) if cells.cell(column) else None
