"""What the check finds: batches of equal faults as arrays; texts are made only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pledgetree.base.errors import Fault, fault
from pledgetree.pledges.arrays import NO_DAY, NONE, Code, Day, Names, Place, Row, Whole
from pledgetree.pledges.reading import EPOCH

Texts = Callable[[], list[str]]
"""A column of texts, made when it is called."""


def same(text: str, count: int) -> Texts:
    """One text for every finding."""
    return lambda: [text] * count


def whole(values: Whole | Row) -> Texts:
    """Whole numbers."""
    return lambda: [str(value) for value in values.tolist()]


def ratio(numerator: Whole, denominator: Whole) -> Texts:
    """Ratios as n/d, as they were promised or added up: never shortened."""
    return lambda: [f"{one}/{other}" for one, other in zip(numerator.tolist(), denominator.tolist(), strict=True)]


def day(values: Day) -> Texts:
    """Dates as YYYY-MM-DD; empty for no date."""
    return lambda: [day_text(value) for value in values.tolist()]


def day_text(value: int) -> str:
    """A day number as a date."""
    return "" if value == NO_DAY else (EPOCH + timedelta(days=value)).isoformat()


def names(texts: Names | Sequence[str], rows: Row | Place | Code) -> Texts:
    """Names by their rows; empty for none."""
    return lambda: [texts[row] if row >= 0 else "" for row in rows.tolist()]


@dataclass(frozen=True)
class Batch:
    """Faults of one code: rows of pledges and units (-1 = none), indicator, year, and columns of texts.

    ``indicator`` and ``year`` are None where they do not apply; ``words`` are further parameters of the code's words.
    """

    code: str
    pledge: Row
    unit: Row
    expected: Texts
    found: Texts
    indicator: str | None = None
    year: int | None = None
    words: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One fault of the pledge tree; what it says in words is ``fault.what``."""

    code: str
    severity: str
    pledge_id: str | None
    unit: str | None
    indicator: str | None
    year: int | None
    expected: str
    found: str
    fault: Fault

    def sort_key(self) -> tuple[object, ...]:
        """By code, pledge, unit, indicator, year (what is null first), then by what was expected and found."""
        return (
            self.code,
            self.pledge_id or "",
            self.unit or "",
            self.indicator or "",
            NONE if self.year is None else self.year,
            self.expected,
            self.found,
            self.fault.params,
        )

    def record(self) -> dict[str, str | int | None]:
        """The fault as ``cascade --json`` prints it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "pledge_id": self.pledge_id,
            "unit": self.unit,
            "indicator": self.indicator,
            "year": self.year,
            "expected": self.expected,
            "found": self.found,
            "detail": self.fault.what,
        }


def findings_of(batch: Batch, pledges: Names, units: Names, severity: str) -> list[Finding]:
    """The faults of a batch with their texts.

    Args:
        batch: the faults as arrays.
        pledges: id of every pledge.
        units: id of every unit.
        severity: fault, warning or note, as the rulebook has it.
    """
    columns = {name: texts() for name, texts in batch.words.items()}
    columns["expected"], columns["found"] = batch.expected(), batch.found()
    pledge_ids, unit_ids = names(pledges, batch.pledge)(), names(units, batch.unit)()
    found = []
    for row, (pledge_id, unit_id) in enumerate(zip(pledge_ids, unit_ids, strict=True)):
        words = {name: texts[row] for name, texts in columns.items()}
        where = " ".join(str(one) for one in (pledge_id, unit_id, batch.indicator, batch.year) if one)
        told = fault(batch.code, where, **words)
        found.append(
            Finding(
                batch.code,
                severity,
                pledge_id or None,
                unit_id or None,
                batch.indicator,
                batch.year,
                words["expected"],
                words["found"],
                Fault(told.code, told.where, told.params, severity),
            )
        )
    return found
