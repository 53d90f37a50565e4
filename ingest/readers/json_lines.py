"""JSON objects in batches: one per line, or those of a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from claqueur.ingest.drafts import BATCH_BYTES, BATCH_ROWS, LIST_FIELDS, Batch, Notice, Reject, draft_frame
from claqueur.ingest.sources import Source, parse_json

Fields = dict[str, Any]
MISFITS = (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError)
LIST_OR_NOTHING = (list, type(None))
Text = str | bytes  # of a line: its UTF-8 as it stands there, or what was made of other bytes


def json_objects(
    source: Source, rejects: list[Reject], list_path: str | None = None, values: Iterator[Any] | None = None
) -> Iterator[tuple[int, Text, dict[str, Any]]]:
    """Line (or record) number, text and value of each JSON object; what holds none is put into `rejects`.

    list_path: where the objects are in a JSON document, if not where the source says. values: the objects themselves,
    of a source that is neither lines nor a document.
    """
    unit = "line" if source.container == "jsonl" else "record"
    for number, text, record in _objects(source, list_path, values, rejects):
        if isinstance(record, dict):
            yield number, text, record
        else:
            rejects.append(Reject(number, as_text(text), "no_json_object", f"The {unit} is no complete JSON object."))


def _objects(
    source: Source, list_path: str | None, values: Iterator[Any] | None, rejects: list[Reject]
) -> Iterator[tuple[int, Text, Any]]:
    """Number, text and value of each line that is not blank, or of each record."""
    if source.container == "json":
        values = source.values(list_path)
    if values is not None:
        for number, value in enumerate(values, start=1):
            yield number, dump(value), value
        return
    for number, line in source.raw_lines(rejects):
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:  # blank, not UTF-8, or what orjson does not take
            text = source.decode(line)
            if text.strip():
                yield number, text, parse_json(text)
        else:
            yield number, line, value


def as_text(text: Text) -> str:
    """The text of a line."""
    return text if isinstance(text, str) else text.decode()


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
    other types than the format has is rejected. list_path, values: as in json_objects. notices_of: what a line's object
    says of deleted posts and accounts instead of holding posts; None if it is no such notice.
    """
    is_lines = source.container == "jsonl" and values is None
    rejects: list[Reject] = []
    found, n_records, size = _Found(posts_of), 0, 0
    for number, text, record in json_objects(source, rejects, list_path, values):
        n_records, size = n_records + 1, size + len(text)
        try:
            said = notices_of(record)
            posts = posts_of(record) if said is None else []
        except MISFITS:
            rejects.append(Reject(number, as_text(text), "no_post", "The line is no post of this format."))
            posts, said = [], None
        found.notices += said or []
        for place, post in enumerate(posts):
            try:
                found.rows.append(_with_lists(fields_of(post)))
            except MISFITS:
                rejects.append(Reject(number, dump(post), "no_post", "The record is no post of this format."))
                continue
            found.lines.append(number)
            found.origins.append((text, place) if is_lines else post)
        if n_records >= BATCH_ROWS or size >= BATCH_BYTES:
            yield found.batch(rejects)
            found, n_records, size = _Found(posts_of), 0, 0
            rejects.clear()
    yield found.batch(rejects)


@dataclass
class _Found:
    """The posts of a batch: their fields, lines, and what their raw records can be made of.

    origins: of a line's post the line and the post's place in it: what was made of a line is let go at once, while the
    processor's cache still holds it, and made again for the few posts that are refused. Else the post itself.
    """

    posts_of: Callable[[dict[str, Any]], list[dict[str, Any]]]
    rows: list[Fields] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    origins: list[Any] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def batch(self, rejects: list[Reject]) -> Batch:
        return Batch(draft_frame(self.rows, self.lines), self._record_of(), list(rejects), self.notices)

    def _record_of(self) -> Callable[[int], str]:
        posts_of, origins = self.posts_of, self.origins

        @lru_cache(maxsize=1)  # posts of one page are asked for one after the other
        def posts(text: Text) -> list[Any]:
            return posts_of(parse_json(text))

        def record_of(row: int) -> str:
            origin = origins[row]
            return dump(posts(origin[0])[origin[1]] if isinstance(origin, tuple) else origin)

        return record_of


def _with_lists(fields: Fields) -> Fields:
    """The fields. Raises TypeError if one that holds a list holds something else."""
    for name in LIST_FIELDS:
        if not isinstance(fields.get(name), LIST_OR_NOTHING):
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
