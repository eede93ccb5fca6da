"""What stands on the paper of a pledge, in one language: plain texts in the order of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from pledgetree.law.model import Rulebook, Text
from pledgetree.pledges.document import Clause, Figure, Party, PledgeContent, Promise, Signatory
from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.law_texts import in_language, indicator_title
from pledgetree.publish.messages import mark, translations
from pledgetree.publish.numbers import Numbers
from pledgetree.publish.pledge_words import word
from pledgetree.publish.words import TAGS

View = dict[str, Any]
FEN = 100
MADE_UP, _ = TAGS["made_up"]
PLACES = 2
REGIONS = {"en": "gb", "zh-hans": "cn", "fr": "fr"}
MILESTONE = "milestone"
FIGURE_HEAD = (mark("Year"), mark("Baseline"), mark("Target"), mark("Due"))
MILESTONE_HEAD = (mark("Family"), mark("What is to be done"), mark("Due"), mark("Done"))


def language_of_text(lang: str) -> dict[str, str]:
    """Language and region as the typesetting program names them."""
    return {"lang": LANGUAGES[lang].html.partition("-")[0], "region": REGIONS[lang]}


def pledge_view(content: PledgeContent, rulebook: Rulebook, lang: str) -> View:
    """Everything the paper of a pledge says."""
    return _Paper(content, rulebook, lang).view()


@dataclass(frozen=True)
class _Paper:
    """A pledge, the rulebook that names its indicators, and the language of the paper."""

    content: PledgeContent
    rulebook: Rulebook
    lang: str

    def _(self, message: str) -> str:
        return translations(self.lang).gettext(message)

    @property
    def _numbers(self) -> Numbers:
        return Numbers(self.lang)

    def _text(self, text: str | Text) -> str:
        return text if isinstance(text, str) else in_language(text, self.lang)

    def view(self) -> View:
        content, form = self.content, self.content.text.form
        return language_of_text(self.lang) | {
            "title": self._text(form.title),
            "running": self._text(form.title),
            "number": content.pledge_id,
            "number_label": self._("No. "),
            "tags": [self._(MADE_UP)] if content.made_up else [],
            "preamble": self._text(form.preamble),
            "parties": [self._party(side, one) for side, one in content.parties.items()],
            "facts": [{"label": label, "value": value} for label, value in self._facts() if value],
            "figures": self._figures(),
            "milestones": self._milestones(),
            "clauses": {"title": self._("Clauses"), "families": list(self._families())},
            "consequences": {
                "title": self._("What follows"),
                "items": [
                    self._item(number, one.text, one.source.status)
                    for number, one in enumerate(content.text.consequences, 1)
                ],
            },
            "signatures": self._signatures(),
            "digest": content.digest,
            "digest_label": self._("Digest of the record:"),
            "record_label": self._("The record of this pledge, in RFC 8785 form"),
        }

    def _party(self, side: str, one: Party) -> View:
        place = "" if not one.within else ("" if self.lang == "zh-hans" else " ").join(one.within)
        parts = [word("tier", one.tier, self.lang), place, one.unit_id]
        return {
            "label": word("side", side, self.lang),
            "name": one.name,
            "office": one.office or "",
            "detail": " · ".join(part for part in parts if part),
        }

    def _facts(self) -> Iterator[tuple[str, str]]:
        content = self.content
        yield self._("Kind"), word("type", content.type, self.lang)
        yield self._("Term"), self._until()
        yield self._("Carries out pledge"), content.derives_from or ""
        yield self._("Replaces pledge"), ("、" if self.lang == "zh-hans" else ", ").join(content.replaces)
        yield self._("Replaced by pledge"), content.superseded_by or ""
        yield self._("Reason"), content.reason or ""
        yield self._("Rulebook"), content.rulebook

    def _until(self) -> str:
        deadline = self.content.deadline
        return "" if deadline is None else self._("until {day}").format(day=self._numbers.date(deadline))

    def _figures(self) -> View:
        promises = [one for one in self.content.promises if one.kind != MILESTONE]
        return {
            "title": self._("Targets by year"),
            "head": [self._(words) for words in FIGURE_HEAD],
            "groups": [
                self._group(list(rows)) for _, rows in groupby(promises, lambda one: (one.indicator, one.basis))
            ],
        }

    def _unit(self, indicator: str) -> str:
        known = self.rulebook.indicators.get(indicator)
        return known.unit if known else ""

    def _group(self, promises: Sequence[Promise]) -> View:
        """The years of one indicator, under its title, unit and way of counting."""
        first = promises[0]
        told = [word("unit", self._unit(first.indicator), self.lang), word("basis", first.basis, self.lang)]
        return {
            "title": self._text(indicator_title(self.rulebook, first.indicator)),
            "told": " · ".join(part for part in told if part),
            "rows": list(map(self._row, promises)),
        }

    def _row(self, one: Promise) -> View:
        unit = self._unit(one.indicator)
        baseline, baseline_exact = self._value(one.baseline, one.kind, unit)
        target, target_exact = self._value(one.target, one.kind, unit)
        return {
            "year": str(one.year),
            "baseline": baseline,
            "baseline_exact": baseline_exact,
            "target": target,
            "target_exact": target_exact,
            "due": self._numbers.date(one.due_on) if one.due_on else "",
        }

    def _value(self, figure: Figure | None, kind: str, unit: str) -> tuple[str, str]:
        """A figure as it is read, and under a rate the fraction that is signed."""
        if figure is None:
            return "–", ""
        numbers, value = self._numbers, Fraction(figure.numerator, figure.denominator)
        if kind == "rate":
            exact = f"{numbers.integer(figure.numerator)} / {numbers.integer(figure.denominator)}"
            return (numbers.decimal(value, PLACES) if unit == "points" else numbers.percent(value, PLACES)), exact
        if unit == "fen":
            return numbers.decimal(value / FEN, PLACES), ""
        return (numbers.integer(figure.numerator) if figure.denominator == 1 else str(figure)), ""

    def _milestones(self) -> View:
        rows = [*map(self._milestone, self.content.milestones), *self._promised_milestones()]
        done = any(row["done"] for row in rows)
        head = MILESTONE_HEAD if done else MILESTONE_HEAD[:-1]
        return {
            "title": self._("Milestones"),
            "head": [self._(words) for words in head],
            "done": done,
            "rows": rows,
        }

    def _milestone(self, one: Clause) -> View:
        evidence = self._("Evidence: {evidence}").format(evidence=one.evidence) if one.evidence else ""
        return {
            "family": self._text(self.content.text.families[one.family]),
            "text": self._text(one.text),
            "evidence": evidence,
            "due": self._numbers.date(one.due_on) if one.due_on else "",
            "done": self._numbers.date(one.done_on) if one.done_on else "",
        }

    def _promised_milestones(self) -> Iterator[View]:
        """Commitments of the kind ``milestone``: they name a family of clauses or an indicator."""
        families = self.content.text.families
        for one in self.content.promises:
            if one.kind == MILESTONE:
                of_family = one.indicator in families
                title = families[one.indicator] if of_family else indicator_title(self.rulebook, one.indicator)
                said = self._("{count} for {year}").format(count=str(one.target), year=one.year)
                yield {
                    "family": self._text(title),
                    "text": self._("the clauses of this family are carried out") if of_family else said,
                    "evidence": "",
                    "due": self._numbers.date(one.due_on) if one.due_on else str(one.year),
                    "done": "",
                }

    def _families(self) -> Iterator[View]:
        """The clauses that hold throughout the term, by family."""
        for name, title in self.content.text.families.items():
            mine = [one for one in self.content.clauses if one.family == name and one.due_on is None]
            if mine:
                items = [self._item(one.number, one.text, one.status) for one in mine]
                yield {"title": self._text(title), "items": items}

    def _item(self, number: int, text: str | Text, status: str) -> View:
        tag = word("status", status, self.lang) if status not in ("", "documented") else ""
        return {"number": str(number), "text": self._text(text), "tag": tag}

    def _signatures(self) -> View:
        note = self._("Each signs in the own box. A digital signature covers every page and the record.")
        return {
            "title": self._("Signatures"),
            "note": note,
            "blank": self._("Signature and date"),
            "columns": [
                {
                    "label": word("side", side, self.lang),
                    "name": party.office or party.name,
                    "boxes": [self._box(one) for one in self.content.signatories if one.side == side],
                }
                for side, party in self.content.parties.items()
                if self.content.signatories
            ],
        }

    def _box(self, one: Signatory) -> View:
        role = word("role", one.role, self.lang)
        return {
            "field": f"{one.side}.{one.role}",
            "label": f"{word('side', one.side, self.lang)} · {role}",
            "role": role[:1].upper() + role[1:],
            "title": one.title or "",
            "state": self._state(one),
        }

    def _state(self, one: Signatory) -> str:
        if one.signed_on is None:
            return ""
        acting = self._("Recorded as signed on {day} (acting)")
        message = acting if one.capacity == "acting" else self._("Recorded as signed on {day}")
        return message.format(day=self._numbers.date(one.signed_on))
