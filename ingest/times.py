"""Times in any of the usual spellings -> UTC, with how fine they are.

Read are ISO 8601, Unix seconds, milliseconds, microseconds and nanoseconds, Twitter's "Tue Dec 31 23:10:08 +0000 2013",
RFC 2822, and dates with slashes or dots where it is known whether the day or the month comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import polars as pl

from claqueur.errors import UserError

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# Below this many times, ":00" in all of them can be chance.
MIN_TIMES_TO_JUDGE = 20
ORDER = "time_order"  # kind of the error for times that do not tell whether the day or the month comes first

MONTHS = {
    name: i + 1
    for i, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
}
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE]\+?\d+)?")
COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
TWITTER = re.compile(r"\w{3} (\w{3}) (\d\d?) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})")
PARTS = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:,?[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp])?\.?[Mm]?\.?)?"
)
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
HAS_SECONDS = re.compile(r"\d:\d\d:\d\d|T\d{6}")
HAS_MINUTES = re.compile(r"\d:\d\d|T\d{4}")
# Of the years that are read; what has a 61st second or a 31st of June is left to read_time.
_CLOCK = "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
_YEAR = "199[0-9]|20[0-9][0-9]"
ISO_IN_UTC = rf"^(?:{_YEAR})-[0-9]{{2}}-[0-9]{{2}}[T ]{_CLOCK}(?:\.[0-9]{{1,6}})?(?:Z|\+00:00)$"
TWITTER_IN_UTC = rf"^[A-Za-z]{{3}} ([A-Z][a-z]{{2}}) ([0-9]{{2}}) ({_CLOCK}) \+0000 ({_YEAR})$"
NAMED_UTC = re.compile(r"\s*(?:UTC|GMT)$")


@dataclass(frozen=True)
class TimeRule:
    """What is known about a source's times.

    zone: of times that carry none (IANA name). precision: second, minute or day, None = to be seen. order: "day-first"
    or "month-first" for 8/7/2015, None = to be seen. format: a strptime format, tried before all others.
    """

    zone: str | None = None
    precision: str | None = None
    order: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One time: UTC, how fine it was written, whether it named its zone."""

    at: datetime
    precision: str
    zoned: bool


def read_time(text: str, rule: TimeRule) -> Moment | None:
    """The moment that `text` names, or None if it cannot be told (or lies outside 1990 to 2100)."""
    text = text.strip()
    try:
        moment = _read(text, rule)
    except (ValueError, OverflowError, TypeError, KeyError):  # KeyError: no month's name
        return None
    return moment if moment is not None and EARLIEST <= moment.at < LATEST else None


def _read(text: str, rule: TimeRule) -> Moment | None:
    if rule.format is not None or ISO.fullmatch(text):  # what most sources write comes first
        at = datetime.fromisoformat(text) if rule.format is None else datetime.strptime(text, rule.format)
        return _moment(at, text, rule)
    if NUMBER.fullmatch(text):
        return _from_number(text, rule)
    if twitter := TWITTER.fullmatch(text):
        month, day, hour, minute, second, offset, year = twitter.groups()
        at = datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), int(second))
        shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5])) * (-1 if offset[0] == "-" else 1)
        return Moment((at - shift).replace(tzinfo=UTC), "second", True)
    if parts := PARTS.fullmatch(text):
        return _from_parts(parts, text, rule)
    try:
        iso = NAMED_UTC.sub("+00:00", YEAR_FIRST.sub(lambda m: f"{m[1]}-{m[2]:0>2}-{m[3]:0>2}", text))
        return _moment(datetime.fromisoformat(iso), text, rule)
    except ValueError:
        return _moment(parsedate_to_datetime(text), text, rule)


def _moment(at: datetime, text: str, rule: TimeRule) -> Moment:
    """The moment of a parsed time; `text` shows how fine it was written."""
    zoned = at.tzinfo is not None
    at = at if zoned else at.replace(tzinfo=ZoneInfo(rule.zone or "UTC"))
    precision = "second" if HAS_SECONDS.search(text) else "minute" if HAS_MINUTES.search(text) else "day"
    return Moment(at.astimezone(UTC), precision, zoned)


def _from_number(text: str, rule: TimeRule) -> Moment | None:
    compact = COMPACT.fullmatch(text)
    if compact:
        numbers = [int(part) for part in compact.groups() if part is not None]
        spelled = "second" if len(numbers) == 6 else "day"
        local = datetime(*numbers).replace(tzinfo=ZoneInfo(rule.zone or "UTC"))  # type: ignore[arg-type]
        return Moment(local.astimezone(UTC), spelled, False)
    value = float(text)
    for limit, per_second in ((1e11, 1), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9)):
        if value < limit:
            return Moment(datetime.fromtimestamp(value / per_second, UTC), "second", True)
    return None


def _from_parts(parts: re.Match[str], text: str, rule: TimeRule) -> Moment | None:
    first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
    order = rule.order or _order_of(first, second)
    if order is None:
        return None
    day, month = (first, second) if order == "day-first" else (second, first)
    hour, minute, seconds = (int(parts[i] or 0) for i in (5, 6, 7))
    if parts[8] is not None:
        hour = hour % 12 + (12 if parts[8] in "Pp" else 0)
    year += 2000 if year < 100 else 0
    return _moment(datetime(year, month, day, hour, minute, seconds), text, rule)


def _order_of(first: int, second: int) -> str | None:
    """Which comes first, where one of the two numbers cannot be a month."""
    if first > 12:
        return "day-first"
    return "month-first" if second > 12 else None


