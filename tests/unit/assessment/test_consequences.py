import pytest

from pledgetree.assessment.consequences import propose
from pledgetree.law.model import Consequence
from tests.unit.assessment.builders import BEGIN, LAW, text


def consequence(name, *when, kind="sanction"):
    return Consequence(name, text(name), when, kind, BEGIN, LAW)


LADDER = (
    consequence("commend", "grade:good", kind="reward"),
    consequence("interview", "grade:poor", "problem:fraud"),
    consequence("rectify", "problem:late"),
)


@pytest.mark.parametrize(
    ("grade", "problems", "proposed"),
    [
        ("good", (), ["commend"]),
        ("poor", (), []),
        ("poor", ("fraud",), ["interview"]),
        ("good", ("fraud",), ["commend"]),
        ("poor", ("late", "fraud"), ["interview", "rectify"]),
    ],
)
def test_a_consequence_is_proposed_when_all_its_conditions_hold(grade, problems, proposed):
    assert [name for _, name, _ in propose(LADDER, 3, grade, problems)] == proposed


def test_a_proposal_names_its_unit_and_kind():
    assert propose(LADDER, 3, "good", ()) == [(3, "commend", "reward")]
