"""The closed list: every name of the contract, facts for each, one count behind each name."""

import numpy as np
import pytest

from pledgetree.indicators.catalogue import FORMULAS, distinct_counts, facts_by_formula
from pledgetree.indicators.counts import Sums
from pledgetree.indicators.relations import RELATIONS
from pledgetree.law.loading import bundled_names, load_rulebook

NAMES = [
    "register.persons_exited",
    "register.persons_remaining",
    "register.incidence",
    "exits.counties",
    "exits.villages",
    "statistics.income_growth",
    "interviews.identification_accuracy",
    "interviews.exit_accuracy",
    "interviews.recognition",
    "interviews.wrong_exit_rate",
    "interviews.missed_rate",
    "composite.incidence",
    "included.points",
    "funds.provincial",
    "funds.budget_growth",
    "funds.provincial_ratio",
    "funds.allocation_speed",
    "funds.disclosure_rate",
    "funds.carry_over_rate",
    "funds.integration_rate",
    "funds.precise_use",
    "findings.fund_violations",
]


def test_the_list_is_closed():
    assert sorted(FORMULAS) == sorted(NAMES)


def test_every_formula_counts_some_fact():
    facts = facts_by_formula()
    assert set(facts) == set(NAMES)
    assert all(facts.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_formula_reads_known_relations(name):
    assert set(FORMULAS[name].relations) <= set(RELATIONS)


@pytest.mark.parametrize("name", NAMES)
def test_a_formula_without_any_rows_has_no_evidence(name):
    formula = FORMULAS[name]
    none = {one.name: np.zeros(2, np.int64) for one in formula.counts} or {"nothing": np.zeros(2, np.int64)}
    ratio = formula.figure(Sums(none, {one: np.zeros(2, np.bool_) for one in none}))
    assert [column.tolist() for column in ratio] == [[0, 0]] * 3


def test_one_name_is_one_count():
    counts = [one for formula in FORMULAS.values() for one in formula.counts]
    by_name = {one.name: one for one in counts}
    assert all(by_name[one.name] is one for one in counts)
    names = [one.name for one in distinct_counts(counts)]
    assert names == sorted(set(names))


@pytest.mark.parametrize("name", bundled_names())
def test_the_bundled_rulebooks_name_formulas_of_the_list(name):
    indicators = load_rulebook(name).indicators.values()
    assert {function for one in indicators for _, function in one.functions} <= set(FORMULAS)
