from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claqueur.errors import UserError
from claqueur.ingest.times import (
    ISO_IN_UTC,
    TWITTER_IN_UTC,
    PrecisionWatch,
    TimeRule,
    read_time,
    read_times,
    settle_order,
)

NOON = datetime(2024, 5, 1, 12, 30, 15, tzinfo=UTC)
MINUTE = NOON.replace(second=0)
DAY = NOON.replace(hour=0, minute=0, second=0)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2024-05-01T12:30:15Z", NOON, "second"),
        ("2024-05-01T14:30:15.000+02:00", NOON, "second"),
        ("2024-05-01 12:30:15 UTC", NOON, "second"),
        ("2024/5/1 12:30", MINUTE, "minute"),
        ("2024-05-01", DAY, "day"),
        ("20240501", DAY, "day"),
        ("20240501123015", NOON, "second"),
        ("1714566615", NOON, "second"),
        ("1714566615.0", NOON, "second"),
        ("1714566615000", NOON, "second"),
        ("1714566615000000", NOON, "second"),
        ("1714566615000000000", NOON, "second"),
        ("Wed May 01 12:30:15 +0000 2024", NOON, "second"),
        ("Wed May 01 05:30:15 -0700 2024", NOON, "second"),
        ("Wed, 01 May 2024 12:30:15 GMT", NOON, "second"),
        ("31/5/2024 12:30", MINUTE.replace(day=31), "minute"),
        ("5/31/2024 12:30:15 PM", NOON.replace(day=31), "second"),
        ("5/31/2024 12:30 AM", MINUTE.replace(day=31, hour=0), "minute"),
        ("31.05.24", DAY.replace(day=31), "day"),
    ],
)
def test_times_are_read_in_many_spellings(text: str, expected: datetime, precision: str) -> None:
    moment = read_time(text, TimeRule())
    assert moment is not None
    assert (moment.at, moment.precision) == (expected, precision)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "",
        "5/6/2024 12:30",
        "31/31/2024",
        "2024-13-01",
        "0",
        "5.7E+17x",
        "99999999999999999999",
        "1.5.1970",
        "Wed Foo 01 12:30:15 +0000 2024",
        "2024-02-30T12:30:15Z",
        "12:30",
    ],
)
def test_a_time_that_cannot_be_told_is_none(text: str) -> None:
    assert read_time(text, TimeRule()) is None


def test_a_time_without_zone_is_read_in_the_zone_stated() -> None:
    assert read_time("2024-05-01 08:30:15", TimeRule(zone="America/New_York")).at == NOON
    assert read_time("2024-05-01T12:30:15Z", TimeRule(zone="America/New_York")).at == NOON  # it names its own


def test_the_order_is_settled_by_the_dates_that_leave_no_choice() -> None:
    assert settle_order(["5/6/2024", "31/5/2024", None], TimeRule()).order == "day-first"
    assert settle_order(["5/6/2024", "5/31/2024"], TimeRule()).order == "month-first"
    assert settle_order(["2024-05-06"], TimeRule()).order is None


def test_an_order_that_nothing_settles_is_asked_for() -> None:
    with pytest.raises(UserError, match=r'Times such as "8/7/2015 9:54" can be read day first or month first: add'):
        settle_order(["8/7/2015 9:54", "8/6/2015 9:54"], TimeRule())


def test_a_column_is_cut_to_its_precision() -> None:
    values = pl.Series(["2024-05-01T12:30:15.900Z", "2024-05-01 12:30", "nonsense", None])
    assert read_times(values, TimeRule()).rows() == [
        (NOON, "second", True),
        (MINUTE, "minute", False),
        (None, None, None),
        (None, None, None),
    ]
    assert read_times(values, TimeRule(precision="day"))["at"].to_list() == [DAY, DAY, None, None]


def test_timestamps_and_numbers_need_no_parsing() -> None:
    naive = pl.Series([datetime(2024, 5, 1, 8, 30, 15)])
    assert read_times(naive, TimeRule(zone="America/New_York"))["at"].to_list() == [NOON]
    assert read_times(pl.Series([1714566615]), TimeRule())["at"].to_list() == [NOON]
    assert read_times(pl.Series([1714566615.0]), TimeRule())["at"].to_list() == [NOON]
    assert read_times(pl.Series([NOON.date()]), TimeRule()).rows() == [(DAY, "day", True)]


@pytest.mark.parametrize(
    ("times", "verdict"),
    [
        (["2024-05-01T12:30:00Z"] * 20, "minute"),
        (["2024-05-01T00:00:00Z"] * 20, "day"),
        (["2024-05-01T12:30:00Z"] * 19 + ["2024-05-01T12:30:01Z"], "second"),
        (["2024-05-01T12:30:00Z"] * 19, "second"),  # too few to judge
    ],
)
def test_times_that_were_cut_before_are_noticed(times: list[str], verdict: str) -> None:
    watch = PrecisionWatch()
    watch.see(read_times(pl.Series(times), TimeRule()))
    assert watch.verdict() == verdict


def test_dates_that_contradict_each_other_are_asked_about() -> None:
    said = (
        'Some times begin with the day ("31/5/2024") and some with the month ("5/31/2024"), so that others cannot be told: '
        "take those of one kind out, or add --map time.order=day-first or --map time.order=month-first (or the same under "
        "[time] in the profile)."
    )
    with pytest.raises(UserError) as error:
        settle_order(["31/5/2024", "31/6/2024", "5/31/2024"], TimeRule())
    assert str(error.value) == said
    assert settle_order(["31/5/2024", "5/31/2024"], TimeRule(order="day-first")).order == "day-first"


@given(
    text=st.from_regex(ISO_IN_UTC.replace("$", r"\Z")) | st.from_regex(TWITTER_IN_UTC.replace("$", r"\Z")),
    zone=st.sampled_from([None, "America/New_York"]),
)
@example(text="2016-12-31T23:59:60Z", zone=None)
@example(text="2100-01-01T00:00:00Z", zone=None)
@example(text="Wed May 01 12:30:15 +0000 2024", zone="America/New_York")
@example(text="2024-05-01 12:30:15.999999+00:00", zone="America/New_York")
def test_times_in_utc_are_read_together_as_alone(text: str, zone: str | None) -> None:
    rule = TimeRule(zone=zone)
    alone = read_time(text, rule)
    expected = (None,) * 3 if alone is None else (alone.at.replace(microsecond=0), alone.precision, alone.zoned)
    assert read_times(pl.Series([text]), rule).row(0) == expected
