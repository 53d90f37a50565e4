"""Staged posts -> the workspace's Delta tables, in one commit: it happens whole or not at all.

Only the commit holds the workspace's ingest lock, so that two ingests can read at once.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, create_table_with_add_actions

from claqueur.ingest.forget.tombstones import staying_away
from claqueur.ingest.rewriting import is_table
from claqueur.ingest.staging import ParquetFile, Staging, full_disk_as_sentence
from claqueur.ingest.texts.keys import key64
from claqueur.schema import POSTS, QUARANTINE, Table
from claqueur.workspace import Workspace

# Keys of so many staged posts are compared at once; larger ingests are compared in that many parts.
ROWS_COMPARED_AT_ONCE = 500_000
ROWS_WRITTEN_AT_ONCE = 25_000
ROOM_FOR_LOG = 2**20  # bytes that the commit itself may take
# What makes a quarantined record the same one: its place alone would confuse two files of one name.
IDENTITY = ("dataset", "source_file", "line", "reason", "record")


@dataclass(frozen=True)
class Committed:
    """Per staged post: whether it was kept; and, if not, whether the post with its id is a different one, or whether it
    was deleted and stays away.
    """

    kept: np.ndarray
    conflicting: np.ndarray
    deleted: np.ndarray


def commit(workspace: Workspace, stage: Staging) -> Committed:
    """Append what is new to posts and quarantine, each in one Delta commit.

    A post is a duplicate if an earlier staged row or the posts table has its (platform, post_id); it conflicts if that
    one has another account, time or reposted post. Staged files of which every row is kept as it is become files of the
    table; the others are written anew.
    """
    stage.close()
    with workspace.lock("ingest"), full_disk_as_sentence(workspace):
        committed = _without_deleted(_compare(workspace, stage), staying_away(workspace, stage))
        _append(workspace.quarantine, QUARANTINE, _new_quarantine(workspace, stage), stage.path.name)
        _append(workspace.posts, POSTS, _kept_posts(workspace, stage, committed.kept), stage.path.name)
    return committed


def _without_deleted(committed: Committed, deleted: np.ndarray) -> Committed:
    return Committed(committed.kept & ~deleted, committed.conflicting & ~deleted, deleted)


def _check_room(workspace: Workspace, n_bytes: float) -> None:
    """Raise what a full disk raises if so many bytes do not fit."""
    if shutil.disk_usage(workspace.path).free < n_bytes + ROOM_FOR_LOG:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _compare(workspace: Workspace, stage: Staging) -> Committed:
    """Which staged posts are the first of their key, in this ingest and in the workspace."""
    kept = np.zeros(stage.n_posts, dtype=bool)
    conflicting = np.zeros(stage.n_posts, dtype=bool)
    n_parts = -(-stage.n_posts // ROWS_COMPARED_AT_ONCE)
    key = list(POSTS.key)
    part = pl.col("post_id").hash(seed=0) % n_parts
    content = pl.struct("account_id", "created_at", "repost_of_post_id").hash(seed=0).alias("content")
    for i in range(n_parts):
        rows = pl.scan_parquet(stage.files(POSTS)).with_row_index("row").filter(part == i).select("row", *key, content)
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
    return Committed(kept, conflicting, np.zeros(stage.n_posts, dtype=bool))


def _kept_posts(workspace: Workspace, stage: Staging, kept: np.ndarray) -> Iterator[Path]:
    """Files of the posts that are kept, their times no finer than the stage says."""
    _check_room(workspace, 0)
    start = 0
    for path in stage.files(POSTS):
        end = start + pq.read_metadata(path).num_rows
        coarser = [span for span in stage.coarser if span[0] < end and span[1] > start]
        if coarser or not kept[start:end].all():
            _check_room(workspace, path.stat().st_size * kept[start:end].mean())
            yield from _written_anew(path, POSTS, partial(_kept_rows, start=start, kept=kept, stage=stage))
        elif end > start:
            yield path
        start = end


def _kept_rows(rows: pl.DataFrame, start: int, kept: np.ndarray, stage: Staging) -> pl.DataFrame:
    """Of rows that were staged from row `start` on, those that are kept."""
    rows = rows.with_columns(row=pl.col("row") + start)
    for first, end, precision in stage.coarser:
        finer = pl.col("row").is_between(first, end, closed="left") & (pl.col("time_precision") == "second")
        rows = rows.with_columns(
            pl.when(finer).then(pl.lit(precision)).otherwise("time_precision").alias("time_precision")
        )
    return rows.filter(pl.Series(kept[rows["row"].to_numpy()]))


def _new_quarantine(workspace: Workspace, stage: Staging) -> Iterator[Path]:
    """Files of quarantined records that the table does not hold yet."""
    known: set[int] = set()
    if is_table(workspace.quarantine):
        for rows in pl.scan_delta(str(workspace.quarantine)).select(IDENTITY).collect_batches(engine="streaming"):
            known.update(_identities(rows))

    def unknown(rows: pl.DataFrame) -> pl.DataFrame:
        new = []
        for identity in _identities(rows):
            new.append(identity not in known)
            known.add(identity)
        return rows.filter(pl.Series(new, dtype=pl.Boolean))

    for path in stage.files(QUARANTINE):
        _check_room(workspace, path.stat().st_size)
        yield from _written_anew(path, QUARANTINE, unknown)


def _written_anew(path: Path, table: Table, chosen: Callable[[pl.DataFrame], pl.DataFrame]) -> Iterator[Path]:
    """A file beside a staged one with the rows that are `chosen` of it (they are numbered: row); none if none is."""
    file = ParquetFile(path.with_name(f"chosen-{path.name}"), table)
    start = 0
    for batch in pq.ParquetFile(path).iter_batches(batch_size=ROWS_WRITTEN_AT_ONCE):
        file.add(chosen(pl.DataFrame(pl.from_arrow(batch)).with_row_index("row", offset=start)))
        start += batch.num_rows
    file.close()
    if file.n_rows:
        yield file.path


def _identities(rows: pl.DataFrame) -> list[int]:
    return [key64("\x1f".join(map(str, row))) for row in rows.select(IDENTITY).iter_rows()]


def _append(path: Path, table: Table, files: Iterator[Path], token: str) -> None:
    """One Delta commit with files that are moved into the table; no file makes the table and nothing afterwards.

    Their names hold `token`, so that they can be told and removed if the process dies before the commit.
    """
    path.mkdir(exist_ok=True)
    moved = []
    try:
        for number, file in enumerate(files):
            moved.append(path / f"part-{number:05}-{token}.parquet")
            shutil.move(file, moved[-1])
        _record(path, table, [_added(file) for file in moved])
    except BaseException:
        for orphan in moved:
            orphan.unlink(missing_ok=True)
        raise


def _record(path: Path, table: Table, added: list[AddAction]) -> None:
    """Write the commit into the table's log."""
    schema = Schema.from_arrow(table.arrow)
    if not DeltaTable.is_deltatable(str(path)):
        create_table_with_add_actions(str(path), schema, added, name=table.name, description=table.row)
    elif added:
        found = DeltaTable(path)
        names = {field.name for field in found.schema().fields}
        if lacking := [field for field in schema.fields if field.name not in names]:
            found.alter.add_columns(lacking)  # a table of an earlier version
        found.create_write_transaction([*added], "append", schema)


def _added(file: Path) -> AddAction:
    """What the log says of a file: how many rows it has."""
    metadata, about = pq.read_metadata(file), file.stat()
    stats = {"numRecords": metadata.num_rows}
    return AddAction(file.name, about.st_size, {}, int(about.st_mtime * 1000), True, json.dumps(stats))
