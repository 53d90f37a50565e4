"""Any table with one post per row: CSV, TSV, JSON lines, Parquet or a workbook, its columns mapped or guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import orjson
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from claqueur.errors import UserError
from claqueur.ingest.drafts import BATCH_BYTES, BATCH_ROWS, LIST_FIELDS, Batch, Reject, list_column
from claqueur.ingest.readers.cells import draft_columns, list_items
from claqueur.ingest.readers.csv_records import csv_line, csv_records
from claqueur.ingest.readers.json_records import Found, Records, dump, record_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.readers.workbook import workbook_batches
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, resolve_columns


def recognise(source: Source) -> str | None:
    """A table is what no other reader knows."""
    return f"a table ({source.container}) with the columns {', '.join(source.columns[:6])}"


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """The mapping with every column settled. Raises UserError for missing columns."""
    return replace(mapping, columns=resolve_columns(mapping, source.columns, source.name))


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of the source's rows."""
    if source.container == "csv":
        return _read_csv(source, mapping)
    if source.sheet is not None:
        return workbook_batches(source, source.sheet, mapping)
    return _read_parquet(source, mapping) if source.container == "parquet" else _read_json(source, mapping)


def _read_csv(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    rejects: list[Reject] = []
    numbers: list[int] = []
    rows: list[list[str]] = []
    size = 0
    for number, fields in csv_records(source, rejects):
        numbers.append(number)
        rows.append(fields)
        size += sum(map(len, fields))
        if len(rows) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield _csv_batch(source, mapping, numbers, rows, rejects)
            rejects[:], numbers, rows, size = [], [], [], 0
    yield _csv_batch(source, mapping, numbers, rows, rejects)


def _csv_batch(
    source: Source, mapping: SourceMapping, numbers: list[int], rows: list[list[str]], rejects: list[Reject]
) -> Batch:
    place = {column: i for i, column in enumerate(source.columns)}
    cells = list(zip(*rows, strict=True)) or [()] * len(source.columns)
    columns = {name: pl.Series(cells[place[column]], dtype=pl.String) for name, column in mapping.columns.items()}
    return Batch(draft_columns(columns, numbers, mapping), lambda row: csv_line(rows[row], source), list(rejects))


def _read_parquet(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    wanted = sorted(set(mapping.columns.values()))
    try:
        file = pq.ParquetFile(source.path)
        total, seen, size = file.metadata.num_rows, 0, source.path.stat().st_size
        for arrow in file.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
            yield _parquet_batch(arrow, seen, mapping)
            source.on_bytes(size * (seen + arrow.num_rows) // total - size * seen // total)
            seen += arrow.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        sentence = f"{source.name} is damaged ({error}): get it again; nothing was kept of it."
        raise UserError(sentence, "damaged", name=source.name) from None


def _parquet_batch(arrow: pa.RecordBatch, seen: int, mapping: SourceMapping) -> Batch:
    frame = pl.DataFrame(pl.from_arrow(arrow))
    columns = {name: frame[column] for name, column in mapping.columns.items()}
    numbers = list(range(seen + 1, seen + frame.height + 1))
    return Batch(
        draft_columns(columns, numbers, mapping),
        lambda row: orjson.dumps(frame.row(row, named=True), default=str, option=orjson.OPT_NON_STR_KEYS).decode(),
    )


def _read_json(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    return record_batches(source, partial(_rows, mapping), _raw)


def _rows(mapping: SourceMapping, records: Records) -> Found:
    """The drafts of a batch of records, each a row."""
    found = Found()
    numbers: list[int] = []
    rows: list[list[Any]] = []
    columns = list(mapping.columns.values())
    for number, record in records.objects(found):
        numbers.append(number)
        rows.append([record[column] if column in record else _dig(record, column) for column in columns])
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    drafts = {name: _column(values, name) for name, values in zip(mapping.columns, cells, strict=True)}
    found.drafts = draft_columns(drafts, numbers, mapping)
    return found


def _raw(records: Records, found: Found) -> Callable[[int], str]:
    return lambda row: records.text(found.drafts.item(row, "line"))


def _column(values: Sequence[Any], name: str) -> pl.Series:
    """A column of JSON values as drafts hold it; that all are strings, as in most columns, is told by their types."""
    if name in LIST_FIELDS:
        return list_column([_plain(value, name) for value in values])
    if set(map(type, values)) <= {str, type(None)}:
        return pl.Series([value or None for value in values], dtype=pl.String)
    return pl.Series([_plain(value, name) for value in values], dtype=pl.String)


def _dig(record: dict[str, Any], dotted: str) -> Any:
    """The value under a dotted name that is no name itself."""
    value: Any = record
    for key in dotted.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _plain(value: Any, name: str) -> Any:
    """A JSON value as a draft holds it: a string, or a list of strings for list fields."""
    if value is None or isinstance(value, str):
        return [value] if value and name in LIST_FIELDS else value or None
    if name in LIST_FIELDS:
        return list_items(value if isinstance(value, list) else [value])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value).replace("e+", "E+")
    return dump(value)


READER = Reader(
    name="table",
    title="Any table of posts",
    description=(
        "CSV, TSV, JSON (lines or a list), Parquet or Excel (.xlsx; --map table.sheet=NAME says which sheet) with one "
        "post per row. Columns are guessed from their names; --map field=column or a profile says what the guess "
        "cannot. An account and a time are needed, a text or an object to share makes it useful; a source without post "
        "ids gets ids made from account, time and text."
    ),
    recognised_by="whatever no other format recognises",
    containers=("csv", "jsonl", "json", "parquet", "xlsx"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={
        "posts.csv": """id,author,date,text,hashtags,retweets
901,ann,2024-05-01T10:00:00Z,The bridge opens on Sunday,"bridge, sunday",2
902,bob,2024-05-01T10:00:15Z,RT @ann: The bridge opens on Sunday,,0
"""
    },
)
