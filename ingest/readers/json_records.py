"""JSON objects in batches, lines of a file or values of a document, and what a reader finds in a batch.

A batch of lines is all that is needed to find posts in it, so that it is done by whichever process has time
(Source.in_order). What was made of a line is let go at once, while the processor's cache still holds it, and made again
for the few records that are refused.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import orjson
import polars as pl

from claqueur.ingest.drafts import BATCH_BYTES, BATCH_ROWS, Batch, Notice, Reject
from claqueur.ingest.sources import Source, decoded, parse_json

Json = dict[str, Any]


@dataclass
class Found:
    """What was found in a batch of records.

    drafts: as in Batch. places: of each draft its place among the posts of its record; for readers that need it.
    n_not_utf8: how many lines are not UTF-8.
    """

    drafts: pl.DataFrame = field(default_factory=pl.DataFrame)
    places: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    n_not_utf8: int = 0


@dataclass(frozen=True)
class Lines:
    """Lines by their numbers, their bytes as they stand in the file. rejects: those that are too long to be here."""

    by_number: dict[int, bytes]
    rejects: list[Reject]

    def objects(self, found: Found) -> Iterator[tuple[int, Json]]:
        """Number and value of each line that is a JSON object; the others are put into `found`, but for blank ones."""
        for number, line in self.by_number.items():
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError:  # blank, not UTF-8, or what orjson does not take
                text, is_utf8 = decoded(line)
                found.n_not_utf8 += not is_utf8
                if not text.strip():
                    continue
                value = parse_json(text)
            if isinstance(value, dict):
                yield number, value
            else:
                found.rejects.append(_no_object(number, self.text(number), "line"))

    def text(self, number: int) -> str:
        """The line as it stands in the file."""
        return decoded(self.by_number[number])[0]

    def value(self, number: int) -> Any:
        """The line's value, made anew."""
        return parse_json(self.text(number))


@dataclass(frozen=True)
class Values:
    """Values of a document by their numbers, with what Lines have."""

    by_number: dict[int, Any]
    rejects: list[Reject] = field(default_factory=list)

    def objects(self, found: Found) -> Iterator[tuple[int, Json]]:
        """Number and value of each that is a JSON object; the others are put into `found`."""
        for number, value in self.by_number.items():
            if isinstance(value, dict):
                yield number, value
            else:
                found.rejects.append(_no_object(number, self.text(number), "record"))

    def text(self, number: int) -> str:
        """The value on one line."""
        return dump(self.by_number[number])

    def value(self, number: int) -> Any:
        """The value."""
        return self.by_number[number]


Records = Lines | Values


def record_batches(
    source: Source,
    find: Callable[[Records], Found],
    raw: Callable[[Records, Found], Callable[[int], str]],
    list_path: str | None = None,
    values: Iterator[Any] | None = None,
) -> Iterator[Batch]:
    """What `find` finds, batch by batch: a function of a module, as it may be called in another process.

    raw: Batch.record_of of a batch of records and what was found in it. list_path: where the objects are in a JSON
    document, if not where the source says. values: the objects themselves, of a source that is neither lines nor a
    document.
    """
    under_way: deque[Records] = deque()

    def noted(records: Records) -> Records:
        under_way.append(records)
        return records

    def batch(found: Found) -> Batch:
        records = under_way.popleft()
        source.lines_decoded_otherwise += found.n_not_utf8
        rejects = sorted([*records.rejects, *found.rejects], key=attrgetter("line"))
        return Batch(found.drafts, raw(records, found), rejects, found.notices)

    if values is None and source.container != "json":
        return map(batch, source.in_order(find, map(noted, _lines(source))))
    return map(batch, map(find, map(noted, _values(source.values(list_path) if values is None else values))))


def _lines(source: Source) -> Iterator[Lines]:
    rejects: list[Reject] = []
    by_number: dict[int, bytes] = {}
    size = 0
    for number, line in source.raw_lines(rejects):
        by_number[number] = line
        size += len(line)
        if len(by_number) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield Lines(by_number, rejects.copy())
            by_number, size = {}, 0
            rejects.clear()
    yield Lines(by_number, rejects)


def _values(values: Iterator[Any]) -> Iterator[Values]:
    by_number: dict[int, Any] = {}
    size = 0
    for number, value in enumerate(values, start=1):
        by_number[number] = value
        size += len(dump(value))
        if len(by_number) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield Values(by_number)
            by_number, size = {}, 0
    yield Values(by_number)


def _no_object(number: int, text: str, unit: str) -> Reject:
    return Reject(number, text, "no_json_object", f"The {unit} is no complete JSON object.")


def dump(value: Any) -> str:
    """A value as JSON on one line."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # nested over 254 levels deep
        try:
            return json.dumps(value, ensure_ascii=False)
        except RecursionError:
            return '"nested too deeply to be written here"'
