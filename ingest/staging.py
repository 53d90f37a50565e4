"""What an ingest has read so far, on disk and out of everybody's sight.

An ingest that was killed leaves its staging folder; the next one removes it, told by a lock that ends with its process.
"""

from __future__ import annotations

import errno
import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

from claqueur.errors import UserError
from claqueur.schema import POSTS, QUARANTINE, Table
from claqueur.workspace import Workspace

ALIVE = "alive"
# Columns whose values recur: for the others a dictionary is begun and given up, which takes a third of writing them.
RECURRING = (
    "platform",
    "account_id",
    "account_name",
    "created_at",
    "time_precision",
    "lang",
    "kind",
    "client",
    "account_created_at",
    "account_affiliation",
    "dataset",
    "source_file",
    "ingested_at",
)
ROWS_IN_FILE = 500_000  # of the table's files, which are the staged ones where all their rows are kept


class Staging:
    """Posts and quarantined records of one ingest, on disk, in the order in which they were read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.n_posts = 0
        self.coarser: list[tuple[int, int, str]] = []
        self._files: dict[str, list[ParquetFile]] = {POSTS.name: [], QUARANTINE.name: []}

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

    def files(self, table: Table) -> list[Path]:
        """The staged Parquet files of a table, in the order in which they were written."""
        return [file.path for file in self._files[table.name]]

    def close(self) -> None:
        """Finish the files; nothing can be added afterwards."""
        for files in self._files.values():
            for file in files:
                file.close()

    def abandon(self) -> None:
        """Close what an error left open; on a full disk closing fails as well, and the files go away in any case."""
        for files in self._files.values():
            for file in files:
                with suppress(OSError):
                    file.close()

    def _write(self, table: Table, rows: pl.DataFrame) -> None:
        files = self._files[table.name]
        if not files or files[-1].n_rows >= ROWS_IN_FILE:
            if files:
                files[-1].close()
            files.append(ParquetFile(self.path / f"{table.name}-{len(files):05}.parquet", table))
        files[-1].add(rows)


class ParquetFile:
    """A Parquet file of a table's rows, as the workspace keeps them."""

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.n_rows = path, 0
        self._table = table
        recurring = [name for name in RECURRING if name in table.names]
        self._writer = pq.ParquetWriter(
            path, table.arrow, compression="zstd", use_dictionary=recurring, write_statistics=recurring
        )

    def add(self, rows: pl.DataFrame) -> None:
        """Write rows behind those already there."""
        if rows.height:
            self._writer.write_table(as_arrow(rows, self._table))
            self.n_rows += rows.height

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


def as_arrow(rows: pl.DataFrame, table: Table) -> pa.Table:
    """The rows as an Arrow table with exactly the declared schema."""
    return rows.select(table.names).to_arrow().cast(table.arrow)


@contextmanager
def staging(workspace: Workspace) -> Iterator[Staging]:
    """A staging folder, removed at the end; folders of ingests that died are removed first."""
    with full_disk_as_sentence(workspace):
        with workspace.lock("staging"):
            _sweep(workspace)
            path = workspace.staging / secrets.token_hex(8)
            path.mkdir(parents=True)
            alive = _hold(path / ALIVE)
        stage = Staging(path)
        try:
            stage.add_posts(pl.DataFrame(schema=pl.Schema(POSTS.arrow)))
            stage.add_quarantine(pl.DataFrame(schema=pl.Schema(QUARANTINE.arrow)))
            yield stage
        finally:
            stage.abandon()
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


def _sweep(workspace: Workspace) -> None:
    """Remove the staging folders whose process has ended, and what it had moved into tables without a commit."""
    for path in workspace.staging.iterdir() if workspace.staging.is_dir() else ():
        held = _hold(path / ALIVE)
        if held is not None:
            with workspace.lock("ingest"):
                for table in (workspace.posts, workspace.quarantine):
                    _remove_uncommitted(table, path.name)
            shutil.rmtree(path, ignore_errors=True)
            held.close()


def _remove_uncommitted(table: Path, token: str) -> None:
    """Remove the data files with `token` in their names that the table does not know, and half-written log entries."""
    moved = set(table.glob(f"*-{token}.parquet"))
    known = {Path(uri).name for uri in DeltaTable(table).file_uris()} if DeltaTable.is_deltatable(str(table)) else set()
    for file in (*moved, *table.glob("_delta_log/_commit_*.tmp")):
        if file.name not in known:
            file.unlink(missing_ok=True)


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
            "repeat the same command.",
            "disk_full",
            free_mb=free_mb,
        ) from error
