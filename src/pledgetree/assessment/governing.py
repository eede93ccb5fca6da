"""The law an assessment is made under: the rulebook, those it includes, the editions of the year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from pledgetree.assessment.figuring import Formulas, counts_for, formulas_on
from pledgetree.base.dates import year_end
from pledgetree.evidence.digests import digest_json
from pledgetree.indicators.counts import Count, Terms
from pledgetree.law.asking import edition_digest, edition_for, value_on
from pledgetree.law.loading import load_rulebook
from pledgetree.law.model import Edition, Indicator, Rulebook

LINE = "line/income"
RAW, INCLUDED = "rulebook", "included"


@dataclass(frozen=True)
class Law:
    """A rulebook with those it includes, in a year."""

    rulebook: Rulebook
    included: Mapping[str, Rulebook]
    year: int

    @property
    def day(self) -> date:
        """The day of assessment: 31 December of the year."""
        return year_end(self.year)

    @cached_property
    def edition(self) -> Edition:
        """The edition that governs the year.

        Raises:
            UserError: NO_EDITION.
        """
        return edition_for(self.rulebook, self.year)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The rulebook's indicators, then those of the included ones that it does not name itself."""
        found = dict(self.rulebook.indicators)
        for one in self.included.values():
            found |= {name: indicator for name, indicator in one.indicators.items() if name not in found}
        return found

    @cached_property
    def whole(self) -> Rulebook:
        """The rulebook with every indicator, for what looks them up by name."""
        return replace(self.rulebook, indicators=self.indicators)

    @cached_property
    def formulas(self) -> Formulas:
        """The formula of every indicator on the day of assessment."""
        return formulas_on(self.indicators.values(), self.day)

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """Everything that is to be counted."""
        return counts_for(self.formulas)

    @property
    def terms(self) -> Terms:
        """What counts depend on: the year and the poverty line, where the rulebook names one."""
        line = value_on(self.rulebook, LINE, self.day).value if LINE in self.rulebook.parameters else None
        return Terms(self.year, line if isinstance(line, int) else None)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The edition digest of each rulebook by name.

        Raises:
            UserError: NO_EDITION.
        """
        books = (self.rulebook, *self.included.values())
        return {one.name: edition_digest(one, edition_for(one, self.year)) for one in books}

    def record(self) -> dict[str, Any]:
        """The rulebooks as a result keeps them."""
        return {RAW: self.rulebook.raw, INCLUDED: {name: one.raw for name, one in self.included.items()}}

    def origin(self) -> dict[str, Any]:
        """What a result's manifest says of the law."""
        return {
            "edition": self.edition.id,
            "edition_digest": self.digests[self.rulebook.name],
            "included": {name: self.digests[one.name] for name, one in self.included.items()},
            "rulebooks": digest_json(self.record()),
        }


def load_law(rulebook: str, year: int) -> Law:
    """The law of a year by a rulebook's name or folder.

    Raises:
        UserError: every fault of a rulebook; NO_EDITION.
    """
    loaded = load_rulebook(rulebook)
    law = Law(loaded, {name: load_rulebook(name) for name in loaded.includes}, year)
    edition_for(loaded, year)
    for one in law.included.values():
        edition_for(one, year)
    return law
