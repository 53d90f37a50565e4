"""Drafts -> rows of posts: ids, times and kinds checked, what is derived added; the rest refused with its reason.

`sift` looks at the batches of a source one after the other, as some of what it decides holds for the batches that
follow; `derive` needs nothing but its own batches, so that it can be done elsewhere (workers.py), those of small files
together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import accumulate

import polars as pl

from claqueur.ingest.drafts import COUNT_FIELDS, FIELDS, LIST_FIELDS, MAX_RECORD_SHOWN, MAX_TEXT, STRING_FIELDS, Batch
from claqueur.ingest.implausible import count_implausible
from claqueur.ingest.tables.mapping import KIND_WORDS, NO_REPOST_WORDS
from claqueur.ingest.texts.keys import made_post_id
from claqueur.ingest.texts.normalise import is_repost_text
from claqueur.ingest.texts.text_columns import FROM_TEXT, add_text_columns
from claqueur.ingest.times import PrecisionWatch, TimeRule, read_times
from claqueur.schema import POSTS, QUARANTINE

ID_FIELDS = tuple(name for name in STRING_FIELDS if name.endswith("_id"))
REFERENCE_IDS = tuple(name for name in ID_FIELDS if name not in ("post_id", "account_id"))
# What a post of each kind refers to, for sources that keep all of it in one column.
REFERENCES = {
    "repost": ("repost_of_post_id", "repost_of_account_id"),
    "reply": ("reply_to_post_id", "reply_to_account_id"),
    "quote": ("quote_of_post_id",),
}
FOUND = ("time_precision", "dataset", "source_file", "ingested_at")
NO_PLATFORM = "unknown"  # of posts from a table that names none
NO_VALUE = ["", "nan", "NaN", "None", "null", "NULL", "<NA>", "N/A"]
# A spreadsheet writes 570306133677760513 as 5.70306E+17: the last digits are gone for good.
SPOILT_ID = r"^-?\d+([.,]\d+)?[eE]\+\d+$"
FLOAT_ID = r"^(\d{1,15})\.0$"
LONG_FLOAT_ID = r"^\d{16,}\.\d+$"

DETAILS = {
    "missing_account_id": "The record names no account.",
    "spoilt_id": (
        "A spreadsheet has rounded the id, so that different posts carry the same one: use the original export, "
        "or ignore the column with --map {field}= (posts then get ids made from account, time and text)."
    ),
    "missing_post_id": "The record has no post id, though the file has a column of post ids.",
    "missing_time": "The record has no time.",
    "unparseable_time": (
        "The time cannot be read as ISO 8601, Unix time or a date: give its form with --map time.format=."
    ),
    "text_too_long": f"The text has over {MAX_TEXT:,} characters.",
}


@dataclass
class Rules:
    """What holds for all records of one source, and what was noticed while they were read."""

    dataset: str
    source_file: str
    ingested_at: datetime
    time: TimeRule
    constants: dict[str, str]
    makes_ids: bool
    text_tells_reposts: bool
    kind_tells_reference: bool = False
    source_format: str | None = None
    source_columns: list[str] | None = None
    delimiter: str | None = None
    kind_is_count: bool = False
    watch: PrecisionWatch = field(default_factory=PrecisionWatch)
    notes: Counter[str] = field(default_factory=Counter)
    implausible: Counter[str] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def precision(self) -> str:
        """How fine the source's times are: as stated, or the finest unit seen in them."""
        return self.time.precision or self.watch.verdict()

    def count(self, counts: Counts) -> None:
        """Add what was counted while the posts of a batch were made."""
        self.notes.update(counts.notes)
        self.implausible.update(counts.implausible)


@dataclass(frozen=True)
class Sifted:
    """What can be kept of a batch, and all that `derive` needs to know.

    drafts: one row per post, columns FIELDS and FOUND of POSTS, account_created_at as the source has it. missing: those
    of FROM_TEXT that the source does not give.
    """

    drafts: pl.DataFrame
    missing: tuple[str, ...]
    makes_ids: bool
    time: TimeRule

    def is_like(self, other: Sifted) -> bool:
        """Whether both can be given to `derive` together."""
        return (self.missing, self.makes_ids, self.time, self.drafts.schema) == (
            other.missing,
            other.makes_ids,
            other.time,
            other.drafts.schema,
        )


