"""What a rulebook says of proof, and the effects that wait for it."""

from datetime import date
from fractions import Fraction

import pytest

from pledgetree.assessment.proof_law import LEVEL, SANCTION_FROM, SUPPORT_UNTIL, ProofLaw, effects, proof_law
from pledgetree.base.errors import UserError
from pledgetree.law.loading import load_rulebook
from tests.unit.assessment.builders import parameter, rulebook

DAY = date(2017, 12, 31)
WITHIN, UNDECIDED, ABOVE = "proved within", "not decided", "proved above"
PROOF = ProofLaw(0.95, WITHIN, ABOVE)


def saying(**values):
    names = {"level": LEVEL, "support": SUPPORT_UNTIL, "sanction": SANCTION_FROM}
    return rulebook(parameters={names[name]: parameter(names[name], value) for name, value in values.items()})


def test_a_rulebook_that_says_nothing_has_the_usual_level_and_no_effects():
    assert proof_law(rulebook(), DAY) == ProofLaw(0.95, None, None)
    assert effects([WITHIN, ABOVE], proof_law(rulebook(), DAY)) == {}


def test_the_difference_rulebook_names_both_effects_and_its_base_none():
    assert proof_law(load_rulebook("cn-county-exit-2017+proof"), DAY, "west") == PROOF
    assert proof_law(load_rulebook("cn-county-exit-2017"), DAY, "west") == ProofLaw(0.95)


@pytest.mark.parametrize(
    ("states", "support", "sanction"),
    [
        ([WITHIN] * 4, "may_end", "barred"),
        ([WITHIN, WITHIN, WITHIN, UNDECIDED], "continues", "barred"),
        ([WITHIN, WITHIN, WITHIN, ABOVE], "continues", "open"),
        ([UNDECIDED] * 4, "continues", "barred"),
        ([], "continues", "barred"),
    ],
)
def test_support_waits_for_all_gates_and_a_sanction_for_one(states, support, sanction):
    assert effects(states, PROOF) == {"support": support, "sanction": sanction}


def test_either_effect_may_stand_alone():
    assert effects([WITHIN], ProofLaw(0.95, WITHIN, None)) == {"support": "may_end"}
    assert effects([WITHIN], ProofLaw(0.95, None, ABOVE)) == {"sanction": "barred"}


def test_the_level_is_the_rulebooks():
    assert proof_law(saying(level=Fraction(99, 100)), DAY).level == 0.99


@pytest.mark.parametrize(
    "wrong",
    [{"level": Fraction(1, 2)}, {"level": 1}, {"level": "high"}, {"support": "proved"}, {"sanction": Fraction(1, 2)}],
)
def test_a_rule_of_proof_that_means_nothing_is_refused(wrong):
    with pytest.raises(UserError, match="PROOF_RULE"):
        proof_law(saying(**wrong), DAY)
