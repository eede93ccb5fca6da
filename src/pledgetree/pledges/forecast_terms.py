"""What a rulebook says about forecasts: how they are made, when they are refused, and what counts as behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pledgetree.base.errors import user_error
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook


@dataclass(frozen=True)
class ForecastTerms:
    """The rulebook's values on one day; each is described in ``parameters/forecast``."""

    interval_level: Fraction
    behind_months: int
    fewest_persons: int
    fewest_units: int
    fewest_paces: int
    fewest_errors: int
    empirical_errors: int
    horizon_years: int
    damping: Fraction
    smoothing: Fraction


_SHARE_FORM = "a fraction above 0 and below 1, such as 80/100"


def forecast_terms(rulebook: Rulebook, day: date) -> ForecastTerms:
    """The terms a rulebook sets for forecasts on a day.

    Raises:
        UserError: UNKNOWN_PARAMETER or NO_VALUE_ON_DATE, a value is missing; FORECAST_RULE, a value is not of its form.
    """

    def value(name: str) -> object:
        return value_on(rulebook, f"forecast/{name}", day).value

    def share(name: str) -> Fraction:
        return _share(name, value(name))

    def whole(name: str, least: int) -> int:
        return _whole(name, value(name), least=least)

    return ForecastTerms(
        interval_level=share("interval_level"),
        behind_months=whole("behind_months", 0),
        fewest_persons=whole("fewest_persons", 0),
        fewest_units=whole("fewest_units", 0),
        fewest_paces=whole("fewest_paces", 1),
        fewest_errors=whole("fewest_errors", 1),
        empirical_errors=whole("empirical_errors", 1),
        horizon_years=whole("horizon_years", 1),
        damping=share("damping"),
        smoothing=share("smoothing"),
    )


def _share(name: str, value: object) -> Fraction:
    # The weight of the latest year may be all of it; a level or a damping of 1 would make no sense.
    if isinstance(value, int | Fraction) and 0 < value < 1 + (name == "smoothing"):
        return Fraction(value)
    raise user_error("FORECAST_RULE", _place(name), value=str(value), form=_SHARE_FORM)


def _whole(name: str, value: object, *, least: int) -> int:
    if isinstance(value, int) and value >= least:
        return value
    raise user_error("FORECAST_RULE", _place(name), value=str(value), form=f"a whole number, {least} or more")


def _place(name: str) -> str:
    return f"parameters/forecast/{name}.yaml"
