"""A sheet of an Excel workbook, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import orjson
import polars as pl

from claqueur.ingest.drafts import BATCH_ROWS, COUNT_FIELDS, TIME_FIELDS, Batch
from claqueur.ingest.readers.cells import draft_columns
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping
from claqueur.ingest.workbooks import Cell, first_day_of, rows_of, texts


def workbook_batches(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of the rows below the header; `line` is the row's number in the sheet."""
    first_day = first_day_of(source.path, source.member)
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    read, size = 0, source.path.stat().st_size

    def batch() -> Batch:
        return _batch(source, mapping, numbers, rows, first_day)

    for number, last, cells in rows_of(source.path, source.member, source.sheet, source.header_row):
        numbers.append(number)
        rows.append(cells)
        if len(rows) >= BATCH_ROWS:
            yield batch()
            source.on_bytes(size * number // last - read)
            read = size * number // last
            numbers, rows = [], []
    yield batch()
    source.on_bytes(size - read)


def _batch(
    source: Source, mapping: SourceMapping, numbers: list[int], rows: list[list[Cell]], first_day: datetime
) -> Batch:
    place = {column: i for i, column in enumerate(source.columns)}

    def record_of(row: int) -> str:
        """As JSON, like that of other tables without lines of text: it can be read again from there."""
        return orjson.dumps(dict(zip(source.columns, rows[row], strict=True)), default=str).decode()

    columns = {
        name: pl.Series(
            texts(
                [row[place[column]] for row in rows],
                are_times=name in TIME_FIELDS,
                are_ids=name not in (*TIME_FIELDS, *COUNT_FIELDS),
                first_day=first_day,
            ),
            dtype=pl.String,
        )
        for name, column in mapping.columns.items()
    }
    return Batch(draft_columns(columns, numbers, mapping), record_of)
