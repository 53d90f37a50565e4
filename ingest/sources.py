"""A file, read line by line whatever its compression and encoding."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from claqueur.errors import UserError
from claqueur.ingest.drafts import MAX_RECORD_SHOWN, Reject

MAX_LINE = 64 * 2**20  # a response page of 500 posts with everything expanded has about 5 MB


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
        """Line number (from 1) and text, with its line end. Lines over MAX_LINE are put into `rejects`.

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
                "nothing was kept of it.",
                "damaged",
                name=self.name,
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
    size, shown = len(line), line[:MAX_RECORD_SHOWN].decode("utf-8", "replace")
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)
        size += len(line)
    return Reject(number, shown, "line_too_long", f"The line has {size:,} bytes; at most {MAX_LINE:,} are read.")


def parse_json(text: str) -> Any:
    """The JSON value of a line, or None. Half a surrogate pair, which some exports hold, becomes a question mark."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return orjson.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return None
