"""What kind of file it is: container, compression, encoding, delimiter and columns, told from its beginning."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claqueur.errors import UserError
from claqueur.ingest.sources import Source, parse_json

HEAD_BYTES = 256 * 1024
HEAD_ROWS = 50  # enough to tell the delimiter
HEAD_RECORDS = 1_000  # a JSON object may lack what others have
DELIMITERS = ",;\t|"
# File beginnings that are no text, with what to do about them.
FOREIGN = {
    b"PK\x03\x04": ("excel", "an Excel workbook or a ZIP archive: export it as CSV or unpack it first"),
    b"\xd0\xcf\x11\xe0": ("excel", "an old Excel workbook: export it as CSV first"),
    b"%PDF": ("pdf", "a PDF document: get the data as CSV, JSON lines or Parquet"),
    b"BZh": ("packed", "compressed with bzip2: unpack it first (gzip is read as it is)"),
    b"\xfd7zXZ": ("packed", "compressed with xz: unpack it first (gzip is read as it is)"),
    b"(\xb5/\xfd": ("packed", "compressed with zstd: unpack it first (gzip is read as it is)"),
    b"SQLite format 3": ("sqlite", "an SQLite database: export the table as CSV first"),
}


def look_at(path: Path, delimiter: str | None = None) -> Source:
    """The source at `path`: container, compression, encoding, delimiter and columns, from its first 256 kB.

    Raises UserError if it is empty, no table of records, or of a kind that is not read.
    """
    if path.stat().st_size == 0:
        raise UserError(f"{path.name} is empty: there is nothing to ingest; check the export.", "empty", name=path.name)
    try:
        with path.open("rb") as stream:
            first = stream.read(16)
    except PermissionError:
        sentence = f"{path.name} may not be read by you: change its permissions or copy it."
        raise UserError(sentence, "forbidden", name=path.name) from None
    if first.startswith(b"PAR1"):
        return Source(path, "parquet", columns=_parquet_columns(path))
    source = Source(path, "csv", gzipped=first.startswith(b"\x1f\x8b"))
    head = _head(source)
    for magic, (kind, what) in FOREIGN.items():
        if head.startswith(magic):
            raise UserError(f"{path.name} is {what}.", kind, name=path.name)
    source.encoding = _encoding(head, path.name)
    text = "".join(_head_lines(source))
    if not text.strip():
        raise UserError(f"{path.name} is empty: there is nothing to ingest; check the export.", "empty", name=path.name)
    if "\n" not in text and text.count("\r") > 1:
        sentence = f"{path.name} ends its lines as old Macintoshes did (CR): save it with line feeds (LF)."
        raise UserError(sentence, "old_lines", name=path.name)
    if text.lstrip()[0] in "{[":
        return _as_jsonl(source, text)
    return _as_csv(source, text[: 2 * HEAD_BYTES], delimiter)


def _parquet_columns(path: Path) -> list[str]:
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        sentence = f"{path.name} begins like a Parquet file but cannot be read as one: get it again."
        raise UserError(sentence, "damaged", name=path.name) from None


def _head(source: Source) -> bytes:
    try:
        with gzip.open(source.path) if source.gzipped else source.path.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        sentence = f"{source.name} is a damaged gzip file: get it again; nothing was kept of it."
        raise UserError(sentence, "damaged", name=source.name) from None


def _encoding(head: bytes, name: str) -> str:
    """utf-8 (other lines are read as Windows-1252, one by one) or a form of utf-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(0) > len(head) // 4:
        if head[1::2].count(0) > len(head) // 3:
            return "utf-16-le"
        if head[0::2].count(0) > len(head) // 3:
            return "utf-16-be"
        raise UserError(
            f"{name} is not a text file: claqueur reads CSV, TSV, JSON lines and Parquet.", "no_text", name=name
        )
    return "utf-8"


def _head_lines(source: Source) -> Iterator[str]:
    """The first lines, up to HEAD_BYTES; the last one may be cut."""
    total = 0
    for _, line in source.lines([]):
        yield line
        total += len(line)
        if total >= HEAD_BYTES:
            break
    source.lines_decoded_otherwise = 0


def _as_jsonl(source: Source, text: str) -> Source:
    source.container = "jsonl"
    parsed = (parse_json(line) for line in text.split("\n") if line.strip())
    source.first_records = [record for record in islice(parsed, HEAD_RECORDS) if record is not None]
    records = [record for record in source.first_records if isinstance(record, dict)]
    if not records:
        command = "jq -c ." if text.lstrip()[0] == "{" else "jq -c '.[]'"
        raise UserError(
            f"{source.name} is JSON, but not one object per line: write it as JSON lines, for instance with "
            f"{command} {source.name}.",
            "json",
            name=source.name,
        )
    names = Counter(name for record in records for name in dotted_names(record))
    source.columns = list(names)
    return source


def dotted_names(record: dict[str, Any], prefix: str = "", depth: int = 2) -> Iterator[str]:
    """Names of a JSON object's values, nested ones as a.b."""
    for key, value in record.items():
        if isinstance(value, dict) and depth:
            yield from dotted_names(value, f"{prefix}{key}.", depth - 1)
        else:
            yield f"{prefix}{key}"


def _as_csv(source: Source, text: str, delimiter: str | None) -> Source:
    source.delimiter = delimiter or _delimiter(text)
    header = next(_first_rows(text, source.delimiter), [])
    source.columns = [name.strip() for name in header]
    if len(source.columns) < 2:
        raise UserError(
            f'{source.name} has only one column ("{text.splitlines()[0][:60]}"): if the values are separated by '
            "something else than comma, semicolon, tab or vertical bar, name it with --map table.delimiter=CHARACTER.",
            "one_column",
            name=source.name,
            column=source.columns[0][:60] if source.columns else "",
        )
    repeated = [name for name, count in Counter(source.columns).items() if count > 1 and name]
    if repeated:
        sentence = f'{source.name} has two columns named "{repeated[0]}": rename one of them.'
        raise UserError(sentence, "same_columns", name=source.name, column=repeated[0])
    return source


def _delimiter(text: str) -> str:
    """The delimiter that gives most records the header's number of fields, the more fields the better."""

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _first_rows(text, delimiter)]
        width = widths[0] if widths else 0
        agreeing = sum(found == width for found in widths) / max(len(widths), 1)
        return (round(agreeing, 1), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=fit)


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The first rows, up to one that is no CSV with this delimiter."""
    try:
        yield from islice(csv.reader(io.StringIO(text), delimiter=delimiter), HEAD_ROWS)
    except csv.Error:
        return
