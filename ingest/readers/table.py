"""Any table with one post per row: CSV, TSV, JSON lines or Parquet, its columns mapped or guessed."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from claqueur.errors import UserError
from claqueur.ingest.drafts import BATCH_BYTES, BATCH_ROWS, LIST_FIELDS, MAX_TEXT, TIME_FIELDS, Batch, Reject
from claqueur.ingest.mapping import SourceMapping, resolve_columns
from claqueur.ingest.readers.json_lines import json_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source

MAX_EXACT_FLOAT = 2**53
LIST_ITEM_KEYS = ("expanded_url", "url", "tag", "text", "screen_name", "username")


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
    return _read_parquet(source, mapping) if source.container == "parquet" else _read_jsonl(source, mapping)


# ---------------------------------------------------------------- CSV


class _Lines:
    """Lines for csv.reader; those of a broken record can be handed back."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._returned: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line[1]

    def give_back_all_but_first(self) -> tuple[int, str]:
        """The first line taken for the present record; the others will be read again."""
        first, *others = self.taken
        self._returned.extendleft(reversed(others))
        return first


def csv_records(source: Source, rejects: list[Reject]) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields of each record after the header; broken records go to `rejects`, one line each."""
    csv.field_size_limit(MAX_TEXT)
    lines = _Lines(source.lines(rejects))
    reader = csv.reader(lines, delimiter=source.delimiter)
    next(reader)
    width = len(source.columns)
    while True:
        lines.taken = []
        problem = ""
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fields, problem = [], str(error)
        if len(fields) == width and not _runs_on(lines.taken):
            yield lines.taken[0][0], fields
        elif fields or len(lines.taken) != 1 or lines.taken[0][1].strip():
            number, text = lines.give_back_all_but_first()
            rejects.append(_broken(number, text, fields, width, len(lines.taken), problem))
            reader = csv.reader(lines, delimiter=source.delimiter)


def _runs_on(taken: list[tuple[int, str]]) -> bool:
    """Whether a record of several lines has a quotation mark that nothing closes."""
    return len(taken) > 1 and sum(text.count('"') for _, text in taken) % 2 == 1


def _broken(number: int, text: str, fields: list[str], width: int, n_lines: int, problem: str) -> Reject:
    if n_lines > 1:
        return Reject(number, text, "unclosed_quote", "A quotation mark is opened in this line and not closed.")
    if len(text) > MAX_TEXT:
        return Reject(number, text, "text_too_long", f"The line has a value of over {MAX_TEXT:,} characters.")
    if problem:
        return Reject(number, text, "not_csv", f"The line cannot be read as CSV: {problem}.")
    return Reject(number, text, "wrong_field_count", f"The line has {len(fields)} fields, the header {width}.")


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
    columns = {
        name: pl.Series([row[place[column]] for row in rows], dtype=pl.String)
        for name, column in mapping.columns.items()
    }
    return Batch(_drafts(columns, numbers, mapping), lambda row: source.delimiter.join(rows[row]), list(rejects))


# ---------------------------------------------------------------- Parquet


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
        raise UserError(f"{source.name} is damaged ({error}): get it again; nothing was kept of it.") from None


def _parquet_batch(arrow: pa.RecordBatch, seen: int, mapping: SourceMapping) -> Batch:
    frame = pl.DataFrame(pl.from_arrow(arrow))
    columns = {name: frame[column] for name, column in mapping.columns.items()}
    numbers = list(range(seen + 1, seen + frame.height + 1))
    return Batch(
        _drafts(columns, numbers, mapping),
        lambda row: orjson.dumps(frame.row(row, named=True), default=str, option=orjson.OPT_NON_STR_KEYS).decode(),
    )


# ---------------------------------------------------------------- JSON lines


def _read_jsonl(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    for numbers, records, record_of, rejects in json_batches(source):
        columns = {
            name: pl.Series([_plain(_dig(record, column), name) for record in records], dtype=_dtype(name))
            for name, column in mapping.columns.items()
        }
        yield Batch(_drafts(columns, numbers, mapping), record_of, rejects)


def _dtype(name: str) -> pl.DataType:
    return pl.List(pl.String) if name in LIST_FIELDS else pl.String()


def _dig(record: dict[str, Any], dotted: str) -> Any:
    """The value under a dotted name; a name that holds a dot itself is found too."""
    if dotted in record:
        return record[dotted]
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
        items = value if isinstance(value, list) else [value]
        return [text for text in map(_list_item, items) if text]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value).replace("e+", "E+")
    return orjson.dumps(value).decode()


def _list_item(item: Any) -> str:
    if isinstance(item, dict):
        item = next((item[key] for key in LIST_ITEM_KEYS if item.get(key)), "")
    return str(item)


# ---------------------------------------------------------------- columns -> drafts


def _drafts(columns: dict[str, pl.Series], numbers: list[int], mapping: SourceMapping) -> pl.DataFrame:
    shaped = {name: _shaped(name, column, mapping) for name, column in columns.items()}
    return pl.DataFrame({"line": pl.Series(numbers, dtype=pl.Int64), **shaped})


def _shaped(name: str, column: pl.Series, mapping: SourceMapping) -> pl.Series:
    """The column as drafts hold it: translated, times as they are, lists split, the rest as strings."""
    if name in mapping.values:
        return _as_strings(column).replace(dict(mapping.values[name]))
    if name in TIME_FIELDS:
        return column
    if name in LIST_FIELDS:
        return _as_lists(column, name, mapping.separator)
    return _as_strings(column)


def _as_strings(column: pl.Series) -> pl.Series:
    """Strings; whole floats lose their ".0", floats too large to be exact are written like a spreadsheet does."""
    if column.dtype == pl.String:
        return column
    if column.dtype.is_float():
        whole = pl.col("x").is_finite() & (pl.col("x") == pl.col("x").round(0)) & (pl.col("x").abs() < MAX_EXACT_FLOAT)
        return (
            column.fill_nan(None)
            .to_frame("x")
            .select(
                pl.when(whole)
                .then(pl.col("x").cast(pl.Int64, strict=False).cast(pl.String))
                .otherwise(pl.col("x").cast(pl.String).str.replace(r"e\+?", "E+"))
            )
            .to_series()
        )
    if isinstance(column.dtype, pl.List | pl.Struct | pl.Array | pl.Binary):
        return pl.Series([None if value is None else str(value) for value in column.to_list()], dtype=pl.String)
    return column.cast(pl.String)


def _as_lists(column: pl.Series, name: str, separator: str | None) -> pl.Series:
    """Lists of strings; a string is split at the separator, or read as a written list, or at commas and spaces."""
    if isinstance(column.dtype, pl.List):
        return column.cast(pl.List(pl.String))
    texts = _as_strings(column).str.strip_chars()
    if separator is None:
        separator = " "
        texts = texts.str.strip_chars("[]").str.replace_all("[\"']", "").str.replace_all(r"[,|](https?://)", " $1")
        texts = texts.str.replace_all(r"\s+" if name == "urls" else r"[\s,|]+", separator)
    lists = texts.str.split(separator)
    return lists.list.eval(pl.element().str.strip_chars(" ,")).list.filter(pl.element() != "")


READER = Reader(
    name="table",
    title="Any table of posts",
    description=(
        "CSV, TSV, JSON lines or Parquet with one post per row. Columns are guessed from their names; --map "
        "field=column or a profile says what the guess cannot. An account and a time are needed, a text or an object "
        "to share makes it useful; a source without post ids gets ids made from account, time and text."
    ),
    recognised_by="whatever no other format recognises",
    containers=("csv", "jsonl", "parquet"),
    recognise=recognise,
    prepare=prepare,
    read=read,
)
