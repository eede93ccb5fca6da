"""A county's pledge as a content in memory."""

from datetime import date
from functools import cache

from pledgetree.law.loading import load_rulebook
from pledgetree.law.pledge_text import pledge_text_on
from pledgetree.pledges.document import Clause, Figure, Party, PledgeContent, Promise, Signatory

RARE = "\U00020164\u36c3\u4dae\U0002cc56"


@cache
def central():
    return load_rulebook("cn-central-2016")


def content(**changes):
    """The pledge of a county; ``changes`` are other fields."""
    text = pledge_text_on(central(), date(2016, 2, 28), "county")
    own = {
        "pledge_id": "P520502",
        "type": "vertical",
        "superior": Party("520500000000", "毕节市", "prefecture", ("贵州省",)),
        "subordinate": Party("520502000000", "七星关区", "county", ("贵州省", "毕节市")),
        "derives_from": "P5205",
        "replaces": (),
        "superseded_by": None,
        "reason": None,
        "deadline": date(2020, 12, 31),
        "promises": (
            Promise(
                "poor_lifted", 2016, "additive", "annual", Figure(98_765, 1), Figure(12_345, 1), date(2016, 12, 31)
            ),
            Promise("poor_lifted", 2017, "additive", "annual", None, Figure(20_000, 1), date(2017, 12, 31)),
            Promise("poverty_incidence", 2016, "rate", "level", Figure(7, 100), Figure(435, 9667), None),
        ),
        "clauses": (Clause(1, "measures", "修通村路", date(2018, 6, 30), None, None), Clause(2, "input", "增加投入")),
        "signatories": tuple(
            Signatory(side, role) for side in ("superior", "subordinate") for role in ("party_head", "government_head")
        ),
        "rulebook": "cn-central-2016",
        "text": text,
        "made_up": False,
    }
    return PledgeContent(**(own | changes))
