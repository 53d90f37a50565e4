"""A sheet of an Excel workbook, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import polars as pl

from claqueur.ingest.drafts import BATCH_ROWS, COUNT_FIELDS, TIME_FIELDS, Batch
from claqueur.ingest.readers.cells import draft_columns
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping
from claqueur.ingest.workbooks import Cell, Sheet, rows_of, texts


def workbook_batches(source: Source, sheet: Sheet, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of the rows below the header; `line` is the row's number in the sheet."""
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    read, size = 0, source.path.stat().st_size

    def batch() -> Batch:
        return _batch(sheet, mapping, numbers, rows)

    for number, last, cells in rows_of(sheet):
        numbers.append(number)
        rows.append(cells)
        if len(rows) >= BATCH_ROWS:
            yield batch()
            source.on_bytes(size * number // last - read)
            read = size * number // last
            numbers, rows = [], []
    yield batch()
    source.on_bytes(size - read)


def _batch(sheet: Sheet, mapping: SourceMapping, numbers: list[int], rows: list[list[Cell]]) -> Batch:
    place = {column: i for i, column in enumerate(sheet.columns)}

    def record_of(row: int) -> str:
        """As JSON, like that of other tables without lines of text: it can be read again from there."""
        return orjson.dumps(dict(zip(sheet.columns, rows[row], strict=True)), default=str).decode()

    columns = {
        name: pl.Series(
            texts(
                [row[place[column]] for row in rows],
                are_times=name in TIME_FIELDS,
                are_ids=name not in (*TIME_FIELDS, *COUNT_FIELDS),
                first_day=sheet.first_day,
            ),
            dtype=pl.String,
        )
        for name, column in mapping.columns.items()
    }
    return Batch(draft_columns(columns, numbers, mapping), record_of)
