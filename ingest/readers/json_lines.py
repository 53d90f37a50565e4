"""JSON objects in batches: one per line, or those of a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from claqueur.ingest.drafts import BATCH_BYTES, BATCH_ROWS, LIST_FIELDS, Batch, Notice, Reject, draft_frame
from claqueur.ingest.sources import Source, parse_json

Fields = dict[str, Any]
MISFITS = (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError)
JsonBatch = tuple[list[int], list[dict[str, Any]], Callable[[int], str], list[Reject]]


def json_batches(
    source: Source, list_path: str | None = None, values: Iterator[Any] | None = None
) -> Iterator[JsonBatch]:
    """Line (or record) numbers, objects, a function from row to raw line, and the lines that hold no JSON object.

    list_path: where the objects are in a JSON document, if not where the source says. values: the objects themselves,
    of a source that is neither lines nor a document.
    """
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    texts: list[str] = []
    rejects: list[Reject] = []
    size, unit = 0, "line" if source.container == "jsonl" else "record"
    for number, text, record in _objects(source, list_path, values, rejects):
        if not isinstance(record, dict):
            rejects.append(Reject(number, text, "no_json_object", f"The {unit} is no complete JSON object."))
            continue
        numbers.append(number)
        records.append(record)
        texts.append(text)
        size += len(text)
        if len(records) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield numbers, records, texts.__getitem__, list(rejects)
            numbers, records, texts, size = [], [], [], 0
            rejects.clear()
    yield numbers, records, texts.__getitem__, list(rejects)


def _objects(
    source: Source, list_path: str | None, values: Iterator[Any] | None, rejects: list[Reject]
) -> Iterator[tuple[int, str, Any]]:
    """Number, text and value of each line that is not blank, or of each record."""
    if source.container == "json":
        values = source.values(list_path)
    if values is not None:
        for number, value in enumerate(values, start=1):
            yield number, dump(value), value
        return
    for number, text in source.lines(rejects):
        if text.strip():
            yield number, text, parse_json(text)


def post_batches(
    source: Source,
    posts_of: Callable[[dict[str, Any]], list[dict[str, Any]]],
    fields_of: Callable[[Any], Fields],
    list_path: str | None = None,
    notices_of: Callable[[dict[str, Any]], list[Notice] | None] = lambda record: None,
    values: Iterator[Any] | None = None,
) -> Iterator[Batch]:
    """Batches of drafts of an API's JSON.

    posts_of: the posts in one line's object; fields_of: the fields of one post. A post in which `fields_of` finds
    other types than the format has is rejected. list_path, values: as in json_batches. notices_of: what a line's object
    says of deleted posts and accounts instead of holding posts; None if it is no such notice.
    """

    def drafted(found: JsonBatch) -> Batch:
        numbers, records, record_of, rejects = found
        rows: list[Fields] = []
        lines: list[int] = []
        raw: list[Any] = []
        notices: list[Notice] = []
        for i, record in enumerate(records):
            try:
                said = notices_of(record)
                notices += said or []
                posts = posts_of(record) if said is None else []
            except MISFITS:
                rejects.append(Reject(numbers[i], record_of(i), "no_post", "The line is no post of this format."))
                continue
            for post in posts:
                try:
                    rows.append(_with_lists(fields_of(post)))
                except MISFITS:
                    rejects.append(Reject(numbers[i], dump(post), "no_post", "The record is no post of this format."))
                    continue
                lines.append(numbers[i])
                raw.append(post)
        return Batch(draft_frame(rows, lines), lambda row: dump(raw[row]), rejects, notices)

    # unlike a loop it holds no batch while the next one is read
    return map(drafted, json_batches(source, list_path, values))


def _with_lists(fields: Fields) -> Fields:
    """The fields. Raises TypeError if one that holds a list holds something else."""
    for name in LIST_FIELDS:
        if not isinstance(fields.get(name), list | None):
            raise TypeError(name)
    return fields


def as_lines(*records: dict[str, Any]) -> str:
    """The records as JSON lines."""
    return "".join(dump(record) + "\n" for record in records)


def dump(value: Any) -> str:
    """A value as JSON on one line."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # nested over 254 levels deep
        try:
            return json.dumps(value, ensure_ascii=False)
        except RecursionError:
            return '"nested too deeply to be written here"'
