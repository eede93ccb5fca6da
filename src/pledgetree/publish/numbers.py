"""Numbers, dates and money in each language's own way, on CLDR's data (Babel) and the Chinese units 万 and 亿.

>>> Numbers("en").people(55_750_000), Numbers("zh-hans").people(55_750_000), Numbers("fr").people(55_750_000)
('55.75 million people', '5,575万人', '55,75 millions de personnes')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from pledgetree.base.ratios import decimal_text
from pledgetree.publish.languages import LANGUAGES

MILLION = 1_000_000
WAN = 10_000
YI = 100_000_000
FEN = 100
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MOST_PLACES = 4


def rounded(value: Fraction, places: int) -> Decimal:
    """The value with exactly ``places`` decimals, half to even."""
    return Decimal(decimal_text(value, places)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def _french_one(value: Decimal) -> bool:
    """French takes the singular below two (CLDR plural rule ``one``: integer part 0 or 1)."""
    return abs(value) < 2


@dataclass(frozen=True)
class Numbers:
    """Formats for one language of the house."""

    lang: str

    @property
    def _locale(self) -> str:
        return LANGUAGES[self.lang].locale

    def integer(self, value: int) -> str:
        """Every digit, grouped: 12,345 or, in French, with narrow no-break spaces."""
        return str(format_decimal(value, format="#,##0", locale=self._locale))

    def decimal(self, value: Fraction, places: int) -> str:
        """At most ``places`` decimals, zeros at the end cut."""
        pattern = "#,##0." + "#" * places
        return str(format_decimal(rounded(value, places), format=pattern, locale=self._locale))

    def amount(self, value: int) -> str:
        """A large number as it is said: 55.75 million, 5,575万, 55,75 millions; smaller ones in full."""
        if self.lang == "zh-hans":
            return self._chinese(Fraction(value))
        if abs(value) < MILLION:
            return self.integer(value)
        millions = rounded(Fraction(value, MILLION), 2)
        number = self.decimal(Fraction(millions), 2)
        if self.lang == "fr":
            return number + NO_BREAK_SPACE + ("million" if _french_one(millions) else "millions")
        return number + NO_BREAK_SPACE + "million"

    def axis(self, value: int) -> str:
        """A number for an axis: as short as it is exact."""
        return self.amount(value)

    def _chinese(self, value: Fraction) -> str:
        for unit, sign in ((YI, "亿"), (WAN, "万")):
            if abs(value) >= unit:
                return self.decimal(value / unit, 2) + sign
        return self.decimal(value, 2)

    def people(self, value: int) -> str:
        """A number of persons with its noun."""
        number = self.amount(value)
        if self.lang == "zh-hans":
            return number + "人"
        if self.lang == "fr":
            link = f"{NO_BREAK_SPACE}de " if abs(value) >= MILLION else NO_BREAK_SPACE
            return number + link + ("personne" if abs(value) < 2 else "personnes")
        return number + NO_BREAK_SPACE + ("person" if value == 1 else "people")

    def percent(self, value: Fraction, places: int = 1) -> str:
        """A share of one as a percentage with exactly ``places`` decimals."""
        decimals = "." + "0" * places if places else ""
        pattern = Locale.parse(self._locale).percent_formats[None].pattern.replace("#,##0", "#,##0" + decimals)
        return str(format_percent(rounded(value * 100, places) / 100, format=pattern, locale=self._locale))

    def percent_beside(self, value: Fraction, limit: Fraction) -> str:
        """A percentage with as many decimals as it takes to see on which side of the limit it lies."""
        for places in range(1, MOST_PLACES):
            if (rounded(value * 100, places) == rounded(limit * 100, places)) == (value == limit):
                return self.percent(value, places)
        return self.percent(value, MOST_PLACES)

    def limit(self, value: Fraction) -> str:
        """A limit of the law as a percentage without needless zeros: 2 %, 92.5 %."""
        shown = decimal_text(value * 100, MOST_PLACES)
        return self.percent(value, len(shown.partition(".")[2]))

    def interval(self, low: Fraction, high: Fraction) -> str:
        """Both ends of an interval of shares, without the sign: ``0.9–3.4``."""
        return "–".join(
            str(format_decimal(rounded(end * 100, 1), format="#,##0.0", locale=self._locale)) for end in (low, high)
        )

    def points(self, hundredths: int) -> str:
        """Points, kept as hundredths."""
        return self.decimal(Fraction(hundredths, 100), 2)

    def money(self, fen: int) -> str:
        """An amount of money in yuan."""
        yuan = Fraction(fen, FEN)
        if self.lang == "zh-hans":
            return self._chinese(yuan) + "元"
        whole = int(rounded(yuan, 0))
        if self.lang == "fr":
            return self.amount(whole) + (" de yuans" if whole >= MILLION else " yuans")
        return self.amount(whole) + " yuan"

    def date(self, day: date) -> str:
        """A day in full: 30 June 2018, 2018年6月30日, 30 juin 2018 (and 1er for the first)."""
        if self.lang == "zh-hans":
            return f"{day.year}年{day.month}月{day.day}日"
        text = str(format_date(day, format="d MMMM y", locale=self._locale))
        return text.replace("1 ", "1er ", 1) if self.lang == "fr" and day.day == 1 else text
