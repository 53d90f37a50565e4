"""What the columns of an unknown table could be, told from their values: suggested to the user, never taken unasked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from claqueur.ingest.times import TimeRule, read_time

MOST = 0.9  # so many of a column's values have to fit
LONGEST_NAME = 60
SHORTEST_ID = 6  # digits: shorter numbers are counters
EARLIEST_YEAR = 2000  # numbers that are times of earlier years are counters
EITHER_ORDER = TimeRule(order="day-first"), TimeRule(order="month-first")


def suggestions(columns: Mapping[str, Sequence[str]], fields: Sequence[str]) -> dict[str, str]:
    """field -> column, for those of `fields` (account_id, created_at, text) that a column's values speak for.

    columns: name -> values as texts, "" where there is none. The time is the first column of times; the account the one
    of short words without blanks that come back most often; the text the one with the longest sentences.
    """
    filled = {name: [value for value in values if value] for name, values in columns.items()}
    left = {name: values for name, values in filled.items() if values}
    times = [name for name, values in left.items() if _share(_is_time, values) >= MOST]
    names = [name for name, values in left.items() if name not in times and _share(_is_name, values) >= MOST]
    several = [name for name in names if len(set(left[name])) > 1] or names
    texts = [name for name, values in left.items() if name not in times and any(" " in value for value in values)]
    found = {
        "created_at": next(iter(times), None),
        "account_id": min(several, key=lambda name: len(set(left[name])) / len(left[name]), default=None),
        "text": max(texts, key=lambda name: sum(map(len, left[name])) / len(left[name]), default=None),
    }
    return {field: column for field, column in found.items() if field in fields and column is not None}


def _share(fits: Callable[[str], bool], values: Sequence[str]) -> float:
    return sum(map(fits, values)) / len(values)


def _is_time(value: str) -> bool:
    moments = [moment for rule in EITHER_ORDER if (moment := read_time(value, rule)) is not None]
    return any(moment.at.year >= EARLIEST_YEAR for moment in moments)


def _is_name(value: str) -> bool:
    is_word = " " not in value.strip() and len(value) <= LONGEST_NAME and "://" not in value
    is_counter = value.isdecimal() and len(value) < SHORTEST_ID
    return is_word and not is_counter and value.lower() not in ("true", "false")
