"""A stranger with the CSV files, the rules, and the public rural population: no hidden count comes back."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO

import pytest

from pledgetree.publish.csv_files import csv_text
from pledgetree.publish.pages import showing
from pledgetree.publish.publishing import compose
from tests.unit.publish.programme import made_up_programme

HIDDEN = ("<10", "[c]")
SLACK = Fraction(1, 2)
MILLIONTH = Fraction(1, 2_000_000)


def thin_programme(seed):
    """Counties as in a small made-up nation: few or no poor left, samples that found none or many."""
    result = made_up_programme(seed=seed, scale=1)
    counts = {row["unit_id"]: row for row in result.rows["flows"]}
    for row in result.rows["figures"]:
        if row["indicator"] in ("wrong_exit_rate", "missed_rate"):
            row["numerator"] = row["numerator"] // 5 * 15
        if row["indicator"] == "composite_incidence":
            row["numerator"], row["denominator"] = counts[row["unit_id"]]["closing"] % 12, 40_000
        if row["indicator"] == "poor_remaining":
            row["numerator"] = counts[row["unit_id"]]["closing"] % 12
        if row["indicator"] == "poverty_incidence":
            row["numerator"], row["denominator"] = counts[row["unit_id"]]["closing"] % 12, 40_000
    return result


def lines(report, name):
    table = report.tables[name]
    cells = list(csv.reader(StringIO(csv_text(table, showing(report, "en")))))[1:]
    keys = [one.key for one in table.columns]
    return dict(zip(table.keys, (dict(zip(keys, line, strict=True)) for line in cells), strict=True))


def number(text):
    return None if text in (*HIDDEN, "") else Fraction(text)


def close(guess, true, population):
    """Whether a rounded rate times a public whole points at the count."""
    return guess is not None and abs(guess * population - true) <= SLACK + MILLIONTH * population


def truths(report, indicator):
    return {
        key: (row["numerator"], row["denominator"])
        for key in report.facts.units
        if (row := report.facts.row("figures", key, indicator=indicator))
    }


@pytest.fixture(scope="module", params=[1, 2, 3])
def thin(request):
    return compose(thin_programme(request.param))


@pytest.mark.parametrize("tier", ["counties", "prefectures"])
def test_the_composite_times_the_rural_population_gives_no_hidden_stock(thin, tier):
    remaining, population = truths(thin, "poor_remaining"), truths(thin, "poverty_incidence")
    released = lines(thin, tier)
    hidden = {key: line for key, line in released.items() if line["poor_remaining"] in HIDDEN}
    assert hidden
    for key, line in hidden.items():
        guess = number(line["composite_incidence.rate"])
        assert not close(guess, remaining[key][0], population[key][1])
        assert line["gate.composite_incidence"] in HIDDEN


def test_the_attack_works_where_the_stock_is_shown(thin):
    # Were the attack itself wrong, the tests above could not fail.
    remaining, population = truths(thin, "poor_remaining"), truths(thin, "poverty_incidence")
    shown = {key: line for key, line in lines(thin, "counties").items() if number(line["poor_remaining"]) is not None}
    found = [
        key
        for key, line in shown.items()
        if close(number(line["composite_incidence.rate"]), remaining[key][0], population[key][1])
    ]
    assert found


def test_the_incidence_times_the_rural_population_gives_no_hidden_stock(thin):
    remaining, population = truths(thin, "poor_remaining"), truths(thin, "poverty_incidence")
    for key, line in lines(thin, "indicators").items():
        unit, _, indicator = key.partition("|")
        if (
            indicator in ("poverty_incidence", "composite_incidence")
            and not thin.figures.at(unit, "poor_remaining").shown
        ):
            assert not close(number(line["value"]), remaining[unit][0], population[unit][1])
            assert line["interval"] in (*HIDDEN, "")


@pytest.mark.parametrize("tier", ["counties", "prefectures"])
def test_the_completion_times_the_plan_gives_no_hidden_delivery(thin, small_report, tier):
    for report in (thin, small_report):
        lifted = truths(report, "poor_lifted")
        for key, line in lines(report, tier).items():
            if line["poor_lifted"] in HIDDEN and (plan := number(line["poor_lifted.plan"])):
                assert not close(number(line["poor_lifted.completion"]), lifted[key][0], int(plan))


def test_a_verdict_beside_a_hidden_rate_tells_nothing_new(thin, small_report):
    """Every small count gives the verdict shown, so it leaves as many counts possible as the cell itself does."""
    for report in (thin, small_report):
        figures = report.figures
        for key in report.facts.units:
            for gate in report.facts.gates():
                verdict, rate = (figures.at(key, name) for name in (f"gate.{gate.name}", f"{gate.indicator}.rate"))
                if rate.state == "withheld" and verdict.shown:
                    assert {passes(figures, key, gate, count) for count in range(1, 10)} == {verdict.value}


def passes(figures, key, gate, count):
    sampled = figures.at(key, f"{gate.indicator}.denominator").value
    limit, operator = figures.at(key, f"gate.{gate.name}.limit").value, figures.at(key, f"gate.{gate.name}.operator")
    small = figures.at(key, f"{gate.indicator}.numerator").state == "low"
    value = Fraction(count, sampled) if small else 1 - Fraction(count, sampled)
    return "pass" if (value <= limit if operator.value == "<=" else value >= limit) else "fail"
