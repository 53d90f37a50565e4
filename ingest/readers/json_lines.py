"""Posts of an API's JSON: one object per line, or those of a document, with one post or many in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

from claqueur.ingest.drafts import LIST_FIELDS, Batch, Notice, Reject, draft_frame
from claqueur.ingest.readers.json_records import Found, Json, Records, dump, record_batches
from claqueur.ingest.sources import Source

Fields = dict[str, Any]
PostsOf = Callable[[Json], list[Any]]
FieldsOf = Callable[[Any], Fields]
NoticesOf = Callable[[Json], list[Notice] | None]
MISFITS = (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError)
LIST_OR_NOTHING = (list, type(None))


def itself(record: Json) -> list[Json]:
    """The posts in an object that is one post."""
    return [record]


def no_notices(record: Json) -> list[Notice] | None:
    """What an object says instead of holding posts, in formats that say nothing else."""
    return None


def post_batches(
    source: Source,
    posts_of: PostsOf,
    fields_of: FieldsOf,
    list_path: str | None = None,
    notices_of: NoticesOf = no_notices,
    values: Iterator[Any] | None = None,
) -> Iterator[Batch]:
    """Batches of drafts of an API's JSON.

    posts_of: the posts in one object; fields_of: the fields of one post. A post in which `fields_of` finds other types
    than the format has is rejected. notices_of: what an object says of deleted posts and accounts instead of holding
    posts; None if it is no such notice. All three: functions of a module, where the source may be lines. list_path,
    values: as in record_batches.
    """
    find = partial(_posts, posts_of, fields_of, notices_of)
    return record_batches(source, find, partial(_raw, posts_of), list_path, values)


def _posts(posts_of: PostsOf, fields_of: FieldsOf, notices_of: NoticesOf, records: Records) -> Found:
    """The drafts of the posts in a batch of records."""
    found = Found()
    rows: list[Fields] = []
    lines: list[int] = []
    for number, record in records.objects(found):
        try:
            said = notices_of(record)
            posts = posts_of(record) if said is None else []
        except MISFITS:
            found.rejects.append(Reject(number, records.text(number), "no_post", "The line is no post of this format."))
            continue
        found.notices += said or []
        for place, post in enumerate(posts):
            try:
                rows.append(_with_lists(fields_of(post)))
            except MISFITS:
                found.rejects.append(Reject(number, dump(post), "no_post", "The record is no post of this format."))
                continue
            lines.append(number)
            found.places.append(place)
    found.drafts = draft_frame(rows, lines)
    return found


def _raw(posts_of: PostsOf, records: Records, found: Found) -> Callable[[int], str]:
    """Row of the drafts -> its post, as JSON."""

    @lru_cache(maxsize=1)  # posts of one page are asked for one after the other
    def posts(number: int) -> list[Any]:
        return posts_of(records.value(number))

    return lambda row: dump(posts(found.drafts.item(row, "line"))[found.places[row]])


def _with_lists(fields: Fields) -> Fields:
    """The fields. Raises TypeError if one that holds a list holds something else."""
    for name in LIST_FIELDS:
        if not isinstance(fields.get(name), LIST_OR_NOTHING):
            raise TypeError(name)
    return fields


def as_lines(*records: dict[str, Any]) -> str:
    """The records as JSON lines."""
    return "".join(dump(record) + "\n" for record in records)