@dataclass(frozen=True)
class Counts:
    """What was counted while posts were made, for the fields of Rules of the same name."""

    notes: Counter[str]
    implausible: Counter[str]


@dataclass(frozen=True)
class Derived:
    """Rows of POSTS of batches, one after the other, and the counts of each batch."""

    posts: pl.DataFrame
    counts: list[Counts]


def check(batch: Batch, rules: Rules) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(posts, quarantine): rows of POSTS that can be kept and rows of QUARANTINE, each record of the batch in one."""
    sifted, refused = sift(batch, rules)
    derived = derive([sifted])
    rules.count(derived.counts[0])
    return derived.posts, refused


def sift(batch: Batch, rules: Rules) -> tuple[Sifted, pl.DataFrame]:
    """What can be kept, and rows of QUARANTINE of the rest. What holds for later batches is noted in `rules`."""
    drafts = _complete(batch.drafts, rules).with_row_index("row")
    times = read_times(drafts["created_at"], rules.time)
    drafts = drafts.with_columns(times["at"], times["precision"], times["zoned"]).with_columns(
        _reason(rules).alias("reason")
    )
    kept = drafts.filter(pl.col("reason").is_null())
    _take_note(kept, rules)
    kept = _with_kind(kept, rules).with_columns(
        pl.col("at").alias("created_at"),
        pl.col("precision").alias("time_precision"),
        pl.lit(rules.dataset).alias("dataset"),
        pl.lit(rules.source_file).alias("source_file"),
        pl.lit(rules.ingested_at).cast(pl.Datetime("us", "UTC")).alias("ingested_at"),
    )
    missing = tuple(name for name in FROM_TEXT if name not in batch.drafts.columns)
    sifted = Sifted(kept.select(*FIELDS, *FOUND), missing, rules.makes_ids, rules.time)
    refused = _refused(drafts.filter(pl.col("reason").is_not_null()), batch, rules)
    return sifted, refused.select(QUARANTINE.names)


def derive(batches: Sequence[Sifted]) -> Derived:
    """The posts of batches that are like each other, with what comes out of texts, links and times."""
    first = batches[0]
    posts = add_text_columns(pl.concat([batch.drafts for batch in batches], rechunk=True), first.missing)
    if first.makes_ids:
        posts = _with_ids(posts)
    account_times = read_times(posts["account_created_at"], first.time)
    posts = posts.with_columns(account_times["at"].alias("account_created_at"))
    heights = [batch.drafts.height for batch in batches]
    spans = zip(accumulate(heights[:-1], initial=0), heights, strict=True)
    return Derived(posts.select(POSTS.names), [_counts(posts.slice(start, height)) for start, height in spans])


def _counts(posts: pl.DataFrame) -> Counts:
    implausible: Counter[str] = Counter()
    count_implausible(posts, implausible)
    return Counts(Counter(shortened_urls=int(posts["n_shortened"].sum())), implausible)


def _complete(drafts: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Every field of a draft, cleaned: blanks and spellings of nothing are empty, counts are numbers."""
    fresh: list[pl.Expr] = []
    for name in FIELDS:
        if name in rules.constants:
            value = pl.lit(rules.constants[name])
            fresh.append((value.str.split("|") if name in LIST_FIELDS else value).alias(name))
        elif name not in drafts.columns:
            dtype = pl.List(pl.String) if name in LIST_FIELDS else pl.String
            fresh.append(pl.lit(None, dtype=dtype).alias(name))
    drafts = drafts.with_columns(fresh)
    for step in (_without_empty_items(drafts), *_cleaning()):
        drafts = drafts.with_columns(step)
    return drafts


