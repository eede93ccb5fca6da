"""The county-exit gates on a plain table: three rates and one degree, and one failure vetoes.

Rates are whole numbers over whole numbers, compared with the limit in force on the row's day and in its region by
cross-multiplication; a rate is divided only to be shown. The composite incidence is exact:

    (registered_poor + missed_persons * nonregistered_population / nonregistered_persons_sampled
     + wrong_exit_persons * registered_population_exited / exited_persons_sampled) / rural_population

Evidence that is missing never passes:

* a sample of 0 for a population above 0: the rate has no value, its gate fails (``no_evidence``), and so does the
  composite's, which needs that sample (numerator and denominator 0, ``estimated_poor`` null);
* both 0: there was nothing to sample; the rate has no value, its gate passes (``nothing_to_sample``), its term is 0;
* no household interviewed, or a rural population of 0: no value, the gate fails (``no_evidence``).

Intervals take the household as the unit (Clopper and Pearson 1934; the composite by Bonferroni over its sampled parts)
and describe sampling error only; the verdict is the law's, on the point estimate. The state beside it says what the
samples prove (``decide_states``); its effects stand where the rulebook names any (``proof_law``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from pledgetree.assessment.decide_reading import GATES, County, read_counties, read_table
from pledgetree.assessment.decide_states import states_of
from pledgetree.assessment.gates import FAIL, NO_EVIDENCE, PASS, verdict_for
from pledgetree.assessment.intervals import HouseholdSample, Interval, composite_interval, interval_for, six_digits
from pledgetree.assessment.proof_law import effects
from pledgetree.base.ratios import decimal_text
from pledgetree.law.model import Rulebook

NOT_AVAILABLE = "not available (persons only)"
NOTHING_TO_SAMPLE = "nothing_to_sample"

Ends = list[float] | str
Rate = dict[str, Any]


def decide_file(path: Path, rulebook: Rulebook) -> list[dict[str, Any]]:
    """Decide on every county of a CSV file; see ``decide``.

    Raises:
        UserError: the file cannot be read, or any fault of its rows.
    """
    return decide(read_table(path), rulebook)


def decide(rows: Sequence[Mapping[str, str]], rulebook: Rulebook) -> list[dict[str, Any]]:
    """Decide which counties may exit.

    Args:
        rows: text cells by column name, one county per row; the columns of ``decide_reading``.
        rulebook: one with the four limits, for example cn-county-exit-2017.

    Returns:
        One decision per row, in input order, of the shape of ``schema/decide.schema.json``.

    Raises:
        UserError: all faults of all rows.
    """
    return [decide_county(county) for county in read_counties(rows, rulebook)]


def decide_county(county: County) -> dict[str, Any]:
    """The decision on one county."""
    estimated, states = estimated_poor(county), states_of(county)
    rates = {
        "wrong_exit_rate": _wrong_exit(county),
        "missed_rate": _missed(county),
        "recognition": _recognition(county),
        "composite_incidence": _composite(county, estimated),
    }
    rates = {name: rate | {"state": states[name]} for name, rate in rates.items()}
    failed = [name for name in GATES if rates[name]["gate"] == FAIL]
    following = effects(states.values(), county.law.proof)
    return {
        "county": county.name,
        **rates,
        "estimated_poor": None if estimated is None else decimal_text(estimated),
        # All four must pass, one failure vetoes (special evaluation of county exits, October 2017).
        "may_exit": not failed,
        "failed": failed,
        "warnings": ["PARTS_DIFFER"] if parts_differ(county) else [],
        **({"effects": dict(following)} if following else {}),
    }


def estimated_poor(county: County) -> Fraction | None:
    """Persons: registered poor, missed and wrongly exited, extrapolated; None when a needed sample is missing."""
    counts = county.counts
    missed = _term(counts["missed_persons"], counts[county.law.missed_column], counts["nonregistered_population"])
    wrong = _term(
        counts["wrong_exit_persons"], counts["exited_persons_sampled"], counts["registered_population_exited"]
    )
    return None if missed is None or wrong is None else counts["registered_poor"] + missed + wrong


def parts_differ(county: County) -> bool:
    """Whether registered poor, exited and nonregistered differ from the rural population by more than tolerated."""
    counts = county.counts
    parts = counts["registered_poor"] + counts["registered_population_exited"] + counts["nonregistered_population"]
    return abs(parts - counts["rural_population"]) > county.law.tolerance * counts["rural_population"]


def _term(wrong: int, sampled: int, population: int) -> Fraction | None:
    """``wrong / sampled`` extrapolated to the population; 0 where there is nobody, None without a sample."""
    if population == 0:
        return Fraction(0)
    return Fraction(wrong * population, sampled) if sampled else None


def _wrong_exit(county: County) -> Rate:
    return _sampled(
        county,
        "wrong_exit_rate",
        ("wrong_exit_persons", "exited_persons_sampled"),
        county.counts["registered_population_exited"],
    )


def _missed(county: County) -> Rate:
    columns = ("missed_persons", county.law.missed_column)
    return _sampled(county, "missed_rate", columns, county.counts["nonregistered_population"])


def _sampled(county: County, name: str, columns: tuple[str, str], population: int) -> Rate:
    numerator, denominator = (county.counts[column] for column in columns)
    sample = county.samples[name]
    rate = _rate(county, name, numerator, denominator, NOT_AVAILABLE if sample is None else _ends(interval_for(sample)))
    if denominator == 0 and population == 0:
        return rate | {"gate": PASS, "reason": NOTHING_TO_SAMPLE}
    return rate


def _recognition(county: County) -> Rate:
    recognising, interviewed = county.counts["households_recognising"], county.counts["households_interviewed"]
    opposed = interval_for(HouseholdSample(interviewed, interviewed - recognising))
    ends = [_number(1 - opposed.high), _number(1 - opposed.low)]
    return _rate(county, "recognition", recognising, interviewed, ends)


def _composite(county: County, estimated: Fraction | None) -> Rate:
    rural = county.counts["rural_population"]
    if estimated is None or rural == 0:
        return _rate(county, "composite_incidence", 0, 0, _composite_ends(county))
    ratio = estimated / rural
    return _rate(county, "composite_incidence", ratio.numerator, ratio.denominator, _composite_ends(county))


def _composite_ends(county: County) -> Ends:
    counts = county.counts
    parts = (
        (county.samples["wrong_exit_rate"], counts["registered_population_exited"]),
        (county.samples["missed_rate"], counts["nonregistered_population"]),
    )
    needed = [(sample, population) for sample, population in parts if population > 0]
    known = [(sample, population) for sample, population in needed if sample is not None]
    if len(known) < len(needed):
        return NOT_AVAILABLE
    if counts["rural_population"] == 0:
        # Nobody to count: the data bound the share by nothing.
        return [0.0, 1.0]
    return _ends(composite_interval(counts["registered_poor"], known, counts["rural_population"]))


def _rate(county: County, name: str, numerator: int, denominator: int, interval: Ends) -> Rate:
    verdict, reason = verdict_for(numerator, denominator, county.law.limits[name])
    return {
        "numerator": numerator,
        "denominator": denominator,
        "value": numerator / denominator if denominator else None,
        # A veto needs evidence to be lifted: none fails.
        "gate": FAIL if verdict == NO_EVIDENCE else verdict,
        "reason": reason,
        "interval": interval,
    }


def _ends(interval: Interval) -> list[float]:
    return [_number(interval.low), _number(interval.high)]


def _number(value: float) -> float:
    """A statistical figure as a JSON number, with the 6 significant digits it is shown with everywhere."""
    return float(six_digits(value))
