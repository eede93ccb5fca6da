"""The three states of a county's rates: what its samples prove, beside the verdict of the law (``survey.proving``).

The household is the unit of sampling error. Where a row counts persons only, its samples prove nothing, unless every
person there is was examined: a census proves. Where nobody is there, nobody can be wrong.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pledgetree.assessment.decide_evidence import EVIDENCE, SampleDesign
from pledgetree.assessment.decide_reading import HOUSEHOLDS, County
from pledgetree.assessment.intervals import HouseholdSample
from pledgetree.survey.phases import UNDECIDED, WITHIN
from pledgetree.survey.proving import Evidence, Limit, Part, prove, prove_census, prove_composite


def states_of(county: County) -> dict[str, str]:
    """The state of each rate."""
    return {
        **{rate: _sampled(county, rate) for rate in HOUSEHOLDS},
        "recognition": _recognition(county),
        "composite_incidence": _composite(county),
    }


def _limit(county: County, rate: str) -> Limit:
    held = county.law.limits[rate]
    return Limit(held.value, held.operator)


def _persons(county: County, rate: str) -> tuple[int, int, int]:
    """Persons wrong, examined, and there in all."""
    columns = {"wrong_exit_rate": "exited_persons_sampled", "missed_rate": county.law.missed_column}
    wrong = county.counts[HOUSEHOLDS[rate].persons_wrong]
    return wrong, county.counts[columns[rate]], county.counts[EVIDENCE[rate].people]


def _sampled(county: County, rate: str) -> str:
    wrong, examined, people = _persons(county, rate)
    if people == 0:
        return WITHIN
    if examined == people:
        return prove_census(wrong, examined, _limit(county, rate))
    evidence = _evidence(county, rate)
    return UNDECIDED if evidence is None else prove(evidence, _limit(county, rate), county.law.proof.level)


def _evidence(county: County, rate: str) -> Evidence | None:
    """The households of a rate; None without a sample, or where a row has persons only."""
    sample = county.samples[rate]
    wrong, examined, _ = _persons(county, rate)
    if sample is None or examined == 0:
        return None
    larger = Fraction(wrong * sample.households, examined * sample.wrong) if sample.wrong else Fraction(1)
    return replace(_of_design(sample, county.designs[rate]), larger=larger)


def _of_design(sample: HouseholdSample, design: SampleDesign) -> Evidence:
    return Evidence(sample.households, sample.wrong, design.population, float(design.effect), second=design.second)


def _recognition(county: County) -> str:
    """Households that do not recognise the work are those that speak against it."""
    interviewed, recognising = county.counts["households_interviewed"], county.counts["households_recognising"]
    design = county.designs["recognition"]
    if design.second is not None and design.second.first is not None:
        opposed = design.second.first - (design.second.first_wrong or 0)
        design = replace(design, second=replace(design.second, first_wrong=opposed))
    # Households are counted of those interviewed: that there are none at all would be no evidence either.
    evidence = _of_design(HouseholdSample(interviewed, interviewed - recognising), design)
    state = prove(evidence, _limit(county, "recognition"), county.law.proof.level)
    return state if interviewed else UNDECIDED


def _composite(county: County) -> str:
    counts, limit = county.counts, _limit(county, "composite_incidence")
    parts = [_part(county, rate) for rate in HOUSEHOLDS]
    return prove_composite(counts["registered_poor"], parts, counts["rural_population"], limit, county.law.proof.level)


def _part(county: County, rate: str) -> Part:
    wrong, examined, people = _persons(county, rate)
    if people and examined == people:
        return Part(None, people, known=Fraction(wrong))
    return Part(_evidence(county, rate), people)