def _without_empty_items(drafts: pl.DataFrame) -> list[pl.Expr]:
    """The lists that hold empty items, without these: to look for them takes far less than to make all lists anew."""
    items = {name: drafts[name].to_arrow(compat_level=pl.CompatLevel.newest()).values for name in LIST_FIELDS}
    return [pl.col(name).list.drop_nulls() for name in LIST_FIELDS if items[name].null_count]


@cache
def _cleaning() -> tuple[list[pl.Expr], ...]:
    """Its steps, made once: for a small file making them takes longer than doing them.

    What is used twice is a step of its own: within one polars would work it out twice.
    """
    texts = [name for name in STRING_FIELDS if name != "text"]
    return (
        [
            *(_stripped(name) for name in texts),
            *(_count(name) for name in COUNT_FIELDS),
            pl.when(pl.col("text") != "").then(pl.col("text")),
            *(pl.col(name).fill_null([]) for name in LIST_FIELDS),
        ],
        [pl.when(~pl.col(name).is_in(NO_VALUE)).then(pl.col(name)) for name in texts],
        [
            *(_spoilt(name).fill_null(False).alias(f"spoilt_{name}") for name in ID_FIELDS),
            pl.col("platform").fill_null(NO_PLATFORM).str.to_lowercase(),
            pl.col("client").str.replace_all("<[^>]*>", ""),  # X gives <a href="...">name</a>
        ],
        [pl.when(~pl.col(f"spoilt_{name}")).then(pl.col(name)) for name in REFERENCE_IDS],
    )


def _stripped(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String).str.strip_chars()
    return text.str.replace(FLOAT_ID, "$1") if name in ID_FIELDS else text


def _count(name: str) -> pl.Expr:
    """A whole number, or empty where it is none."""
    return pl.col(name).cast(pl.Float64, strict=False).round(0).cast(pl.Int64, strict=False)


def _spoilt(name: str) -> pl.Expr:
    return pl.col(name).str.contains(SPOILT_ID) | pl.col(name).str.contains(LONG_FLOAT_ID)


def _reason(rules: Rules) -> pl.Expr:
    """Why a draft cannot be kept, the first reason that holds; empty if it can be."""
    time_given = pl.col("created_at").cast(pl.String).str.strip_chars().is_in(NO_VALUE).not_()
    return (
        pl.when(pl.col("account_id").is_null())
        .then(pl.lit("missing_account_id"))
        .when(pl.col("spoilt_account_id") | pl.col("spoilt_post_id"))
        .then(pl.lit("spoilt_id"))
        .when(pl.col("post_id").is_null() & (not rules.makes_ids))
        .then(pl.lit("missing_post_id"))
        .when(pl.col("created_at").is_null() | ~time_given)
        .then(pl.lit("missing_time"))
        .when(pl.col("at").is_null())
        .then(pl.lit("unparseable_time"))
        .when(pl.col("text").str.len_chars() > MAX_TEXT)
        .then(pl.lit("text_too_long"))
    )


