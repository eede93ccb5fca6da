from __future__ import annotations

from fractions import Fraction

import pytest

from pledgetree.publish.proof import proof, proof_state


@pytest.mark.parametrize(
    ("low", "high", "operator", "limit", "state"),
    [
        ("0.009", "0.018", "<=", "0.02", "within"),
        ("0.009", "0.020", "<=", "0.02", "within"),
        ("0.009", "0.034", "<=", "0.02", "open"),
        ("0.020", "0.034", "<=", "0.02", "open"),
        ("0.021", "0.034", "<=", "0.02", "beyond"),
        ("0.91", "0.95", ">=", "0.9", "within"),
        ("0.88", "0.95", ">=", "0.9", "open"),
        ("0.80", "0.89", ">=", "0.9", "beyond"),
    ],
)
def test_three_states(low, high, operator, limit, state):
    assert proof_state(Fraction(low), Fraction(high), operator, Fraction(limit)) == state


def test_a_hidden_interval_proves_nothing(small_report):
    figures = small_report.figures
    hidden = [key for key in figures.keys if figures.at(key, "wrong_exit_rate.interval").state == "withheld"]
    assert hidden
    assert {proof(figures, key, "wrong_exit", "wrong_exit_rate") for key in hidden} == {"none"}
