"""What ``pledgetree forecast`` prints for people: first the sentence, then the numbers, then the tables."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pledgetree.base.dates import year_end
from pledgetree.base.units import TIERS
from pledgetree.cli.printing import language, say
from pledgetree.cli.text_tables import print_table, translated
from pledgetree.pledges.forecast_areas import Area, Cause
from pledgetree.pledges.forecast_places import COUNTY
from pledgetree.pledges.forecast_records import Line, furthest_behind, lines_at, month_text, near_units, state_counts
from pledgetree.pledges.forecasting import Forecast
from pledgetree.publish.messages import mark
from pledgetree.publish.numbers import Numbers

MOST_BEHIND = 20
_STATES = {
    "reached": mark("reached"),
    "missed": mark("missed"),
    "on_track": mark("on track"),
    "behind": mark("behind"),
    "nobody_left": mark("nobody left to lift"),
    "not_enough_data": mark("not enough data"),
}
_REASONS = {
    "no_figures": mark("no figures"),
    "too_few_years": mark("too few years"),
    "too_small": mark("too small a number"),
}
_INDICATORS = {
    "poor_lifted": mark("persons lifted"),
    "poor_remaining": mark("persons left"),
    "poverty_incidence": mark("incidence of poverty"),
    "counties_exited": mark("counties exited"),
    "villages_exited": mark("villages exited"),
}
_OF_PEOPLE = ("poor_lifted", "poor_remaining", "poverty_incidence")
_REGIONS = {"centre": mark("central region"), "east": mark("eastern region"), "west": mark("western region")}
_CAUSES = {
    "illness": mark("illness"),
    "disability": mark("disability"),
    "schooling": mark("schooling"),
    "disaster": mark("disaster"),
    "land": mark("lack of land"),
    "water": mark("lack of water"),
    "skills": mark("lack of skills"),
    "labour": mark("lack of labour"),
    "funds": mark("lack of funds"),
    "transport": mark("poor transport"),
    "motivation": mark("lack of motivation"),
    "other": mark("other causes"),
}


def print_forecast(found: Forecast) -> None:
    """Everything, for a reader."""
    lines = list(lines_at(found, near_units(found)))
    root = str(found.places.ids[found.root])
    own = [one for one in lines if one.unit == root]
    if found.made_up:
        say("Illustrative: made-up data about households that do not exist.")
    for one in own:
        _say_sentence(one)
    if not own:
        say("{unit} has no commitment that can be forecast.", unit=_unit(found, root))
    _print_basis(found)
    _print_lines(own)
    _print_below([one for one in lines if one.unit != root])
    _print_left(found)
    if found.whole:
        _print_furthest(found)
    say("A forecast is about the numbers of a unit: never about a household, and never a ground for a case.")


def _unit(found: Forecast, code: str) -> str:
    return str(found.places.names[found.places.row_of(code)]) or code


def _say_sentence(one: Line) -> None:
    """The one sentence a busy reader needs about a commitment."""
    words = {"unit": one.name or one.unit, "what": translated(_INDICATORS.get(one.indicator, one.indicator))}
    words |= {"deadline": one.deadline, "by": _amount(one, one.behind_by), "date": one.reached or ""}
    match one.state:
        case "reached":
            say("{unit} has kept its pledge ({what}): reached {date}.", **words)
        case "missed":
            short = abs((one.done or 0) - (one.target or 0))
            say("{unit} missed its pledge ({what}) of {deadline} by {short}.", short=_amount(one, short), **words)
        case "nobody_left":
            say("{unit} will have nobody left to lift before its pledge ({what}) is counted full.", **words)
        case "not_enough_data":
            reason = translated(_REASONS[one.reason or "no_figures"])
            say("{unit}: not enough data for a forecast ({what}): {reason}.", reason=reason, **words)
        case _:
            _say_pace(one, words)


def _say_pace(one: Line, words: dict[str, str]) -> None:
    if one.reached is None:
        if one.behind_by:
            say("{unit} is {by} behind its pledge ({what}); at this pace it is out of sight.", **words)
        else:
            say("{unit} is not behind its pledge ({what}) yet; at this pace the goal is out of sight.", **words)
    elif one.behind_by:
        say("{unit} is {by} behind its pledge ({what}); at this pace {date}.", **words)
    elif one.state == "behind":
        say("{unit} is not behind its pledge ({what}) yet, but at this pace ends in {date}, late.", **words)
    else:
        say("{unit} is on track ({what}): at this pace {date}.", **words)


def _print_basis(found: Forecast) -> None:
    level = found.terms.interval_level
    say(
        "Known until {known}; intervals are meant to hold in {level} % of cases and rest on {count} past forecasts.",
        known=year_end(found.series.known).isoformat(),
        level=round(100 * level),
        count=len(found.people.errors.relative),
    )
    if found.not_forecast:
        say("Not forecast: {indicators}.", indicators=", ".join(found.not_forecast))


_HEADINGS = (
    mark("unit"),
    mark("commitment"),
    mark("so far"),
    mark("due by now"),
    mark("at the deadline"),
    mark("pledged"),
    mark("pace a year"),
    mark("needed a year"),
    mark("date"),
    mark("state"),
)


def _print_lines(lines: Iterable[Line]) -> None:
    rows = [
        (
            one.name or one.unit,
            translated(_INDICATORS.get(one.indicator, one.indicator)),
            _figure(one, one.done),
            _figure(one, one.due),
            _with_interval(
                _figure(one, one.at_deadline), _figure(one, one.at_deadline_low), _figure(one, one.at_deadline_high)
            ),
            _figure(one, one.target),
            _number(one.pace),
            _number(one.pace_needed),
            _dates(one),
            translated(_STATES[one.state]),
        )
        for one in lines
    ]
    print_table(_HEADINGS, rows, numbers=range(2, 8))


def _print_below(lines: list[Line]) -> None:
    if lines:
        say("The units right below:")
        _print_lines(lines)


def _print_furthest(found: Forecast) -> None:
    counties = found.places.tier == COUNTY
    counts = state_counts(found, counties)
    say(
        "Commitments of counties: {behind} behind, {on_track} on track, {reached} reached, {unknown} without enough "
        "data.",
        behind=counts["behind"],
        on_track=counts["on_track"],
        reached=counts["reached"],
        unknown=counts["not_enough_data"],
    )
    lines = furthest_behind(found, TIERS.index("county"), MOST_BEHIND)
    if lines:
        say("The {count} counties that are furthest behind:", count=len(lines))
        _print_lines(lines)


def _print_left(found: Forecast) -> None:
    if not found.areas or found.deadline is None:
        return
    say(
        "People who would be left at the end of {month}; each area by its own pace:",
        month=month_text(found.deadline - 1),
    )
    headings = (mark("area"), mark("now"), mark("lifted"), mark("new"), mark("relapsed"), mark("would be left"))
    # Who never had anybody to lift would only fill the table.
    rows = [_area_row(found, one) for one in found.areas if one.now or one.left is not None]
    print_table(headings, rows, numbers=range(1, 6))
    if found.causes:
        print_table(
            (mark("main cause"), mark("now"), mark("lifted"), mark("new or relapsed"), mark("would be left")),
            [_cause_row(one) for one in found.causes],
            numbers=range(1, 5),
        )


def _area_row(found: Forecast, one: Area) -> tuple[str, ...]:
    name = translated(_REGIONS.get(one.name, one.name)) if one.kind == "region" else _unit(found, one.name)
    flows = (_number(one.now), _number(one.lifted), _number(one.identified), _number(one.relapsed))
    return (name, *flows, _with_interval(_number(one.left), _number(one.low), _number(one.high)))


def _cause_row(one: Cause) -> tuple[str, ...]:
    return (translated(_CAUSES[one.cause]), _number(one.now), _number(one.lifted), _number(one.came), _number(one.left))


def _number(value: int | None) -> str:
    return "–" if value is None else Numbers(language()).integer(value)


def _amount(one: Line, value: int | None) -> str:
    """A figure as a sentence says it: people with their noun, villages and counties as a bare number."""
    if value is None:
        return "–"
    return Numbers(language()).people(value) if one.indicator in _OF_PEOPLE else _number(value)


def _figure(one: Line, value: int | None) -> str:
    """A figure; that of a rate as per cent of its population."""
    if one.base is None or value is None:
        return _number(value)
    return Numbers(language()).percent(Fraction(value, one.base), 2)


def _with_interval(point: str, low: str, high: str) -> str:
    return point if low == "–" else f"{point} ({low}–{high})"


def _dates(one: Line) -> str:
    """The date with its interval; "later" ends beyond the horizon stay open."""
    if one.state not in ("on_track", "behind"):
        return one.reached or "–"
    return f"{one.reached or '…'} ({one.reached_early or '…'}–{one.reached_late or '…'})"
