"""A file, opened whatever its compression and encoding, and looked at before it is read."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from claqueur.errors import UserError
from claqueur.ingest.drafts import MAX_RECORD_SHOWN, Reject

HEAD_BYTES = 256 * 1024
HEAD_RECORDS = 50
MAX_LINE = 64 * 2**20  # a response page of 500 posts with everything expanded has about 5 MB
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
# File beginnings that are no text, with what to do about them.
FOREIGN = {
    b"PK\x03\x04": "an Excel workbook or a ZIP archive: export it as CSV or unpack it first",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: export it as CSV first",
    b"%PDF": "a PDF document: get the data as CSV, JSON lines or Parquet",
    b"BZh": "compressed with bzip2: unpack it first (gzip is read as it is)",
    b"\xfd7zXZ": "compressed with xz: unpack it first (gzip is read as it is)",
    b"(\xb5/\xfd": "compressed with zstd: unpack it first (gzip is read as it is)",
    b"SQLite format 3": "an SQLite database: export the table as CSV first",
}


@dataclass
class Source:
    """One file being read.

    container: csv, jsonl or parquet. columns: the names of its columns (for jsonl those of the first records, nested
    ones as a.b). first_records: the first records of a jsonl file. delimiter: of a csv file.
    """

    path: Path
    container: str
    gzipped: bool = False
    encoding: str = "utf-8"
    delimiter: str = ","
    columns: list[str] = field(default_factory=list)
    first_records: list[Any] = field(default_factory=list)
    lines_decoded_otherwise: int = 0
    on_bytes: Callable[[int], None] = lambda count: None

    @property
    def name(self) -> str:
        """The file's name, as shown to the user."""
        return self.path.name

    def lines(self, rejects: list[Reject]) -> Iterator[tuple[int, str]]:
        """Line number (from 1) and text, with its line end. Lines over 64 MB are put into `rejects`.

        A line that is not UTF-8 is read as Windows-1252 and counted. Raises UserError if the file is damaged.
        """
        number = 0
        try:
            with self._open() as stream:
                while line := stream.readline(MAX_LINE + 1):
                    number += 1
                    if len(line) > MAX_LINE:
                        rejects.append(_too_long(number, line, stream))
                        continue
                    yield number, self._decode(line)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise UserError(
                f"{self.name} is damaged after line {number}: get the file again, or unpack what can be saved; "
                "nothing was kept of it."
            ) from None

    def _open(self) -> BinaryIO:
        counted = _CountingFile(self.path, self.on_bytes)
        stream: Any = gzip.GzipFile(fileobj=counted) if self.gzipped else counted
        if self.encoding.startswith("utf-16"):
            return _Recoded(stream, self.encoding)  # type: ignore[return-value]
        buffered = io.BufferedReader(stream, 1 << 20)
        if buffered.peek(3)[:3] == codecs.BOM_UTF8:
            buffered.read(3)
        return buffered  # type: ignore[return-value]

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.lines_decoded_otherwise += 1
            try:
                return line.decode("cp1252")
            except UnicodeDecodeError:
                return line.decode("latin-1")


class _CountingFile(io.FileIO):
    """A file that reports the bytes read of it."""

    def __init__(self, path: Path, on_bytes: Callable[[int], None]) -> None:
        super().__init__(path)
        self._on_bytes = on_bytes

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer)
        self._on_bytes(count or 0)
        return count or 0

    def read(self, size: int | None = -1) -> bytes:  # what gzip calls
        block = super().read(size)
        self._on_bytes(len(block))
        return block


class _Recoded(io.TextIOWrapper):
    """A UTF-16 stream that gives UTF-8 lines."""

    def __init__(self, stream: Any, encoding: str) -> None:
        super().__init__(io.BufferedReader(stream), encoding=encoding, errors="replace", newline="")

    def readline(self, size: int = -1) -> bytes:  # type: ignore[override]
        return super().readline(size).encode("utf-8", "replace")


def _too_long(number: int, line: bytes, stream: BinaryIO) -> Reject:
    """The reject of a line over MAX_LINE; the rest of it is read past."""
    size = len(line)
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)
        size += len(line)
    shown = line[:MAX_RECORD_SHOWN].decode("utf-8", "replace")
    return Reject(number, shown, "line_too_long", f"The line has {size:,} bytes; at most {MAX_LINE:,} are read.")


def look_at(path: Path, delimiter: str | None = None) -> Source:
    """The source at `path`: container, compression, encoding, delimiter and columns, from its first 256 kB.

    Raises UserError if it is empty, no table of records, or of a kind that is not read.
    """
    if path.stat().st_size == 0:
        raise UserError(f"{path.name} is empty: there is nothing to ingest; check the export.")
    with path.open("rb") as stream:
        first = stream.read(16)
    if first.startswith(b"PAR1"):
        return Source(path, "parquet", columns=_parquet_columns(path))
    source = Source(path, "csv", gzipped=first.startswith(b"\x1f\x8b"))
    head = _head(source)
    for magic, what in FOREIGN.items():
        if head.startswith(magic):
            raise UserError(f"{path.name} is {what}.")
    source.encoding = _encoding(head, path.name)
    text = "".join(_head_lines(source))
    if not text.strip():
        raise UserError(f"{path.name} is empty: there is nothing to ingest; check the export.")
    if "\n" not in text and text.count("\r") > 1:
        raise UserError(f"{path.name} ends its lines as old Macintoshes did (CR): save it with line feeds (LF).")
    if text.lstrip()[0] in "{[":
        return _as_jsonl(source, text)
    return _as_csv(source, text[: 2 * HEAD_BYTES], delimiter)


def _parquet_columns(path: Path) -> list[str]:
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        raise UserError(f"{path.name} begins like a Parquet file but cannot be read as one: get it again.") from None


def _head(source: Source) -> bytes:
    try:
        with gzip.open(source.path) if source.gzipped else source.path.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UserError(f"{source.name} is a damaged gzip file: get it again; nothing was kept of it.") from None


def _encoding(head: bytes, name: str) -> str:
    """utf-8 (other lines are read as Windows-1252, one by one) or a form of utf-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(0) > len(head) // 4:
        if head[1::2].count(0) > len(head) // 3:
            return "utf-16-le"
        if head[0::2].count(0) > len(head) // 3:
            return "utf-16-be"
        raise UserError(f"{name} is not a text file: claqueur reads CSV, TSV, JSON lines and Parquet.")
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
        raise UserError(
            f"{source.name} is JSON, but not one object per line: write it as JSON lines, "
            "for instance with jq -c '.[]' FILE."
        )
    names = Counter(name for record in records for name in dotted_names(record))
    source.columns = list(names)
    return source


def parse_json(text: str) -> Any:
    """The JSON value of a line, or None. Half a surrogate pair, which some exports hold, becomes a question mark."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return orjson.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return None


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
            "something else than comma, semicolon, tab or vertical bar, name it with --map table.delimiter=CHARACTER."
        )
    repeated = [name for name, count in Counter(source.columns).items() if count > 1 and name]
    if repeated:
        raise UserError(f'{source.name} has two columns named "{repeated[0]}": rename one of them.')
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
        yield from islice(csv.reader(io.StringIO(text), delimiter=delimiter), HEAD_RECORDS)
    except csv.Error:
        return
