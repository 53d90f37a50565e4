"""Files with one JSON object per line, in batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from claqueur.ingest.drafts import BATCH_BYTES, BATCH_ROWS, Reject
from claqueur.ingest.sources import Source

JsonBatch = tuple[list[int], list[dict[str, Any]], Callable[[int], str], list[Reject]]


def json_batches(source: Source) -> Iterator[JsonBatch]:
    """Line numbers, objects, a function from row to raw line, and the lines that hold no JSON object."""
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    texts: list[str] = []
    rejects: list[Reject] = []
    size = 0
    for number, text in source.lines(rejects):
        if not text.strip():
            continue
        record = _parse(text)
        if not isinstance(record, dict):
            rejects.append(Reject(number, text, "no_json_object", "The line is no complete JSON object."))
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


def _parse(text: str) -> Any:
    """The JSON value of a line, or None. Half a surrogate pair, which some exports hold, becomes a question mark."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return orjson.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return None
