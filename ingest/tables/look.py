"""What kind of file it is: container, compression, encoding, delimiter and columns, told from its beginning."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import ijson
import pyarrow as pa
import pyarrow.parquet as pq

from claqueur.errors import UserError
from claqueur.ingest.repositories.car import is_car
from claqueur.ingest.sources import Source, parse_json
from claqueur.ingest.streams import DAMAGED, ZIP, is_packed, open_bytes
from claqueur.ingest.workbooks import is_workbook, sheet_of

HEAD_BYTES = 256 * 1024
HEAD_ROWS = 50  # enough to tell the delimiter
HEAD_RECORDS = 1_000  # a JSON object may lack what others have
DELIMITERS = ",;\t|"
ASSIGNMENT = re.compile(rb"\s*window\.YTD\.\w+\.part\d+\s*=\s*")  # X's own archives are JavaScript
# File beginnings that are no text, with what to do about them; ZIP and Parquet come here where they are packed again.
FOREIGN = {
    b"PK\x03\x04": ("packed", "a ZIP archive in another, or an office document: unpack it first, or export its table"),
    b"PAR1": ("packed", "a Parquet file that is packed again: unpack it first"),
    b"\xd0\xcf\x11\xe0": ("excel", "an old Excel workbook, or one with a password: save it as .xlsx without one"),
    b"%PDF": ("pdf", "a PDF document: get the data as CSV, JSON lines or Parquet"),
    b"BZh": ("packed", "compressed with bzip2: unpack it first (gzip, zstd and zip are read as they are)"),
    b"\xfd7zXZ": ("packed", "compressed with xz: unpack it first (gzip, zstd and zip are read as they are)"),
    b"SQLite format 3": ("sqlite", "an SQLite database: export the table as CSV first"),
}
TAR, TAR_AT = b"ustar", 257
CONTROLS = tuple(set(range(32)) - set(b"\t\n\r"))
MAX_CONTROLS = 0.05


def look_at(path: Path, delimiter: str | None = None, member: str | None = None, sheet: str | None = None) -> Source:
    """The source at `path`, or its member: container, encoding, delimiter and columns, from its first 256 kB.

    sheet: of a workbook, by default the only one with a table. A folder is taken for an unpacked repository. Raises
    UserError if it is empty, no table of records, or of a kind that is not read.
    """
    if path.is_dir():
        return Source(path, "folder")
    if path.stat().st_size == 0:
        raise _empty(path.name)
    try:
        with path.open("rb") as stream:
            first = stream.read(16)
    except PermissionError:
        sentence = f"{path.name} may not be read by you: change its permissions or copy it."
        raise UserError(sentence, "forbidden", name=path.name) from None
    if first.startswith(b"PAR1"):
        return Source(path, "parquet", columns=_parquet_columns(path))
    source = Source(path, "csv", member=member)
    head = _head(source)
    if head.startswith(ZIP) and is_workbook(path, member):
        return _as_workbook(source, sheet)
    if is_car(head):
        source.container = "car"
        return source
    _refuse_foreign(head, source.name)
    return _as_text(source, head, delimiter)


def _as_text(source: Source, head: bytes, delimiter: str | None) -> Source:
    """A text file: JSON or a table."""
    source.encoding = _encoding(head, source.name)
    assigned = ASSIGNMENT.match(head)
    if assigned:
        source.preamble = assigned.end()
        return _as_json(source, head)
    text = "".join(_head_lines(source))
    if not text.strip():
        if head.lstrip()[:1] in (b"{", b"["):  # one line beyond all limits
            return _as_json(source, head)
        raise _empty(source.name)
    if "\n" not in text and text.count("\r") > 1:
        sentence = f"{source.name} ends its lines as old Macintoshes did (CR): save it with line feeds (LF)."
        raise UserError(sentence, "old_lines", name=source.name)
    start = text.lstrip()
    if start[0] == "[" or start.partition("\n")[0].strip() == "{":
        return _as_json(source, text[:HEAD_BYTES].encode("utf-8", "replace"))
    if start[0] == "{":
        return _as_jsonl(source, text)
    return _as_csv(source, text[: 2 * HEAD_BYTES], delimiter)


def _as_workbook(source: Source, sheet: str | None) -> Source:
    source.container = "xlsx"
    source.sheet = sheet_of(source.path, source.member, sheet)
    source.columns = source.sheet.columns
    _refuse_repeated(source)
    return source


def _empty(name: str) -> UserError:
    return UserError(f"{name} is empty: there is nothing to ingest; check the export.", "empty", name=name)


def _parquet_columns(path: Path) -> list[str]:
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        sentence = f"{path.name} begins like a Parquet file but cannot be read as one: get it again."
        raise UserError(sentence, "damaged", name=path.name) from None


def _head(source: Source) -> bytes:
    try:
        with open_bytes(source.path, source.member) as stream:
            return stream.read(HEAD_BYTES)
    except DAMAGED:
        kind = "zip" if source.member is not None else "gzip or zstd" if is_packed(source.path) else "text"
        sentence = f"{source.name} is a damaged {kind} file: get it again; nothing was kept of it."
        raise UserError(sentence, "damaged", name=source.name) from None


def _refuse_foreign(head: bytes, name: str) -> None:
    for magic, (kind, what) in FOREIGN.items():
        if head.startswith(magic):
            raise UserError(f"{name} is {what}.", kind, name=name)
    if head.startswith(TAR, TAR_AT):
        raise UserError(f"{name} is a tar archive: unpack it first, and name the folder.", "packed", name=name)


def _encoding(head: bytes, name: str) -> str:
    """utf-8 (other lines are read as Windows-1252, one by one) or a form of utf-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(0) > len(head) // 4:
        if head[1::2].count(0) > len(head) // 3:
            return "utf-16-le"
        if head[0::2].count(0) > len(head) // 3:
            return "utf-16-be"
        raise _no_text(name)
    controls = [byte for byte in CONTROLS if byte in head]
    # Of 256 kinds of bytes they are 29; a delimiter such as Hive's is one of them, and some exports hold a few.
    if len(controls) > 3 and sum(map(head.count, controls)) > MAX_CONTROLS * len(head):
        raise _no_text(name)
    return "utf-8"


