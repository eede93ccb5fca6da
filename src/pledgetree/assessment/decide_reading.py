"""Reads the table of ``decide``: text cells in, counts of one county per row out, with the law of its day and region.

Every fault of every row is collected and reported together, with the row (as a spreadsheet numbers it without blank
lines: the header is row 1) and the column. Counts that contradict each other are faults, because a rate made of them
would mean nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path

from pledgetree.assessment.decide_evidence import EVIDENCE, SampleDesign, read_design
from pledgetree.assessment.gates import GateLimit, limit_on
from pledgetree.assessment.intervals import HouseholdSample
from pledgetree.assessment.proof_law import ProofLaw, proof_law
from pledgetree.base.dates import parse_date
from pledgetree.base.errors import Fault, UserError, fault, raise_faults, user_error
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook

REGIONS = ("centre", "west", "east")
COUNTS = (
    "rural_population",
    "registered_poor",
    "registered_population_exited",
    "nonregistered_population",
    "exited_persons_sampled",
    "wrong_exit_persons",
    "nonregistered_persons_sampled",
    "missed_persons",
    "households_interviewed",
    "households_recognising",
)
REQUIRED = ("county", "region", *COUNTS, "on_date")
SURVEYED = "nonregistered_persons_surveyed"
SELF_WEIGHTING = "self_weighting"
"""Optional; true unless given: every household of the sample stands for as many as every other."""
GATES = {
    "wrong_exit_rate": "limits/wrong_exit",
    "missed_rate": "limits/missed",
    "recognition": "limits/recognition",
    "composite_incidence": "limits/composite_incidence",
}
TOLERANCE, MISSED_DENOMINATOR = "parts/tolerance", "missed/denominator"
DENOMINATORS = {"sampled_villages": "nonregistered_persons_sampled", "surveyed": SURVEYED}

PARTS = (
    ("wrong_exit_persons", "exited_persons_sampled"),
    ("exited_persons_sampled", "registered_population_exited"),
    ("nonregistered_persons_sampled", "nonregistered_population"),
    ("households_recognising", "households_interviewed"),
)
"""Counts that are taken from another count, and that other count."""

FIRST_ROW = 2
"""The number of the first county's row: the header is row 1."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_WHOLE_WORDS = "a whole number in plain digits, at most 18 of them"
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class HouseholdColumns:
    """The optional columns of one sampled rate, and the columns of persons they go with."""

    households: str
    wrong: str
    persons_wrong: str


HOUSEHOLDS = {
    rate: HouseholdColumns(EVIDENCE[rate].sampled, EVIDENCE[rate].counted, persons_wrong)
    for rate, persons_wrong in (("wrong_exit_rate", "wrong_exit_persons"), ("missed_rate", "missed_persons"))
}


@dataclass(frozen=True)
class CountyLaw:
    """What held for a county on its day: limits by rate, tolerance of the parts, denominator of the missed, proof."""

    limits: Mapping[str, GateLimit]
    tolerance: Fraction
    missed_column: str
    proof: ProofLaw


@dataclass(frozen=True)
class County:
    """One row: counts in persons and households, samples of households where given, the law of its day and region.

    ``designs`` says of each rate how its sample came about.
    """

    name: str
    counts: Mapping[str, int]
    samples: Mapping[str, HouseholdSample | None]
    designs: Mapping[str, SampleDesign]
    law: CountyLaw


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file (UTF-8, a header, commas).

    Raises:
        UserError: FILE_MISSING, WRONG_ENCODING, UNREADABLE_FILE, COLUMN_MISSING, DUPLICATE_COLUMN, RAGGED_ROW.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        records = list(csv.reader(StringIO(text, newline=""), strict=True))
    except (FileNotFoundError, IsADirectoryError):
        raise user_error("FILE_MISSING", path) from None
    except UnicodeDecodeError as error:
        raise user_error("WRONG_ENCODING", path, byte=error.start) from None
    except (OSError, csv.Error) as error:
        raise user_error("UNREADABLE_FILE", path, reason=str(error), format="CSV") from None
    header, rows = [name.strip() for name in records[0]] if records else [], [row for row in records[1:] if row]
    raise_faults([*_header_faults(header, path.name), *_ragged(header, rows)])
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_counties(rows: Sequence[Mapping[str, str]], rulebook: Rulebook) -> list[County]:
    """Every row as a county with the law of its day and region.

    Raises:
        UserError: RULEBOOK_WITHOUT_GATES; COLUMN_MISSING, EMPTY_VALUE, WRONG_TYPE, WRONG_DATE, NOT_ALLOWED,
            BELOW_MINIMUM, NO_VALUE_ON_DATE, COUNTS_CONTRADICT, HOUSEHOLDS_CONTRADICT, COLUMN_PAIR,
            NOT_SELF_WEIGHTING, SECOND_SAMPLE_UNANNOUNCED, SECOND_SAMPLE_DIFFERS, PROOF_RULE: all of all rows.
    """
    needed = (*GATES.values(), TOLERANCE, MISSED_DENOMINATOR)
    raise_faults(
        fault("RULEBOOK_WITHOUT_GATES", rulebook=rulebook.name, parameter=name)
        for name in needed
        if name not in rulebook.parameters
    )
    readers = [_RowReader(row, number, rulebook) for number, row in enumerate(rows, start=FIRST_ROW)]
    counties = [reader.county() for reader in readers]
    raise_faults(one for reader in readers for one in reader.faults)
    return [county for county in counties if county is not None]


