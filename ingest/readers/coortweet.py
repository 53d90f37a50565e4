"""CooRTweet's table: object_id, account_id, content_id, timestamp_share."""

from __future__ import annotations

from collections.abc import Iterator

from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers import table
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, with_columns

COLUMNS = {
    "repost_of_post_id": "object_id",
    "account_id": "account_id",
    "post_id": "content_id",
    "created_at": "timestamp_share",
}


def recognise(source: Source) -> str | None:
    """CooRTweet's four columns are all there."""
    if set(COLUMNS.values()) <= set(source.columns):
        return "it has CooRTweet's columns object_id, account_id, content_id and timestamp_share"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """The shared object becomes the reposted post."""
    return table.prepare(source, with_columns(mapping, COLUMNS, {"kind": "repost"}))


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its rows: every row is a repost of its object, without text."""
    return table.read(source, mapping)


READER = Reader(
    name="coortweet",
    title="CooRTweet",
    description=(
        "The four columns of the R package CooRTweet: who (account_id) shared what (object_id) in which post "
        "(content_id) and when (timestamp_share). Each row becomes a repost of its object; there is no text."
    ),
    recognised_by="the columns object_id, account_id, content_id and timestamp_share",
    containers=("csv", "parquet", "jsonl"),
    recognise=recognise,
    prepare=prepare,
    read=read,
)
