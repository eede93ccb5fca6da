"""Rates of sample surveys and the households behind them."""

import pytest

from pledgetree.indicators.catalogue import FORMULAS
from tests.reference.tables import ALPHA_1, BETA_1, CENTRE, everything, interview
from tests.unit.indicators.counted import counted, figure_at

VISITS = {"interviews": everything()["interviews"]}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        # missed 1 and wrongly included 1 of 14 persons; 3 of 5 wrongly exited
        ("interviews.identification_accuracy", (12, 14, 4)),
        ("interviews.exit_accuracy", (2, 5, 2)),
        ("interviews.wrong_exit_rate", (3, 5, 2)),
        ("interviews.missed_rate", (1, 9, 2)),
        ("interviews.recognition", (3, 4, 4)),
    ],
)
def test_rates_count_persons_of_their_group(tmp_path, formula, expected):
    assert figure_at(tmp_path / "s", VISITS, FORMULAS[formula]) == expected


@pytest.mark.parametrize(
    ("formula", "households", "wrong"),
    [
        ("interviews.identification_accuracy", 4, 2),
        ("interviews.exit_accuracy", 2, 1),
        ("interviews.missed_rate", 2, 1),
        ("interviews.recognition", 4, 1),
    ],
)
def test_samples_count_households(tmp_path, formula, households, wrong):
    one = FORMULAS[formula]
    ids, sums = counted(tmp_path / "s", VISITS, one.counts)
    sample = one.sample(sums)
    here = ids.index(CENTRE)
    assert (sample.households[here], sample.wrong[here]) == (households, wrong)


def test_a_household_that_was_not_asked_does_not_count_for_recognition(tmp_path):
    rows = [interview(1, ALPHA_1, "registered", 3), interview(2, BETA_1, "registered", 2, recognises=False)]
    assert figure_at(tmp_path / "s", {"interviews": rows}, FORMULAS["interviews.recognition"]) == (0, 1, 1)
