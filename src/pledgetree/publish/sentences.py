"""The sentence on top of a page: the state, in words."""

from __future__ import annotations

from pledgetree.publish.disclosure import ReleasedTable
from pledgetree.publish.messages import translations
from pledgetree.publish.pictures.trajectory import Trajectory
from pledgetree.publish.reading import CENTRE, Facts
from pledgetree.publish.showing import Showing
from pledgetree.publish.suppression import WITHHELD
from pledgetree.publish.tables import delivery


def national_sentence(facts: Facts, figures: ReleasedTable, showing: Showing) -> str:
    """How many people left poverty, against the plan, and how many provinces met theirs."""
    _ = translations(showing.lang).gettext
    main = delivery(facts)
    if main is None:
        return _("The year %(year)s under the rulebook") % {"year": facts.year}
    met, all_known = _met(facts, figures, main.name)
    words = {
        "year": facts.year,
        "people": showing.count(figures.at(CENTRE, main.name)),
        "share": showing.cell(figures.at(CENTRE, f"{main.name}.completion")),
        "met": met,
        "all": all_known,
    }
    if figures.at(CENTRE, f"{main.name}.completion").shown:
        return (
            _(
                "In %(year)s, %(people)s left registered poverty by an approved exit, %(share)s of the plan; "
                "%(met)s of %(all)s provinces met theirs."
            )
            % words
        )
    return (
        _(
            "In %(year)s, %(people)s left registered poverty by an approved exit; "
            "%(met)s of %(all)s provinces met their plan."
        )
        % words
    )


def _met(facts: Facts, figures: ReleasedTable, indicator: str) -> tuple[int, int]:
    """How many provinces met their plan, of how many of which that may be said."""
    inside = [unit.unit_id for unit in facts.provinces if unit.in_programme]
    cells = [figures.at(unit_id, f"{indicator}.met") for unit_id in inside]
    return sum(cell.value == "true" for cell in cells), sum(cell.state != WITHHELD for cell in cells)


def province_sentence(facts: Facts, figures: ReleasedTable, showing: Showing, unit_id: str) -> str:
    """Whether a province met its plan, and by how many people it stayed behind."""
    _ = translations(showing.lang).gettext
    main = delivery(facts)
    name = main.name if main else ""
    delivered = figures.at(unit_id, name)
    words = {"place": showing.place(unit_id), "year": facts.year, "people": showing.count(delivered)}
    if not facts.units[unit_id].in_programme:
        return _("%(place)s gave no pledge: it stands outside the programme.") % words
    if figures.at(unit_id, f"{name}.plan_state").value != "approved":
        return _("%(place)s has no approved plan for %(year)s: nothing counts as met; %(people)s left poverty.") % words
    return _against_plan(figures, showing, unit_id, name, words)


def _against_plan(figures: ReleasedTable, showing: Showing, unit_id: str, name: str, words: dict[str, object]) -> str:
    _ = translations(showing.lang).gettext
    delivered, plan = figures.at(unit_id, name), figures.at(unit_id, f"{name}.plan")
    if not isinstance(delivered.value, int) or not isinstance(plan.value, int):
        return _("%(place)s: %(people)s left poverty in %(year)s.") % words
    words["share"] = showing.cell(figures.at(unit_id, f"{name}.completion"))
    words["behind"] = showing.numbers.people(max(plan.value - delivered.value, 0))
    if delivered.value < plan.value:
        return (
            _("%(place)s is %(behind)s behind its plan for %(year)s: %(people)s left poverty, %(share)s of the plan.")
            % words
        )
    return _("%(place)s met its plan for %(year)s: %(people)s left poverty, %(share)s of the plan.") % words


def promise_finding(picture: Trajectory, showing: Showing) -> str:
    """What the picture of promise and delivery shows: delivered so far beside what was pledged by then."""
    _ = translations(showing.lang).gettext
    lines = {line.name: line for line in picture.lines}
    if "delivered" not in lines:
        return _("Pledged and planned; nothing delivered can be shown")
    delivered = lines["delivered"].points
    words: dict[str, object] = {
        "people": showing.numbers.people(delivered[-1][1]),
        "first": delivered[0][0] + 1,
        "year": delivered[-1][0],
    }
    if words["first"] == words["year"]:
        return _of_one_year(lines["pledged"].value(delivered[-1][0]) if "pledged" in lines else None, words, showing)
    pledged = lines["pledged"].value(delivered[-1][0]) if "pledged" in lines else None
    if pledged is None:
        return _("%(people)s left poverty from %(first)s to %(year)s") % words
    words["pledged"] = showing.numbers.people(pledged)
    return _("%(people)s left poverty from %(first)s to %(year)s; pledged were %(pledged)s") % words


def _of_one_year(pledged: int | None, words: dict[str, object], showing: Showing) -> str:
    _ = translations(showing.lang).gettext
    if pledged is None:
        return _("%(people)s left poverty in %(year)s") % words
    words["pledged"] = showing.numbers.people(pledged)
    return _("%(people)s left poverty in %(year)s; pledged were %(pledged)s") % words


def series_finding(picture: Trajectory, series: str, showing: Showing) -> str:
    """From where to where a series went."""
    _ = translations(showing.lang).gettext
    points = picture.lines[0].points
    words = {
        "series": showing.word("series", series),
        "first": showing.numbers.amount(points[0][1]),
        "from": points[0][0],
        "last": showing.numbers.amount(points[-1][1]),
        "to": points[-1][0],
    }
    if len(points) == 1:
        return _("%(series)s: %(last)s in %(to)s") % words
    return _("%(series)s: %(first)s in %(from)s, %(last)s in %(to)s") % words


def gates_finding(verdicts: list[str], showing: Showing) -> str:
    """How many of the gates whose verdict may be shown failed."""
    known = [verdict for verdict in verdicts if verdict != "withheld"]
    words = {"failed": known.count("fail"), "all": len(known)}
    text = translations(showing.lang).ngettext(
        "%(failed)s of %(all)s gates failed", "%(failed)s of %(all)s gates failed", words["failed"]
    )
    return text % words
