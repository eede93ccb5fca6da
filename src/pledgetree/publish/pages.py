"""The report's pages: Jinja templates over released tables and pictures, one file each, nothing loaded from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pledgetree.publish.disclosure import ReleasedTable, accept
from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.law_texts import in_language
from pledgetree.publish.messages import mark, translations
from pledgetree.publish.pictures.grade_mark import filled_disc
from pledgetree.publish.pledge_tree import rows_below, tree_finding, tree_picture
from pledgetree.publish.reading import CENTRE, Facts, Unit
from pledgetree.publish.sentences import (
    gates_finding,
    national_sentence,
    promise_finding,
    province_sentence,
    series_finding,
)
from pledgetree.publish.showing import NUMERIC_KINDS, OPERATOR_SIGNS, Showing
from pledgetree.publish.tables import INDICATORS_ON_PAGES, about, delivery, flow_lines
from pledgetree.publish.views import (
    caps,
    cards,
    completion_picture,
    flows_close,
    gate_views,
    gates_of,
    one_series,
    promised_and_delivered,
    province_tiles,
)
from pledgetree.publish.words import TAGS

DIGESTS = (
    ("edition", mark("Edition of the rulebook")),
    ("edition_digest", mark("Digest of the edition")),
    ("snapshot", mark("Digest of the snapshot")),
    ("code_version", mark("Version of the program")),
    ("seed", mark("Seed of random draws")),
)
ABOUT_PROVINCE = ("gates", "indicators", "problems", "consequences", "plan_faults", "row_faults")


@dataclass(frozen=True)
class Report:
    """A result ready to be shown: its facts, the released figures, and every released table by name."""

    facts: Facts
    figures: ReleasedTable
    tables: Mapping[str, ReleasedTable]


def showing(report: Report, lang: str) -> Showing:
    """How the report's cells read in a language."""
    return Showing(lang, report.facts.units, report.facts.minimum)


def landing_page(report: Report) -> str:
    """The page that offers the languages."""
    titles = {lang: in_language(report.facts.rulebook.title, lang) for lang in LANGUAGES}
    return (
        _environment("en")
        .get_template("landing.html")
        .render(facts=report.facts, languages=LANGUAGES.values(), titles=titles, style=_style())
    )


def pages(report: Report, lang: str) -> Iterator[tuple[str, str]]:
    """Place below the language's folder and text of every page in a language."""
    environment = _environment(lang)
    yield "index.html", _render(environment, "national.html", _national(report, lang))
    for unit in report.facts.provinces:
        yield f"provinces/{unit.unit_id}.html", _render(environment, "province.html", _province(report, lang, unit))


def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("pledgetree.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined] # added by the extension
    return environment


def _render(environment: Environment, template: str, context: Mapping[str, Any]) -> str:
    return environment.get_template(template).render(context)


def _style() -> Markup:
    return Markup(files("pledgetree.publish").joinpath("style", "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _common(report: Report, lang: str, page: str) -> dict[str, Any]:
    """What every page knows; ``page`` is its place below the language's folder."""
    facts, shown = report.facts, showing(report, lang)
    order = facts.rulebook.scheme.grades_order
    return {
        "facts": facts,
        "s": shown,
        "page": page,
        "root": "../" * page.count("/"),
        "html_lang": LANGUAGES[lang].html,
        "languages": LANGUAGES.values(),
        "style": _style(),
        "promise_finding": promise_finding,
        "series_finding": series_finding,
        "accept": accept,
        "about": about,
        "indicator_columns": INDICATORS_ON_PAGES,
        "numeric": NUMERIC_KINDS,
        "tags": TAGS,
        "signs": OPERATOR_SIGNS,
        "grades_order": order,
        "filled_disc": lambda codes, code: (
            filled_disc(len(codes) - 1 - codes.index(code), len(codes) - 1) if code in codes else ""
        ),
        "province_ids": {unit.unit_id for unit in facts.provinces},
        "computed_on": shown.numbers.date(datetime.fromisoformat(facts.frozen_at).date()),
        "unity": Fraction(1),
        "one": Fraction(1),
        "centre": CENTRE,
    }


def _national(report: Report, lang: str) -> dict[str, Any]:
    facts, figures = report.facts, report.figures
    views = gate_views(facts, figures, CENTRE)
    return {
        **_common(report, lang, "index.html"),
        "tables": report.tables,
        "sentence": national_sentence(facts, figures, showing(report, lang)),
        "cards": cards(facts, figures, CENTRE),
        "promised": promised_and_delivered(facts, figures, CENTRE),
        "registered": one_series(facts, figures, CENTRE, "registered_poor"),
        "survey": one_series(facts, figures, CENTRE, "rural_poor_survey"),
        "trend": about(report.tables["trajectory"], CENTRE).without_empty_columns(),
        "tiles": province_tiles(facts, figures),
        "bars": completion_picture(facts, figures),
        "gate_views": views,
        "gates": gates_of(views) if views else None,
        "gates_title": gates_finding([view.verdict for view in views], showing(report, lang)),
        "closes": flows_close(facts, CENTRE),
        **_tree(report, lang, CENTRE),
        "digests": [(title, facts.extra[name]) for name, title in DIGESTS if facts.extra.get(name) is not None]
        + [(mark("Digest of this result"), facts.digest)],
    }


def _province(report: Report, lang: str, unit: Unit) -> dict[str, Any]:
    facts, figures, key = report.facts, report.figures, unit.unit_id
    views = gate_views(facts, figures, key)
    return {
        **_common(report, lang, f"provinces/{key}.html"),
        "unit": unit,
        "tables": {name: about(report.tables[name], key) for name in ABOUT_PROVINCE},
        "sentence": province_sentence(facts, figures, showing(report, lang), key),
        "grade": figures.at(key, "grade.grade").value,
        "computed": figures.at(key, "grade.computed").value,
        "cards": cards(facts, figures, key),
        "promised": promised_and_delivered(facts, figures, key),
        "trend": about(report.tables["trajectory"], key).without_empty_columns(),
        "gate_views": views,
        "gates": gates_of(views) if views else None,
        "gates_title": gates_finding([view.verdict for view in views], showing(report, lang)),
        "caps": caps(facts, key),
        "counties": _counties(report, key),
        "flows": flow_lines(figures, key),
        **_tree(report, lang, key),
    }


def _tree(report: Report, lang: str, root: str) -> dict[str, Any]:
    """The pledge tree under a unit: picture, finding, table, and the faults at it and below."""
    facts, table = report.facts, report.tables["pledge_tree"]
    picture = tree_picture(facts, table, root)
    return {
        "icicle": picture,
        "icicle_title": tree_finding(facts, picture, showing(report, lang)) if picture else "",
        "icicle_rows": rows_below(facts, table, root),
        "pledge_faults": about(report.tables["pledge_faults"], root),
    }


def _counties(report: Report, province: str) -> ReleasedTable:
    """The counties of a province, those furthest behind their plan first, those without a plan last."""
    main = delivery(report.facts)
    column = f"{main.name}.completion" if main else ""

    def behind(unit: Unit) -> tuple[bool, Fraction, str]:
        share = report.figures.at(unit.unit_id, column).value
        known = isinstance(share, Fraction)
        return (not known, share if isinstance(share, Fraction) else Fraction(0), unit.unit_id)

    keys = [unit.unit_id for unit in sorted(report.facts.below(province, "county"), key=behind)]
    table = report.tables["counties"].select(keys=keys)
    return table.select(columns=[one.key for one in table.columns if one.key != "unit_id"]).without_empty_columns()
