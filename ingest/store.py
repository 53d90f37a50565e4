"""Where posts are kept: staged as Parquet, then appended to the workspace's Delta tables in one commit.

A commit either happens whole or not at all; an ingest that was killed leaves a staging folder, which the next one
removes. Only the commit holds the workspace's ingest lock, so that two ingests can read at once.
"""

from __future__ import annotations

import errno
import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

from claqueur.errors import UserError
from claqueur.ingest.keys import key64
from claqueur.schema import POSTS, QUARANTINE, Table
from claqueur.workspace import Workspace

# Keys of so many staged posts are compared at once; larger ingests are compared in that many parts.
ROWS_COMPARED_AT_ONCE = 1_000_000
ROWS_WRITTEN_AT_ONCE = 25_000
ALIVE = "alive"


class Staging:
    """Posts and quarantined records of one ingest, on disk, in the order in which they were read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.n_posts = 0
        self.n_rows = 0
        self.coarser: list[tuple[int, int, str]] = []
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add_posts(self, posts: pl.DataFrame) -> None:
        """Stage a batch of posts."""
        self.n_posts += posts.height
        self._write(POSTS, posts)

    def coarsen(self, start: int, end: int, precision: str) -> None:
        """Say that the times of the staged posts from `start` to `end` (not included) are no finer than `precision`."""
        self.coarser.append((start, end, precision))

    def add_quarantine(self, quarantine: pl.DataFrame) -> None:
        """Stage a batch of records that could not be read."""
        self._write(QUARANTINE, quarantine)

    def file(self, table: Table) -> Path:
        """The staged Parquet file of a table."""
        return self.path / f"{table.name}.parquet"

    def close(self) -> None:
        """Finish the files; nothing can be added afterwards."""
        for writer in self._writers.values():
            writer.close()

    def _write(self, table: Table, rows: pl.DataFrame) -> None:
        if table.name not in self._writers:
            self._writers[table.name] = pq.ParquetWriter(self.file(table), table.arrow, compression="zstd")
        self.n_rows += rows.height
        if rows.height:
            self._writers[table.name].write_table(as_arrow(rows, table))


def as_arrow(rows: pl.DataFrame, table: Table) -> pa.Table:
    """The rows as an Arrow table with exactly the declared schema."""
    return rows.select(table.names).to_arrow().cast(table.arrow)


@contextmanager
def staging(workspace: Workspace) -> Iterator[Staging]:
    """A staging folder, removed at the end; folders of ingests that died are removed first."""
    with workspace.lock("staging"):
        _sweep(workspace.staging)
        path = workspace.staging / secrets.token_hex(8)
        path.mkdir(parents=True)
        alive = _hold(path / ALIVE)
    stage = Staging(path)
    try:
        with full_disk_as_sentence(workspace):
            stage.add_posts(pl.DataFrame(schema=pl.Schema(POSTS.arrow)))
            stage.add_quarantine(pl.DataFrame(schema=pl.Schema(QUARANTINE.arrow)))
            yield stage
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if alive is not None:
            alive.close()


def _hold(path: Path) -> IO[str] | None:
    """The file, locked until its process ends; None if another process holds it."""
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def _sweep(folder: Path) -> None:
    """Remove the staging folders whose process has ended."""
    for path in folder.iterdir() if folder.is_dir() else ():
        held = _hold(path / ALIVE)
        if held is not None:
            shutil.rmtree(path, ignore_errors=True)
            held.close()


@contextmanager
def full_disk_as_sentence(workspace: Workspace) -> Iterator[None]:
    """Turns the many forms of "no space left on device" into one sentence."""
    try:
        yield
    except Exception as error:
        full = (
            getattr(error, "errno", None) == errno.ENOSPC
            or "os error 28" in str(error)
            or "No space left" in str(error)
        )
        if not full:
            raise
        free_mb = shutil.disk_usage(workspace.path).free // 2**20
        raise UserError(
            f"The disk of the workspace is full ({free_mb} MB free): nothing of this ingest was kept; make room and "
            "repeat the same command."
        ) from error


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
        _append(workspace.quarantine, QUARANTINE, _new_quarantine(workspace, stage))
        _append(workspace.posts, POSTS, _kept_batches(stage, committed.kept))
    return committed


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
        staged = rows.collect(engine="streaming")
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
        new = rows.filter(pl.Series([identity not in known for identity in _identities(rows)], dtype=pl.Boolean))
        yield from as_arrow(new, QUARANTINE).to_batches()


IDENTITY = ("dataset", "source_file", "line", "reason", "record")


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
        write_deltalake(path, reader, mode="append", name=table.name, description=table.row)
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