def _header_faults(header: list[str], file: str) -> Iterable[Fault]:
    allowed = ", ".join(REQUIRED)
    yield from (fault("COLUMN_MISSING", file, column=name, allowed=allowed) for name in REQUIRED if name not in header)
    twice = sorted({name for name in header if header.count(name) > 1})
    yield from (fault("DUPLICATE_COLUMN", file, column=name) for name in twice)


def _ragged(header: list[str], rows: list[list[str]]) -> Iterable[Fault]:
    for number, row in enumerate(rows, start=FIRST_ROW):
        if len(row) != len(header):
            yield fault("RAGGED_ROW", f"row {number}", found=len(row), expected=len(header))


def _missed_parts(denominator: str) -> tuple[tuple[str, str], ...]:
    """The missed and what they are counted of; a denominator of its own is a part of the population too."""
    own = () if (denominator, "nonregistered_population") in PARTS else ((denominator, "nonregistered_population"),)
    return (("missed_persons", denominator), *own)


class _RowReader:
    """Reads one row and gathers what is wrong with it; a county comes out only when nothing is."""

    def __init__(self, row: Mapping[str, str], number: int, rulebook: Rulebook) -> None:
        self.row = row
        self.number = number
        self.rulebook = rulebook
        self.faults: list[Fault] = []

    def county(self) -> County | None:
        """The county of the row; None when the row has faults."""
        name = self.text("county")
        region, day = self.region(), self.day()
        counts = {column: self.count(column) for column in COUNTS}
        law = self.law(day, region) if day and region else None
        if law is not None and law.missed_column == SURVEYED:
            counts[SURVEYED] = self.count(SURVEYED)
        self.check_design()
        samples = {rate: self.sample(columns) for rate, columns in HOUSEHOLDS.items()}
        self.check(counts, law.missed_column if law else None)
        designs = {rate: read_design(self, columns) for rate, columns in EVIDENCE.items()}
        known = {column: value for column, value in counts.items() if value is not None}
        return County(name, known, samples, designs, law) if law is not None and not self.faults else None

    def refuse(self, code: str, column: str, /, **params: str | int) -> None:
        self.faults.append(fault(code, self.place(column), **params))

    def place(self, column: str) -> str:
        return f"row {self.number}, column {column}"

    def cell(self, column: str) -> str:
        """The text of an optional column; empty where there is none."""
        return (self.row.get(column) or "").strip()

    def text(self, column: str) -> str:
        cell = self.row.get(column)
        if cell is None:
            self.refuse("COLUMN_MISSING", column, column=column, allowed=", ".join((*REQUIRED, SURVEYED)))
            return ""
        if not cell.strip():
            self.refuse("EMPTY_VALUE", column)
        return cell.strip()

    def count(self, column: str) -> int | None:
        text = self.text(column)
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            self.refuse("WRONG_TYPE", column, value=text, allowed=_WHOLE_WORDS)
            return None
        if int(text) < 0:
            self.refuse("BELOW_MINIMUM", column, value=text, minimum=0)
            return None
        return int(text)

    def region(self) -> str | None:
        text = self.text("region")
        if text and text not in REGIONS:
            self.refuse("NOT_ALLOWED", "region", value=text, allowed=", ".join(REGIONS))
        return text if text in REGIONS else None

    def day(self) -> date | None:
        text = self.text("on_date")
        if not text:
            return None
        if not _ISO_DATE.fullmatch(text):
            self.refuse("WRONG_DATE", "on_date", value=text)
            return None
        try:
            return parse_date(text, self.place("on_date"))
        except UserError as error:
            self.faults += error.faults
            return None

    def law(self, day: date, region: str) -> CountyLaw | None:
        """What holds on the day; a rulebook without a value then is a fault of the row's date."""
        try:
            limits = {rate: limit_on(self.rulebook, name, day, region) for rate, name in GATES.items()}
            tolerance = value_on(self.rulebook, TOLERANCE, day, region).value
            reading = value_on(self.rulebook, MISSED_DENOMINATOR, day, region).value
            proof = proof_law(self.rulebook, day, region)
        except UserError as error:
            self.faults += [replace(one, where=self.place("on_date")) for one in error.faults]
            return None
        if reading not in DENOMINATORS or not isinstance(tolerance, int | Fraction):
            self.refuse("GATE_WITHOUT_LIMIT", "on_date", parameter=f"{MISSED_DENOMINATOR}, {TOLERANCE}")
            return None
        return CountyLaw(limits, Fraction(tolerance), DENOMINATORS[str(reading)], proof)

    def check_design(self) -> None:
        """Refuse raw counts of a design whose weights differ: their ratio estimates nothing."""
        text = self.cell(SELF_WEIGHTING)
        if text.lower() not in ("", "true", "false"):
            self.refuse("WRONG_TYPE", SELF_WEIGHTING, value=text, allowed="true or false")
        if text.lower() == "false":
            self.refuse("NOT_SELF_WEIGHTING", SELF_WEIGHTING)

    def sample(self, columns: HouseholdColumns) -> HouseholdSample | None:
        """The sample of households of a rate; None when both columns are absent or empty."""
        given = {name: self.cell(name) != "" for name in (columns.households, columns.wrong)}
        if not any(given.values()):
            return None
        if not all(given.values()):
            filled, empty = sorted(given, key=lambda name: not given[name])
            self.refuse("COLUMN_PAIR", empty, column=filled, other=empty)
            return None
        households, wrong = self.count(columns.households), self.count(columns.wrong)
        if households is None or wrong is None or wrong > households:
            self.part(columns.wrong, wrong, columns.households, households)
            return None
        return HouseholdSample(households, wrong)

    def part(self, part: str, value: int | None, whole: str, limit: int | None) -> None:
        if value is not None and limit is not None and value > limit:
            self.refuse("COUNTS_CONTRADICT", part, part=part, value=value, whole=whole, limit=limit)

    def check(self, counts: Mapping[str, int | None], missed_column: str | None) -> None:
        """Refuse counts that contradict; what the missed are counted of is known only with the law of the day."""
        for part, whole in (*PARTS, *(_missed_parts(missed_column) if missed_column else ())):
            self.part(part, counts[part], whole, counts[whole])
        self.check_households(HOUSEHOLDS["wrong_exit_rate"], counts, "exited_persons_sampled")
        if missed_column:
            self.check_households(HOUSEHOLDS["missed_rate"], counts, missed_column)

    def check_households(self, columns: HouseholdColumns, counts: Mapping[str, int | None], sampled: str) -> None:
        """A household has at least one person, a wrong household at least one wrong person, and the other way round."""
        if not self.cell(columns.households) or not self.cell(columns.wrong):
            return
        households, wrong = self.quiet_count(columns.households), self.quiet_count(columns.wrong)
        self.part(columns.households, households, sampled, counts[sampled])
        self.part(columns.wrong, wrong, columns.persons_wrong, counts[columns.persons_wrong])
        if wrong == 0 and counts[columns.persons_wrong]:
            value = counts[columns.persons_wrong] or 0
            self.refuse(
                "HOUSEHOLDS_CONTRADICT",
                columns.wrong,
                persons=columns.persons_wrong,
                value=value,
                households=columns.wrong,
            )

    def quiet_count(self, column: str) -> int | None:
        """A count whose faults are gathered elsewhere; None where there is none."""
        text = self.cell(column)
        return int(text) if _WHOLE.fullmatch(text) and not text.startswith("-") else None
