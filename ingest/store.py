"""Staged posts -> the workspace's Delta tables, in one commit: it happens whole or not at all.

Only the commit holds the workspace's ingest lock, so that two ingests can read at once.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import WriterProperties, write_deltalake

from claqueur.ingest.staging import Staging, as_arrow, full_disk_as_sentence
from claqueur.ingest.texts.keys import key64
from claqueur.schema import POSTS, QUARANTINE, Table
from claqueur.workspace import Workspace

# Keys of so many staged posts are compared at once; larger ingests are compared in that many parts.
ROWS_COMPARED_AT_ONCE = 1_000_000
ROWS_WRITTEN_AT_ONCE = 25_000
ROWS_HELD_FOR_WRITING = 100_000  # the default of a million rows with texts is half a gigabyte
ROOM_FACTOR = 1.5  # what is written to the table, in bytes staged: both are compressed with zstd
# What makes a quarantined record the same one: its place alone would confuse two files of one name.
IDENTITY = ("dataset", "source_file", "line", "reason", "record")


@dataclass(frozen=True)
class Committed:
    """Per staged post: whether it was kept; and, if not, whether the post with its id is a different one."""

    kept: np.ndarray
    conflicting: np.ndarray


def commit(workspace: Workspace, stage: Staging) -> Committed:
    """Append what is new to posts and quarantine, each in one Delta commit.

    A post is a duplicate if an earlier staged row or the posts table has its (platform, post_id); it conflicts if that
    one has another account, time or reposted post.
    """
    stage.close()
    with workspace.lock("ingest"), full_disk_as_sentence(workspace):
        committed = _compare(workspace, stage)
        _check_room(workspace, stage, committed)
        _append(workspace.quarantine, QUARANTINE, _new_quarantine(workspace, stage))
        _append(workspace.posts, POSTS, _kept_batches(stage, committed.kept))
    return committed


def _check_room(workspace: Workspace, stage: Staging, committed: Committed) -> None:
    """Raise what a full disk raises if what is to be kept does not fit beside what is staged.

    The Delta writer reports a full disk too, but its Rust threads print a trace while they do.
    """
    kept_share = committed.kept.mean() if stage.n_posts else 0.0
    needed = stage.file(POSTS).stat().st_size * kept_share + stage.file(QUARANTINE).stat().st_size
    if shutil.disk_usage(workspace.path).free < ROOM_FACTOR * needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _compare(workspace: Workspace, stage: Staging) -> Committed:
    """Which staged posts are the first of their key, in this ingest and in the workspace."""
    kept = np.zeros(stage.n_posts, dtype=bool)
    conflicting = np.zeros(stage.n_posts, dtype=bool)
    n_parts = 1 + stage.n_posts // ROWS_COMPARED_AT_ONCE
    key = list(POSTS.key)
    part = pl.col("post_id").hash(seed=0) % n_parts
    content = pl.struct("account_id", "created_at", "repost_of_post_id").hash(seed=0).alias("content")
    for i in range(n_parts):
        rows = pl.scan_parquet(stage.file(POSTS)).with_row_index("row").filter(part == i).select("row", *key, content)
        staged = rows.collect(engine="streaming").sort("row")
        known = staged.unique(key, keep="first", maintain_order=True)
        if workspace.has_posts():
            posts = (
                pl.scan_delta(str(workspace.posts)).filter(part == i).select(pl.lit(None).alias("row"), *key, content)
            )
            earlier = posts.join(staged.lazy(), on=key, how="semi").collect(engine="streaming")
            known = pl.concat([earlier.cast(known.schema), known.join(earlier, on=key, how="anti")])
        kept[known["row"].drop_nulls().to_numpy()] = True
        if known["row"].count() < staged.height:
            others = staged.join(known, on=key, how="inner", suffix="_known")
            differing = others.filter(pl.col("content") != pl.col("content_known"))
            conflicting[differing["row"].to_numpy()] = True
    return Committed(kept, conflicting)


def _kept_batches(stage: Staging, kept: np.ndarray) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in pq.ParquetFile(stage.file(POSTS)).iter_batches(batch_size=ROWS_WRITTEN_AT_ONCE):
        rows = pl.DataFrame(pl.from_arrow(batch)).with_row_index("row", offset=start)
        for first, end, precision in stage.coarser:
            finer = pl.col("row").is_between(first, end, closed="left") & (pl.col("time_precision") == "second")
            rows = rows.with_columns(
                pl.when(finer).then(pl.lit(precision)).otherwise("time_precision").alias("time_precision")
            )
        chosen = rows.filter(pl.Series(kept[start : start + batch.num_rows]))
        start += batch.num_rows
        yield from as_arrow(chosen, POSTS).to_batches()


def _new_quarantine(workspace: Workspace, stage: Staging) -> Iterator[pa.RecordBatch]:
    """Quarantined records that the table does not hold yet."""
    known: set[int] = set()
    if (workspace.quarantine / "_delta_log").is_dir():
        for rows in pl.scan_delta(str(workspace.quarantine)).select(IDENTITY).collect_batches(engine="streaming"):
            known.update(_identities(rows))
    for batch in pq.ParquetFile(stage.file(QUARANTINE)).iter_batches(batch_size=ROWS_WRITTEN_AT_ONCE):
        rows = pl.DataFrame(pl.from_arrow(batch))
        new = []
        for identity in _identities(rows):
            new.append(identity not in known)
            known.add(identity)
        yield from as_arrow(rows.filter(pl.Series(new, dtype=pl.Boolean)), QUARANTINE).to_batches()


def _identities(rows: pl.DataFrame) -> list[int]:
    return [key64("\x1f".join(map(str, row))) for row in rows.select(IDENTITY).iter_rows()]


def _append(path: Path, table: Table, batches: Iterator[pa.RecordBatch]) -> None:
    """One Delta commit; the first one makes the table, an empty one makes no commit afterwards."""
    first = next(batches, None)
    exists = (path / "_delta_log").is_dir()
    if first is None and exists:
        return
    before = _data_files(path)
    try:
        reader = pa.RecordBatchReader.from_batches(table.arrow, _chain(first, batches))
        write_deltalake(
            path,
            reader,
            mode="append",
            schema_mode="merge",  # a table of an earlier version may lack a column
            name=table.name,
            description=table.row,
            writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=ROWS_HELD_FOR_WRITING),
        )
    except BaseException:
        for orphan in _data_files(path) - before:
            orphan.unlink(missing_ok=True)
        raise


def _chain(first: pa.RecordBatch | None, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    if first is not None:
        yield first
    yield from batches


def _data_files(path: Path) -> set[Path]:
    return set(path.glob("*.parquet"))
