"""A file with another tool's columns -> one Parquet file of a declared table, row by row as it stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from claqueur.errors import UserError, no_file
from claqueur.ingest.drafts import BATCH_ROWS, Reject
from claqueur.ingest.readers.csv_records import csv_records
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import nearest
from claqueur.ingest.times import TimeRule, read_times
from claqueur.schema import FLOAT, Table

PLACE = "row"  # made here, not read
LARGEST_SECONDS = 1e11  # the year 5138: what is larger counts milliseconds


@dataclass
class SourceCounts:
    """Rows written, and rows left out by what they lack (a column's name, or "a line that can be read")."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def sentence(self) -> str:
        """What was read, in one sentence."""
        lacking = ", ".join(f"{count:,} without {what}" for what, count in self.left_out.items())
        return f"{self.rows:,} rows" + (f" ({lacking} left out)" if lacking else "")


def write_source(
    path: Path, table: Table, columns: Mapping[str, str], target: Path, needed: Collection[str] = ()
) -> SourceCounts:
    """Write the rows of `path` (CSV, TSV or Parquet, gzipped or not) as `table` to the Parquet file `target`.

    columns: the file's names of the table's columns, where they differ. needed: columns that the file must have, beside
    those that may not be empty. Ids stay as they are written; times are
    seconds, or anything that ingest reads as a time. Rows that lack a required value are left out and counted, rows
    that are alike stay. Raises UserError for a missing column, unreadable times, or if nothing is left.
    """
    if not path.is_file():
        raise no_file(path)
    source = look_at(path)
    names = _names(source, table, columns, needed)
    counts = SourceCounts()
    with pq.ParquetWriter(target, table.arrow) as writer:
        start = 0
        for read in _frames(source, names, counts):
            rows = _typed(read, table, source.name).with_row_index(PLACE, offset=start)
            start += read.height
            complete = _complete(rows, table, counts)
            writer.write_table(complete.select(table.names).to_arrow().cast(table.arrow))
            counts.rows += complete.height
    if not counts.rows:
        raise UserError(f"{source.name} has no complete row ({counts.sentence()}): check the columns that are read.")
    return counts


def _names(source: Source, table: Table, columns: Mapping[str, str], needed: Collection[str]) -> dict[str, str]:
    """The table's columns -> the file's. Columns that may be empty and are not needed may be absent."""
    wanted = [column for column in table.columns if column.name != PLACE]
    known = {column.name for column in wanted}
    unknown = sorted(set(columns) - known)
    if unknown:
        raise UserError(f'There is no column "{unknown[0]}" to be mapped: give one of {", ".join(sorted(known))}.')
    names: dict[str, str] = {}
    for column in wanted:
        name = columns.get(column.name, column.name)
        if name in source.columns:
            names[column.name] = name
        elif column.required or column.name in columns or column.name in needed:
            near = nearest(name, source.columns) or "COLUMN"
            raise UserError(
                f'Column "{name}" is missing from {source.name} (found: {", ".join(source.columns[:12])}): '
                f"add --map {column.name}={near}, or another of them."
            )
    return names


def _frames(source: Source, names: Mapping[str, str], counts: SourceCounts) -> Iterator[pl.DataFrame]:
    if source.container == "parquet":
        for batch in pq.ParquetFile(source.path).iter_batches(BATCH_ROWS, columns=sorted(set(names.values()))):
            frame = pl.DataFrame(pl.from_arrow(batch))
            yield frame.select(pl.col(column).alias(name) for name, column in names.items())
    elif source.container == "csv":
        yield from _csv_frames(source, names, counts)
    else:
        raise UserError(f"{source.name} is JSON: a preset reads CSV, TSV or Parquet, or posts from --workspace.")


def _csv_frames(source: Source, names: Mapping[str, str], counts: SourceCounts) -> Iterator[pl.DataFrame]:
    place = {name: source.columns.index(column) for name, column in names.items()}
    rejects: list[Reject] = []
    rows: list[list[str]] = []

    def frame() -> pl.DataFrame:
        values = {name: [row[i] or None for row in rows] for name, i in place.items()}
        return pl.DataFrame(values, schema=dict.fromkeys(place, pl.String))

    for _, fields in csv_records(source, rejects):
        rows.append(fields)
        if len(rows) == BATCH_ROWS:
            yield frame()
            rows = []
    yield frame()
    if rejects:
        counts.left_out["a line that can be read"] += len(rejects)


def _typed(frame: pl.DataFrame, table: Table, source_name: str) -> pl.DataFrame:
    """The table's columns but the place, absent ones empty: times as seconds, the rest as strings."""
    absent = pl.lit(None, dtype=pl.String)
    wanted = {column.name: column.type for column in table.columns if column.name != PLACE}
    frame = frame.with_columns(absent.alias(name) for name in wanted if name not in frame.columns)
    return pl.DataFrame(
        {
            name: _seconds(frame[name], source_name) if kind == FLOAT else frame[name].cast(pl.String)
            for name, kind in wanted.items()
        }
    )


def _seconds(values: pl.Series, source_name: str) -> pl.Series:
    """Numbers as they are; dates and times as seconds since 1970."""
    if values.dtype.is_temporal():
        return read_times(values, TimeRule())["at"].dt.epoch("us") / 1e6
    numbers = values.cast(pl.Float64, strict=False)
    unread = values.is_not_null() & numbers.is_null()
    if unread.any():
        moments = read_times(values.filter(unread), TimeRule())["at"]
        if moments.is_null().any():
            example = values.filter(unread).filter(moments.is_null())[0]
            raise UserError(f'{source_name} has the time "{example}", which is neither a number of seconds nor a time.')
        numbers = numbers.scatter(unread.arg_true(), moments.dt.epoch("us") / 1e6)
    spoilt = numbers.filter(numbers.abs() >= LARGEST_SECONDS)
    if len(spoilt):
        raise UserError(f"{source_name} has the time {spoilt[0]:.0f}, which looks like milliseconds: give seconds.")
    return numbers


def _complete(rows: pl.DataFrame, table: Table, counts: SourceCounts) -> pl.DataFrame:
    """The rows that lack nothing required; the others are counted by the first column they lack."""
    for column in table.columns:
        if column.required:
            lacking = rows[column.name].null_count()
            if lacking:
                counts.left_out[column.name] += lacking
                rows = rows.filter(pl.col(column.name).is_not_null())
    return rows
