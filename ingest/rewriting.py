"""Delta tables written anew without some of their rows, and without a trace of these in old files and logs."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pyarrow as pa
from deltalake import DeltaTable, WriterProperties, write_deltalake

ROWS_WRITTEN_AT_ONCE = 25_000
ROWS_HELD_FOR_WRITING = 100_000
LAST_CHECKPOINT = "_last_checkpoint"


def is_table(path: Path) -> bool:
    """Whether there is a Delta table at `path`."""
    return (path / "_delta_log").is_dir()


def n_rows(rows: pl.LazyFrame) -> int:
    """How many rows there are, counted batch by batch."""
    return int(rows.select(pl.len()).collect(engine="streaming").item())


def rewrite(path: Path, rows: pl.LazyFrame) -> None:
    """Replace what the table holds by `rows`, in one commit, batch by batch. The caller keeps other writers away."""
    schema = pa.schema(DeltaTable(str(path)).schema())
    batches = rows.select(schema.names).collect_batches(chunk_size=ROWS_WRITTEN_AT_ONCE, engine="streaming")
    arrow = (batch for frame in batches for batch in frame.to_arrow().cast(schema).to_batches())
    write_deltalake(
        path,
        pa.RecordBatchReader.from_batches(schema, arrow),
        mode="overwrite",
        writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=ROWS_HELD_FOR_WRITING),
    )


def clean(path: Path) -> None:
    """Remove every file that the table's present version does not need.

    Not only old data files, as a vacuum does: the log of earlier versions names the smallest and largest value of each
    column. The version stays what it is, earlier ones cannot be read afterwards. Again after a kill it goes on.
    """
    table = DeltaTable(str(path))
    if table.version() == 0:
        return
    unused = table.vacuum(retention_hours=0, dry_run=True, enforce_retention_duration=False, full=True)
    for name in unused:
        (path / name).unlink(missing_ok=True)
    table.create_checkpoint()
    log = path / "_delta_log"
    kept = json.loads((log / LAST_CHECKPOINT).read_text(encoding="utf-8"))["version"]
    for file in log.iterdir():
        number = file.name[:20]
        if number.isdecimal() and int(number) < kept:
            file.unlink(missing_ok=True)
