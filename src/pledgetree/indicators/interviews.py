"""Counts and formulas of sample surveys: persons wrongly exited, wrongly included or missed; households recognising.

Every interview of the snapshot counts: a snapshot holds the survey of its year, which as a rule goes on after the
year's end. Identification accuracy is 1 - (missed + wrongly included) / examined and exit accuracy 1 - wrongly exited /
examined; both are modelled, the published texts name them without a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import ibis.expr.types as ir
import numpy as np

from pledgetree.indicators.counts import Count, Formula, Ratio, Sample, Sums, Terms, Whole, rate

INTERVIEWS = "interviews"
GROUPS = ("exited", "registered", "nonregistered")


def _households(rows: ir.Table, _terms: Terms, *, group: str) -> ir.IntegerScalar:
    return rows.count(where=rows.group == group)


def _wrong_households(rows: ir.Table, _terms: Terms, *, group: str) -> ir.IntegerScalar:
    return rows.count(where=(rows.group == group) & (rows.persons_wrong > 0))


def _persons(rows: ir.Table, _terms: Terms, *, group: str) -> ir.IntegerScalar:
    return rows.persons.sum(where=rows.group == group)


def _wrong_persons(rows: ir.Table, _terms: Terms, *, group: str) -> ir.IntegerScalar:
    return rows.persons_wrong.sum(where=rows.group == group)


def _asked(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.recognises.notnull())


def _recognising(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.recognises)


HOUSEHOLDS = {one: Count(f"interviews.households.{one}", INTERVIEWS, partial(_households, group=one)) for one in GROUPS}
WRONG_HOUSEHOLDS = {
    one: Count(f"interviews.wrong_households.{one}", INTERVIEWS, partial(_wrong_households, group=one))
    for one in GROUPS
}
PERSONS = {one: Count(f"interviews.persons.{one}", INTERVIEWS, partial(_persons, group=one)) for one in GROUPS}
WRONG = {one: Count(f"interviews.wrong.{one}", INTERVIEWS, partial(_wrong_persons, group=one)) for one in GROUPS}
ASKED = Count("interviews.asked", INTERVIEWS, _asked)
RECOGNISING = Count("interviews.recognising", INTERVIEWS, _recognising)


def _added(sums: Sums, counts: Mapping[str, Count], groups: tuple[str, ...]) -> Whole:
    total: Whole = np.sum([sums[counts[one]] for one in groups], axis=0, dtype=np.int64)
    return total


def _sample(sums: Sums, *, groups: tuple[str, ...]) -> Sample:
    return Sample(_added(sums, HOUSEHOLDS, groups), _added(sums, WRONG_HOUSEHOLDS, groups))


def _wrong_share(sums: Sums, *, group: str) -> Ratio:
    return rate(sums[WRONG[group]], sums[PERSONS[group]], sums[HOUSEHOLDS[group]])


def _accuracy(sums: Sums, *, groups: tuple[str, ...]) -> Ratio:
    examined = _added(sums, PERSONS, groups)
    return rate(examined - _added(sums, WRONG, groups), examined, _added(sums, HOUSEHOLDS, groups))


def _recognition(sums: Sums) -> Ratio:
    return rate(sums[RECOGNISING], sums[ASKED], sums[ASKED])


def _recognition_sample(sums: Sums) -> Sample:
    return Sample(sums[ASKED], sums[ASKED] - sums[RECOGNISING])


def _of(*groups: str) -> tuple[Count, ...]:
    return tuple(of[one] for one in groups for of in (HOUSEHOLDS, WRONG_HOUSEHOLDS, PERSONS, WRONG))


_IDENTIFIED = ("registered", "nonregistered")

FORMULAS = (
    Formula(
        "interviews.identification_accuracy",
        ("persons missed", "persons wrongly included"),
        _of(*_IDENTIFIED),
        partial(_accuracy, groups=_IDENTIFIED),
        partial(_sample, groups=_IDENTIFIED),
    ),
    Formula(
        "interviews.exit_accuracy",
        ("persons wrongly exited",),
        _of("exited"),
        partial(_accuracy, groups=("exited",)),
        partial(_sample, groups=("exited",)),
    ),
    Formula(
        "interviews.wrong_exit_rate",
        ("persons wrongly exited",),
        _of("exited"),
        partial(_wrong_share, group="exited"),
        partial(_sample, groups=("exited",)),
    ),
    Formula(
        "interviews.missed_rate",
        ("persons missed",),
        _of("nonregistered"),
        partial(_wrong_share, group="nonregistered"),
        partial(_sample, groups=("nonregistered",)),
    ),
    Formula(
        "interviews.recognition", ("households recognising",), (ASKED, RECOGNISING), _recognition, _recognition_sample
    ),
)
