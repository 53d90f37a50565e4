"""Numbers, dates and spans of time as a reader of the chosen language writes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent

UNITS_S = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
UNIT_SIGNS = {
    "day": {"en": "d", "fr": "j"},
    "hour": {"en": "h", "fr": "h"},
    "minute": {"en": "min", "fr": "min"},
    "second": {"en": "s", "fr": "s"},
}
SMALLEST = 1e-300
MINUS = "−"
MOST_DIGITS = 6
SURE = 0.999  # a score says no more than that it is beyond this
LIMIT_SIGNS = {"over": {"en": "over", "fr": "plus de"}, "under": {"en": "under", "fr": "moins de"}}
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOCALES = {"en": "en_GB", "fr": "fr_FR"}


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(LOCALES[lang])


@dataclass(frozen=True)
class Formats:
    """Formats of one language ("en" or "fr"). Every time is shown in UTC."""

    lang: str

    @property
    def locale(self) -> Locale:
        """The Babel locale."""
        return _locale(self.lang)

    def number(self, value: float | None) -> str:
        """A whole number with its thousands apart; a dash where there is none."""
        return "–" if value is None else format_decimal(round(value), locale=self.locale)

    def estimate(self, value: float | None) -> str:
        """A number with two significant digits below 100, whole above; tiny ones as "< 0.01"."""
        if value is None:
            return "–"
        if 0 < value < 0.01:
            return f"<\u00a0{format_decimal(0.01, locale=self.locale)}"
        if value >= 100:
            return self.number(value)
        return format_decimal(float(f"{value:.2g}"), locale=self.locale, format="#,##0.###")

    def decimal(self, value: float | None, digits: int = 2) -> str:
        """A number with at most `digits` decimals."""
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return "–" if value is None else format_decimal(value, locale=self.locale, format=pattern).replace("-", MINUS)

    def money(self, value: float) -> str:
        """An amount with two decimals, without its currency."""
        return format_decimal(value, locale=self.locale, format="#,##0.00")

    def percent(self, share: float | None, is_fine: bool = False) -> str:
        """A share (0 to 1) in percent, with one decimal below 10 %; is_fine: with one always."""
        if share is None:
            return "–"
        digits = "0.0" if is_fine else "0" if share >= 0.1 or share == 0 else "0.#"
        pattern = f"{digits}\u00a0%" if self.lang == "fr" else f"{digits}%"
        if 0 < share < 0.001:
            return "<\u00a0" + format_percent(0.001, format=pattern, locale=self.locale)
        return format_percent(share, format=pattern, locale=self.locale)

    def signed_points(self, points: float | None) -> str:
        """A difference of two shares in percentage points, always with its sign, such as +1.5 or −0.3."""
        if points is None:
            return "–"
        rounded = round(points, 1)
        sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
        return f"{sign}{self.decimal(abs(rounded), 1)}"

    def probability(self, value: float | None) -> str:
        """A p- or q-value: two digits down to 0.001, powers of ten below."""
        if value is None:
            return "–"
        if value >= 0.001:
            return format_decimal(float(f"{value:.2g}"), locale=self.locale, format="0.####")
        return _power_of_ten(max(value, SMALLEST))

    def score(self, value: float | None) -> str:
        """An account's score, no finer than it is good: three digits, "over 0.999" beyond; never 0 or 1."""
        if value is None:
            return "–"
        for sign, limit, is_beyond in (("over", SURE, value > SURE), ("under", 1 - SURE, value < 1 - SURE)):
            if is_beyond:
                return f"{LIMIT_SIGNS[sign][self.lang]} {self.decimal(limit, 3)}"
        return self.decimal(value, 3)

    def threshold(self, value: float | None) -> str:
        """A threshold of scores, with two digits that tell it from 0 and from 1, such as 0.51 or 0.9962."""
        if value is None:
            return "–"
        smallest = 10.0**-MOST_DIGITS
        edge = max(min(value, 1 - value), smallest)
        digits = min(MOST_DIGITS, max(2, math.ceil(-math.log10(edge)) + 1))
        return self.decimal(min(max(value, smallest), 1 - smallest), digits)

    def day(self, moment: datetime | float | None) -> str:
        """A date such as 3 March 2026."""
        if moment is None:
            return "–"
        return self._day_first(format_date(as_utc(moment), format="long", locale=self.locale))

    def tick(self, moment: float, skeleton: str) -> str:
        """A moment in UTC at an axis, with the parts that `skeleton` names (of Unicode's CLDR, such as MMMd)."""
        return self._day_first(format_skeleton(skeleton, as_utc(moment), locale=self.locale))

    def _day_first(self, written: str) -> str:
        return f"1er {written[2:]}" if self.lang == "fr" and written.startswith("1 ") else written

    def moment(self, moment: datetime | float | None, precision: str = "second") -> str:
        """Date and time of day in UTC, as fine as the source is: second, minute or day."""
        if moment is None:
            return "–"
        if precision == "day":
            return format_date(as_utc(moment), format="medium", locale=self.locale)
        pattern = "d MMM y, HH:mm" if precision == "minute" else "d MMM y, HH:mm:ss"
        return format_datetime(as_utc(moment), pattern, locale=self.locale)

    def time_of_day(self, moment: datetime | float, precision: str = "second") -> str:
        """Time of day in UTC."""
        return format_time(as_utc(moment), "HH:mm" if precision == "minute" else "HH:mm:ss", locale=self.locale)

    def gap(self, seconds: float | None, precision: str = "second") -> str:
        """A time between two acts, no finer than their source: whole minutes where times are known to the minute."""
        if seconds is not None and precision == "minute":
            return f"{self.number(seconds / 60)}\u00a0min"
        return self.span(seconds)

    def span(self, seconds: float | None) -> str:
        """A span of time: seconds up to two minutes, then its largest unit and the next, such as 2 h 30 min."""
        if seconds is None:
            return "–"
        if seconds <= 120:
            return f"{self.decimal(seconds, 1)}\u00a0s"
        (large, large_s), (small, small_s) = next(pair for pair in pairwise(UNITS_S) if seconds >= pair[0][1])
        count, left = divmod(round(seconds), large_s)
        written = f"{self.number(count)}\u00a0{UNIT_SIGNS[large][self.lang]}"
        rest = left // small_s
        return f"{written} {rest}\u00a0{UNIT_SIGNS[small][self.lang]}" if rest else written


def _power_of_ten(value: float) -> str:
    """The next power of ten above a small value, such as "< 10⁻⁷"."""
    exponent = str(math.floor(math.log10(value)) + 1).translate(_SUPERSCRIPTS)
    return f"<\u00a010{exponent}"


def as_utc(moment: datetime | float) -> datetime:
    """`moment` (datetime, or seconds since 1970) as an aware datetime in UTC."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment)
