from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO

import pytest

from pledgetree.publish.csv_files import csv_text
from pledgetree.publish.disclosure import Cell
from pledgetree.publish.guarding import class_of, is_estimate, is_stock, known, needs, verdict_of
from pledgetree.publish.pages import showing
from pledgetree.publish.publishing import compose
from tests.unit.publish.programme import made_up_programme

LOW, WITHHELD = Cell(None, "low", "persons"), Cell(None, "withheld", "persons")


def counted(value):
    return Cell(value, "shown", "persons")


def sample(name, numerator, rest, denominator):
    return {f"{name}.numerator": numerator, f"{name}.rest": rest, f"{name}.denominator": denominator}


def test_an_estimate_needs_its_samples_and_the_stock(facts):
    of = facts.rulebook.indicators
    wanted = set(needs(facts, of["composite_incidence"]))
    assert {"poor_remaining", "poverty_incidence.numerator", "wrong_exit_rate.numerator"} < wanted
    assert "missed_rate.numerator" in wanted
    assert {name for name, one in of.items() if is_estimate(one)} == {"composite_incidence"}
    assert {name for name, one in of.items() if is_stock(one)} == {"poor_remaining", "poverty_incidence"}
    assert needs(facts, of["income_growth"]) == ()


@pytest.mark.parametrize(
    ("denominator", "told"),
    [
        (450, True),  # 9 of 450 are 2 %: whatever the small count is, the gate is passed
        (449, False),  # 9 of 449 fail, 8 pass
        (12, True),  # even 1 of 12 fails
        (9, False),  # a small sample bounds nothing: it is hidden itself
    ],
)
def test_a_verdict_that_every_small_count_gives_is_known(facts, denominator, told):
    rule = known(facts.rulebook.indicators["wrong_exit_rate"], verdict_of("<=", Fraction(2, 100)))
    assert rule(sample("wrong_exit_rate", LOW, WITHHELD, counted(denominator)), 10) is told


def test_nothing_is_known_of_a_count_that_may_be_large(facts):
    rule = known(facts.rulebook.indicators["wrong_exit_rate"], verdict_of("<=", Fraction(2, 100)))
    assert not rule(sample("wrong_exit_rate", WITHHELD, WITHHELD, counted(450)), 10)
    assert not rule(sample("wrong_exit_rate", LOW, WITHHELD, WITHHELD), 10)


def test_the_class_of_a_nearly_complete_rate(facts):
    classes = {rule.indicator: rule for rule in facts.rulebook.scheme.classes}
    rule = known(facts.rulebook.indicators["recognition"], class_of(classes["recognition"]))
    # 9 of 180 are 5 %: good from 95 % on, so 180 say nothing new and 179 would.
    assert rule(sample("recognition", WITHHELD, LOW, counted(180)), 10)
    assert not rule(sample("recognition", WITHHELD, LOW, counted(179)), 10)
    assert class_of(classes["recognition"])(Fraction(1, 2)) == "poor"


def test_a_small_number_against_a_plan(facts):
    lifted = facts.rulebook.indicators["poor_lifted"]
    assert known(lifted, lambda value: value >= 10)({"poor_lifted": LOW}, 10)
    assert not known(lifted, lambda value: value >= 9)({"poor_lifted": LOW}, 10)
    assert not known(lifted, lambda value: value >= 10)({"poor_lifted": WITHHELD}, 10)


def test_estimates_are_known_by_no_count_of_their_own(facts):
    assert known(facts.rulebook.indicators["composite_incidence"], verdict_of("<=", Fraction(2, 100))) is None


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


# A stranger with the CSV files, the rules, and the public rural population: no hidden count comes back.
