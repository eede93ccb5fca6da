"""Texts in every language put together from a rulebook's own titles and the report's messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pledgetree.law.model import Rulebook, Text
from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.messages import mark, translations
from pledgetree.publish.words import message_of

CONDITIONS = {
    "completion_below": mark("Delivery below the approved plan: %s"),
    "plan_fault": mark("Fault of the plan: %s"),
    "class_at_most": mark("Class too low: %s"),
    "gate_failed": mark("Limit not kept: %s"),
    "finding": mark("Confirmed finding: %s"),
}


CLASSED = mark("%(indicator)s (%(class)s)")


def in_every_language(compose: Callable[[str], str]) -> dict[str, str]:
    """The text a function gives for each language."""
    return {lang: compose(lang) for lang in LANGUAGES}


def in_language(text: Text, lang: str) -> str:
    """A rulebook's text in a language, in English where it has none."""
    return text.get(lang) or text.get("en") or next(iter(text.values()), "")


def problem_title(rulebook: Rulebook, name: str) -> Text:
    """The title of a problem; its name for one the rulebook no longer has."""
    return next((one.title for one in rulebook.problems if one.name == name), {"en": name.replace("_", " ")})


def consequence_title(rulebook: Rulebook, name: str) -> Text:
    """The title of a consequence; its name for one the rulebook no longer has."""
    return next((one.title for one in rulebook.consequences if one.name == name), {"en": name.replace("_", " ")})


def indicator_title(rulebook: Rulebook, name: str) -> Text:
    """The title of an indicator; its name for one the rulebook does not have."""
    return rulebook.indicators[name].title if name in rulebook.indicators else {"en": name.replace("_", " ")}


def gate_title(rulebook: Rulebook, name: str) -> Text:
    """The title of a gate."""
    return next((one.title for one in rulebook.scheme.gates if one.name == name), {"en": name.replace("_", " ")})


def condition_text(rulebook: Rulebook, condition: str) -> Mapping[str, str]:
    """A problem's condition (``kind:argument``) in words."""
    kind, _, argument = condition.partition(":")
    message = CONDITIONS.get(kind, "%s")
    return in_every_language(
        lambda lang: translations(lang).gettext(message) % _argument(rulebook, kind, argument, lang)
    )


def _argument(rulebook: Rulebook, kind: str, argument: str, lang: str) -> str:
    if kind == "gate_failed":
        return in_language(gate_title(rulebook, argument), lang)
    if kind == "finding":
        return in_language(problem_title(rulebook, argument), lang)
    if kind == "class_at_most":
        name, _, label = argument.partition("=")
        word = translations(lang).gettext(message_of("class", label))
        words = {"indicator": in_language(indicator_title(rulebook, name), lang), "class": word}
        return translations(lang).gettext(CLASSED) % words
    return argument if kind == "plan_fault" else in_language(indicator_title(rulebook, argument), lang)


def capped_by_text(rulebook: Rulebook, problems: str) -> Mapping[str, str] | None:
    """The problems that capped a grade (names joined by spaces) by their titles."""
    names = problems.split()
    if not names:
        return None
    return in_every_language(
        lambda lang: ("、" if lang == "zh-hans" else ", ").join(
            in_language(problem_title(rulebook, name), lang) for name in names
        )
    )
