"""What a rulebook says about proof: at which confidence, and which effects wait for it.

The base law decides on the point estimate and knows no effects of proof. A difference rulebook may name two: support to
households continues until a state is reached, and no sanction before another one is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pledgetree.assessment.intervals import LEVEL as USUAL_LEVEL
from pledgetree.base.errors import user_error
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook, Value
from pledgetree.survey.proving import STATES

LEVEL, SUPPORT_UNTIL, SANCTION_FROM = "proof/level", "proof/support_until", "proof/sanction_from"
CONTINUES, MAY_END = "continues", "may_end"
BARRED, OPEN = "barred", "open"


@dataclass(frozen=True)
class ProofLaw:
    """Confidence of a proof; the state support waits for and the one a sanction waits for, None where none is named."""

    level: float = USUAL_LEVEL
    support_until: str | None = None
    sanction_from: str | None = None


def proof_law(rulebook: Rulebook, day: date, region: str | None = None) -> ProofLaw:
    """What held on a day; a rulebook that says nothing of proof has the usual level of 95 % and no effects.

    Raises:
        UserError: PROOF_RULE, a level outside 0.5 to 1 or an unknown state; NO_VALUE_ON_DATE.
    """
    level = _value(rulebook, LEVEL, day, region)
    if level is not None and not (isinstance(level, int | Fraction) and Fraction(1, 2) < level < 1):
        raise user_error(
            "PROOF_RULE", rulebook.name, parameter=LEVEL, value=str(level), allowed="a fraction between 1/2 and 1"
        )
    return ProofLaw(
        USUAL_LEVEL if level is None else float(level),
        _state(rulebook, SUPPORT_UNTIL, day, region),
        _state(rulebook, SANCTION_FROM, day, region),
    )


def effects(states: Collection[str], law: ProofLaw) -> Mapping[str, str]:
    """What follows from the states of all gates of a unit, as far as the rulebook names effects.

    ``support`` ``may_end`` when every gate has the state support waits for, else it ``continues``; ``sanction`` is
    ``open`` when some gate has the state it waits for, else ``barred``. Without a gate support continues.
    """
    found = {}
    if law.support_until is not None:
        found["support"] = MAY_END if set(states) == {law.support_until} else CONTINUES
    if law.sanction_from is not None:
        found["sanction"] = OPEN if law.sanction_from in states else BARRED
    return found


def _value(rulebook: Rulebook, name: str, day: date, region: str | None) -> Value | None:
    return value_on(rulebook, name, day, region or None).value if name in rulebook.parameters else None


def _state(rulebook: Rulebook, name: str, day: date, region: str | None) -> str | None:
    value = _value(rulebook, name, day, region)
    if value is not None and value not in STATES:
        raise user_error("PROOF_RULE", rulebook.name, parameter=name, value=str(value), allowed=", ".join(STATES))
    return None if value is None else str(value)
