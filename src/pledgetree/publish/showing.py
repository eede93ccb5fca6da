"""Released cells as text in one language.

Kinds: ``text``, ``text_in`` (a text in all languages), ``word:<vocabulary>``, ``unit`` (a unit id shown by name),
``persons``, ``households``, ``rows``, ``number``, ``target`` (whole numbers; the first three count people), ``rate``
and ``share`` (percentages), ``difference`` (whole numbers with a sign), ``rate2`` (percentage with two decimals),
``interval``, ``points`` (hundredths), ``money`` (fen), ``year``, ``date``, ``limits`` (class limits), ``operator``,
``article``, ``fault`` (a code with its words).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from pledgetree.publish.disclosure import Cell, Title
from pledgetree.publish.messages import fault_summary, mark, translations
from pledgetree.publish.numbers import Numbers
from pledgetree.publish.places import has_own_name, place_name, short_name
from pledgetree.publish.reading import Unit
from pledgetree.publish.suppression import LOW, WITHHELD
from pledgetree.publish.words import message_of

WITHHELD_SIGN = "[c]"
ARTICLE = re.compile(r"art\. (\d+(?:, \d+)*)(?: \((\d+)\))?")
INTEGER_KINDS = frozenset({"persons", "households", "rows", "number", "target"})
NUMERIC_KINDS = INTEGER_KINDS | {"difference", "rate", "share", "interval", "points", "money", "year"}
OPERATOR_SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "==": "="}


@dataclass(frozen=True)
class Showing:
    """How cells read in one language; ``units`` gives the names, ``minimum`` the smallest count shown."""

    lang: str
    units: Mapping[str, Unit]
    minimum: int

    @cached_property
    def numbers(self) -> Numbers:
        """The language's numbers and dates."""
        return Numbers(self.lang)

    def word(self, vocabulary: str, code: str) -> str:
        """A code of a vocabulary as words."""
        return translations(self.lang).gettext(message_of(vocabulary, code))

    def title(self, title: Title) -> str:
        """A title: a message translated, or a rulebook's own text in this language (English where it has none)."""
        if isinstance(title, str):
            text = translations(self.lang).gettext(title)
        else:
            text = str(title.get(self.lang) or title.get("en") or next(iter(title.values()), ""))
        # Rulebooks are typed with the straight apostrophe of keyboards.
        return text.replace("'", "\u2019") if self.lang == "fr" else text

    def place(self, unit_id: str) -> str:
        """A unit's name; its code where the report does not know it."""
        unit = self.units.get(unit_id)
        return place_name(unit_id, unit.name, self.lang) if unit else unit_id

    def short_place(self, unit_id: str) -> str:
        """A unit's name for small places."""
        return short_name(unit_id, self.units[unit_id].name, self.lang)

    def own_name(self, unit_id: str) -> str:
        """The unit's name in its own language where ``place`` shows another, else nothing."""
        name = self.units[unit_id].name
        return name if has_own_name(unit_id, name, self.lang) else ""

    def cell(self, cell: Cell) -> str:
        """A cell as text: its value, ``<10``, ``[c]`` or nothing."""
        if cell.state == LOW:
            return f"<{self.numbers.integer(self.minimum)}"
        if cell.state == WITHHELD:
            return WITHHELD_SIGN
        return self.value(cell.value, cell.kind)

    def value(self, value: Any, kind: str) -> str:
        """A value of a kind as text; None is empty."""
        if value is None:
            return ""
        if kind.startswith("word:"):
            return self.word(kind.removeprefix("word:"), str(value))
        if kind in INTEGER_KINDS:
            return self.numbers.integer(value)
        return self._formats[kind](value)

    @cached_property
    def _formats(self) -> Mapping[str, Callable[[Any], str]]:
        return {
            "text": str,
            "year": str,
            "operator": OPERATOR_SIGNS.__getitem__,
            "text_in": self.title,
            "unit": self.place,
            "rate": self.numbers.percent,
            "share": self.numbers.percent,
            "interval": lambda ends: self.numbers.interval(*ends),
            "points": self.numbers.points,
            "difference": self._difference,
            "money": self.numbers.money,
            "date": self._date,
            "article": self.article,
            "limits": self._limits,
            "fault": lambda code: fault_summary(code, self.lang),
        }

    def article(self, text: str) -> str:
        """An article as the language cites it: ``art. 7 (5)`` is 第7条第5项."""
        found = ARTICLE.fullmatch(text)
        if self.lang != "zh-hans" or not found:
            return text
        numbers, item = found.groups()
        return f"第{numbers.replace(', ', '、')}条" + (f"第{item}项" if item else "")

    def _difference(self, value: int) -> str:
        sign = "+" if value > 0 else "−"
        return sign + self.numbers.integer(abs(value)) if value else translations(self.lang).gettext(mark("same"))

    def _date(self, day: date) -> str:
        return self.numbers.date(day)

    def _limits(self, limits: tuple[tuple[str, str, Fraction], ...]) -> str:
        """Class limits in words: ``good ≥ 100 %; fairly good ≥ 95 %``."""
        parts = [
            f"{self.word('class', label)} {OPERATOR_SIGNS[operator]} {self.numbers.limit(value)}"
            for label, operator, value in limits
        ]
        return ("；" if self.lang == "zh-hans" else "\u202f; " if self.lang == "fr" else "; ").join(parts)

    def amount(self, cell: Cell) -> str:
        """A figure as a headline shows it: large numbers in millions or 万."""
        if isinstance(cell.value, int) and cell.kind in INTEGER_KINDS:
            return self.numbers.amount(cell.value)
        return self.cell(cell)

    def count(self, cell: Cell) -> str:
        """A number of people with its noun, as a sentence needs it."""
        if isinstance(cell.value, int):
            return self.numbers.people(cell.value)
        gettext = translations(self.lang).gettext
        if cell.state == LOW:
            return gettext("fewer than %s people") % self.numbers.integer(self.minimum)
        return gettext("a withheld number of people")
