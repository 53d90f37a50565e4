"""What a reader hands over: drafts of posts, batch by batch, and the records that it could not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import polars as pl
import pyarrow as pa

from claqueur.schema import POSTS

MADE_HERE = (
    "time_precision",
    "dataset",
    "source_file",
    "ingested_at",
    "text_normalised",
    "text_key",
    "near_text_key",
    "near_text_bands",
    "url_keys",
    "domains",
)

# The columns of posts that a source can fill; the rest is made at ingest.
FIELDS = tuple(name for name in POSTS.names if name not in MADE_HERE)
TIME_FIELDS = ("created_at", "account_created_at")
LIST_FIELDS = ("urls", "hashtags", "cashtags", "mentions", "media_hashes")
COUNT_FIELDS = (
    "like_count",
    "repost_count",
    "reply_count",
    "view_count",
    "account_followers",
    "account_following",
    "account_post_count",
)
STRING_FIELDS = tuple(name for name in FIELDS if name not in TIME_FIELDS + LIST_FIELDS + COUNT_FIELDS)

BATCH_ROWS = 25_000
BATCH_BYTES = 16 * 2**20
MAX_TEXT = 1_000_000
MAX_RECORD_SHOWN = 10_000


@dataclass(frozen=True)
class Reject:
    """One record that cannot be kept: its line (or record number), the raw record, why."""

    line: int
    record: str
    reason: str
    detail: str


DELETED, RESTORED = "deleted", "restored"


@dataclass(frozen=True)
class Notice:
    """What a platform says of an account or a post. kind: account or post; reason: DELETED, RESTORED (it may come
    again), or another word for what is only counted.
    """

    kind: str
    id: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Some records of a source. notices: what else stands there, of posts and accounts that were deleted.

    drafts: `line` (integer) and any of FIELDS; times as written or as timestamps, lists as lists of strings, the rest
    as strings. A field that is absent is unknown for all. record_of: the raw record of a row of `drafts`.
    """

    drafts: pl.DataFrame
    record_of: Callable[[int], str]
    rejects: list[Reject] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def draft_frame(rows: list[dict[str, object]], lines: list[int]) -> pl.DataFrame:
    """Drafts from one dict of fields per record; every field that one of them names is a column."""
    columns: dict[str, pl.Series] = {"line": pl.Series(lines, dtype=pl.Int64)}
    named = set().union(*rows) if rows else set(FIELDS)
    names = [name for name in FIELDS if name in named]
    # row by row: column by column every row would have to be fetched from memory anew for each column
    absent, values_of = dict.fromkeys(named), itemgetter(*names)
    by_row = (values_of(row if len(row) == len(named) else {**absent, **row}) for row in rows)
    for name, values in zip(names, zip(*by_row, strict=True) if rows else [()] * len(names), strict=True):
        if name in LIST_FIELDS:
            columns[name] = list_column(values)
        else:
            columns[name] = pl.Series(values, dtype=pl.Int64 if name in COUNT_FIELDS else pl.String, strict=False)
    return pl.DataFrame(columns)


def list_column(values: Sequence[Any]) -> pl.Series:
    """Lists of strings; where all items are strings Arrow makes them ten times faster."""
    try:
        return pl.Series(pl.from_arrow(pa.array(values, type=pa.large_list(pa.large_string()))))
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pl.Series(values, dtype=pl.List(pl.String), strict=False)