def settle_order(texts: Iterable[str | None], rule: TimeRule) -> TimeRule:
    """The rule with the order of day and month filled in from times that leave no choice, such as 24/2/2015.

    Raises UserError if the times have slashes or dots and none of them tells, or if some tell one and some the other.
    """
    if rule.order is not None or rule.format is not None:
        return rule
    told: dict[str, str] = {}
    example = None
    for text in texts:
        parts = PARTS.fullmatch(text.strip()) if text else None
        if text is None or parts is None:
            continue
        order = _order_of(int(parts[1]), int(parts[3]))
        if order is None:
            example = example or text
        else:
            told.setdefault(order, text)
    remedy = "add --map time.order=day-first or --map time.order=month-first (or the same under [time] in the profile)."
    if len(told) > 1:
        raise UserError(
            f'Some times begin with the day ("{told["day-first"]}") and some with the month ("{told["month-first"]}"), '
            f"so that others cannot be told: take those of one kind out, or {remedy}",
            ORDER,
            example=told["day-first"],
        )
    if example is not None and not told:
        raise UserError(
            f'Times such as "{example}" can be read day first or month first: {remedy}', ORDER, example=example
        )
    return replace(rule, order=next(iter(told))) if told else rule


def read_times(values: pl.Series, rule: TimeRule) -> pl.DataFrame:
    """One row per value: at (UTC, cut to its precision), precision, zoned; all empty where it cannot be read.

    values: strings, integers or floats (Unix times), dates or timestamps.
    """
    if values.dtype == pl.Date:
        at = values.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        return _frame(at, "day", zoned=True)
    if isinstance(values.dtype, pl.Datetime):
        zoned = values.dtype.time_zone is not None
        at = values.cast(pl.Datetime("us", values.dtype.time_zone))
        if not zoned:
            at = at.dt.replace_time_zone(rule.zone or "UTC", ambiguous="earliest", non_existent="null")
        return _frame(at.dt.convert_time_zone("UTC").dt.truncate("1s"), rule.precision or "second", zoned=zoned)
    texts = values.cast(pl.String).alias("text").to_frame()
    usual = texts.with_columns(at=_usual(pl.col("text"), rule))
    others = _one_by_one(usual.filter(pl.col("at").is_null())["text"].drop_nulls().unique(), rule)
    is_usual = pl.col("at").is_not_null()
    frame = usual.join(others, on="text", how="left", maintain_order="left", suffix="_read").select(
        pl.coalesce("at", "at_read"),
        pl.when(is_usual).then(pl.lit("second")).otherwise("precision").alias("precision"),
        pl.when(is_usual).then(True).otherwise("zoned").alias("zoned"),
    )
    if rule.precision is not None:
        frame = frame.with_columns(pl.when(pl.col("at").is_not_null()).then(pl.lit(rule.precision)).alias("precision"))
    return floor(frame)


def _usual(text: pl.Expr, rule: TimeRule) -> pl.Expr:
    """The times in UTC that are written as most sources write them, all at once: many times faster than read_time."""
    if rule.format is not None:
        return pl.lit(None, dtype=pl.Datetime("us", "UTC"))
    iso = pl.when(text.str.contains(ISO_IN_UTC)).then(text.str.slice(0, len("2024-05-01T12:30:15")))
    twitter = pl.when(text.str.contains(TWITTER_IN_UTC)).then(text.str.replace(TWITTER_IN_UTC, "$4 $1 $2 $3"))
    return pl.coalesce(
        iso.str.replace(" ", "T", literal=True).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False),
        twitter.str.to_datetime("%Y %b %d %H:%M:%S", strict=False),
    ).dt.replace_time_zone("UTC")


def _one_by_one(texts: pl.Series, rule: TimeRule) -> pl.DataFrame:
    """text, at, precision, zoned of different texts."""
    found = [read_time(text, rule) for text in texts]
    return pl.DataFrame(
        {
            "text": texts,
            "at": pl.Series([one and one.at.replace(tzinfo=None) for one in found], dtype=pl.Datetime("us")),
            "precision": pl.Series([one and one.precision for one in found], dtype=pl.String),
            "zoned": pl.Series([None if one is None else one.zoned for one in found], dtype=pl.Boolean),
        }
    ).with_columns(pl.col("at").dt.replace_time_zone("UTC").dt.truncate("1s"))


def _frame(at: pl.Series, precision: str, *, zoned: bool) -> pl.DataFrame:
    known = pl.col("at").is_not_null()
    return floor(
        pl.DataFrame({"at": at}).with_columns(
            pl.when(known).then(pl.lit(precision)).alias("precision"), pl.when(known).then(zoned).alias("zoned")
        )
    )


def floor(frame: pl.DataFrame) -> pl.DataFrame:
    """`at` cut to its own precision."""
    at = pl.col("at")
    return frame.with_columns(
        pl.when(pl.col("precision") == "minute")
        .then(at.dt.truncate("1m"))
        .when(pl.col("precision") == "day")
        .then(at.dt.truncate("1d"))
        .otherwise(at)
    )


@dataclass
class PrecisionWatch:
    """Sees all times of a file and tells whether they were cut to minutes or days before they came here."""

    n_times: int = 0
    n_with_seconds: int = 0
    n_with_minutes: int = 0

    def see(self, frame: pl.DataFrame) -> None:
        """Take note of a batch of `read_times`."""
        at = frame["at"].drop_nulls()
        self.n_times += len(at)
        self.n_with_seconds += int((at.dt.second() != 0).sum())
        self.n_with_minutes += int(((at.dt.minute() != 0) | (at.dt.hour() != 0)).sum())

    def verdict(self) -> str:
        """second, minute or day: the finest unit that occurs in the times seen."""
        if self.n_times < MIN_TIMES_TO_JUDGE or self.n_with_seconds:
            return "second"
        return "minute" if self.n_with_minutes else "day"