def _no_text(name: str) -> UserError:
    return UserError(
        f"{name} is not a text file: claqueur reads CSV, TSV, JSON, Parquet, Excel workbooks (.xlsx) and exports of "
        "Bluesky's repositories (.car), also packed with gzip, zstd or zip.",
        "no_text",
        name=name,
    )


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
    return _with_columns(source)


def _as_json(source: Source, head: bytes) -> Source:
    """A JSON document: a list of records, one record, or records one after the other, over any number of lines."""
    source.container = "json"
    beginning = _beginning(head[source.preamble :])
    source.list_path = "item" if isinstance(beginning, list) else ""
    source.first_records = beginning[:HEAD_RECORDS] if isinstance(beginning, list) else [beginning]
    return _with_columns(source)


def _beginning(head: bytes) -> Any:
    """The JSON value at the beginning of a file, as far as it is there."""
    builder = ijson.ObjectBuilder()
    try:
        for event, value in ijson.basic_parse(io.BytesIO(head), use_float=True, multiple_values=True):
            if builder.value is not None and not builder.containers:
                break  # what comes is the next of several
            builder.event(event, value)
    except ijson.JSONError:
        pass  # cut off, or no JSON from there on: reading will tell
    return builder.value


def _with_columns(source: Source) -> Source:
    """The source with the names that its first records have. Raises UserError if there is no record among them."""
    records = [record for record in source.first_records if isinstance(record, dict)]
    source.columns = list(Counter(name for record in records for name in dotted_names(record)))
    if not source.columns:
        if source.container == "json":
            next(source.values(), None)  # where it is broken at its beginning, this says how
        sentence = f"{source.name} is JSON, but holds no records (objects with names and values): check the export."
        raise UserError(sentence, "json", name=source.name)
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
    _refuse_repeated(source)
    return source


def _refuse_repeated(source: Source) -> None:
    repeated = [name for name, count in Counter(source.columns).items() if count > 1 and name]
    if repeated:
        sentence = f'{source.name} has two columns named "{repeated[0]}": rename one of them.'
        raise UserError(sentence, "same_columns", name=source.name, column=repeated[0])


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
