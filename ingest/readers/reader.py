"""What a reader of one format declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from claqueur.ingest.drafts import Batch
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping


@dataclass(frozen=True)
class Reader:
    """One format: its name for --format, how it is recognised by content, and how its records become drafts.

    recognise: says in words why a source is of this format, or None; raises UserError for a file that looks like this
    format but holds no posts. containers: the kinds of file it is read from (csv, jsonl, parquet). prepare: the mapping
    to be used, with the format's own columns and constants. read: batches of drafts. sample: a few made-up records of
    the format, as files (name -> text); the first one is read, others are what stands beside it.
    """

    name: str
    title: str
    description: str
    recognised_by: str
    containers: tuple[str, ...]
    recognise: Callable[[Source], str | None]
    prepare: Callable[[Source, SourceMapping], SourceMapping]
    read: Callable[[Source, SourceMapping], Iterator[Batch]]
    sample: Mapping[str, str]
