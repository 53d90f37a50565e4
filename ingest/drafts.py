"""What a reader hands over: drafts of posts, batch by batch, and the records that it could not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

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


@dataclass(frozen=True)
class Batch:
    """Some records of a source.

    drafts: `line` (integer) and any of FIELDS; times as written or as timestamps, lists as lists of strings, the rest
    as strings. A field that is absent is unknown for all. record_of: the raw record of a row of `drafts`.
    """

    drafts: pl.DataFrame
    record_of: Callable[[int], str]
    rejects: list[Reject] = field(default_factory=list)


def draft_frame(rows: list[dict[str, object]], lines: list[int]) -> pl.DataFrame:
    """Drafts from one dict of fields per record; every field that one of them names is a column."""
    columns: dict[str, pl.Series] = {"line": pl.Series(lines, dtype=pl.Int64)}
    named = set().union(*rows) if rows else set(FIELDS)
    for name in (name for name in FIELDS if name in named):
        dtype = pl.List(pl.String) if name in LIST_FIELDS else pl.Int64 if name in COUNT_FIELDS else pl.String
        columns[name] = pl.Series([row.get(name) for row in rows], dtype=dtype, strict=False)
    return pl.DataFrame(columns)