def _with_kind(kept: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The column kind: as given where it is known, else from the ids and, in tables that do not tell, from "RT @"."""
    # A column called "retweet" may count the reposts: then it holds other numbers than 0 and 1.
    counted = pl.col("kind").str.contains(r"^\d+$") & ~pl.col("kind").is_in(["0", "1"])
    rules.kind_is_count = rules.kind_is_count or bool(kept.select(counted.any()).item())
    given = pl.lit(None, dtype=pl.String) if rules.kind_is_count else pl.col("kind").str.to_lowercase()
    known = given.replace_strict(KIND_WORDS, default=None, return_dtype=pl.String)
    unknown = given.is_not_null() & known.is_null() & ~given.is_in(NO_REPOST_WORDS)
    rules.notes["unknown_kind"] += kept.select(unknown.sum()).item()
    looks_reposted = pl.lit(False)
    if rules.text_tells_reposts:
        reposted = [text is not None and is_repost_text(text) for text in kept["text"].to_list()]
        looks_reposted = pl.lit(pl.Series(reposted, dtype=pl.Boolean))
    told = (
        pl.when(pl.col("repost_of_post_id").is_not_null() & ~given.is_in(NO_REPOST_WORDS).fill_null(False))
        .then(pl.lit("repost"))
        .when(pl.col("quote_of_post_id").is_not_null())
        .then(pl.lit("quote"))
        .when(pl.col("reply_to_post_id").is_not_null() | pl.col("reply_to_account_id").is_not_null())
        .then(pl.lit("reply"))
        .when(looks_reposted)
        .then(pl.lit("repost"))
        .otherwise(pl.lit("post"))
    )
    kept = kept.with_columns(pl.coalesce(known, told).alias("kind"))
    if rules.kind_tells_reference:
        kept = kept.with_columns(
            pl.when(pl.col("kind") == kind).then(pl.col(name)).alias(name)
            for kind, names in REFERENCES.items()
            for name in names
        )
    return kept


def _with_ids(posts: pl.DataFrame) -> pl.DataFrame:
    """post_id for a source that has none: from account, time, kind, text and the objects referred to."""
    parts = posts.select(
        "account_id",
        pl.col("created_at").dt.strftime("%Y-%m-%dT%H:%M:%S"),
        "kind",
        "text",
        "repost_of_post_id",
        "reply_to_post_id",
        pl.col("urls").list.join(" "),
    )
    return posts.with_columns(pl.Series("post_id", [made_post_id(*row) for row in parts.iter_rows()], dtype=pl.String))


def _take_note(kept: pl.DataFrame, rules: Rules) -> None:
    rules.watch.see(kept)
    rules.notes["unzoned"] += int((~kept["zoned"] & (kept["precision"] != "day")).sum())
    for name in REFERENCE_IDS:
        rules.notes["spoilt_reference"] += int(kept[f"spoilt_{name}"].sum())
    for at in kept.select(pl.min("at"), max_at=pl.max("at")).row(0) if kept.height else ():
        rules.first_at = at if rules.first_at is None else min(rules.first_at, at)
        rules.last_at = at if rules.last_at is None else max(rules.last_at, at)


def _refused(drafts: pl.DataFrame, batch: Batch, rules: Rules) -> pl.DataFrame:
    """Quarantine rows of the drafts that were refused and of the records that the reader could not read."""
    rows = [
        (row["line"], batch.record_of(row["row"]), row["reason"], _detail(row)) for row in drafts.iter_rows(named=True)
    ]
    rows += [(reject.line, reject.record, reject.reason, reject.detail) for reject in batch.rejects]
    if not rows:
        return pl.DataFrame(schema=pl.Schema(QUARANTINE.arrow))
    return pl.DataFrame(
        {
            "line": pl.Series([row[0] for row in rows], dtype=pl.Int64),
            "record": pl.Series([row[1].rstrip("\r\n")[:MAX_RECORD_SHOWN] for row in rows], dtype=pl.String),
            "reason": pl.Series([row[2] for row in rows], dtype=pl.String),
            "detail": pl.Series([row[3] for row in rows], dtype=pl.String),
        }
    ).with_columns(
        pl.lit(rules.dataset).alias("dataset"),
        pl.lit(rules.source_file).alias("source_file"),
        pl.lit(rules.ingested_at).cast(pl.Datetime("us", "UTC")).alias("quarantined_at"),
        pl.lit(rules.source_format, dtype=pl.String).alias("source_format"),
        pl.lit(rules.source_columns, dtype=pl.List(pl.String)).alias("source_columns"),
        pl.lit(rules.delimiter, dtype=pl.String).alias("delimiter"),
    )


def _detail(row: dict[str, object]) -> str:
    """One sentence: what was found and, where there is something to do, what."""
    reason = str(row["reason"])
    name = "account_id" if reason == "spoilt_id" and row["spoilt_account_id"] else "post_id"
    found = {"spoilt_id": row[name], "unparseable_time": row["created_at"]}.get(reason)
    sentence = DETAILS[reason].format(field=name)
    return sentence if found is None else f'Found "{str(found)[:60]}". {sentence}'
