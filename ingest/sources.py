"""A file, read line by line or value by value, whatever its compression and encoding."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import ijson
import orjson

from claqueur.errors import UserError
from claqueur.ingest.drafts import MAX_RECORD_SHOWN, Reject
from claqueur.ingest.streams import DAMAGED, open_bytes
from claqueur.ingest.workbooks import Sheet

MAX_LINE = 64 * 2**20  # a response page of 500 posts with everything expanded has about 5 MB


@dataclass
class Source:
    """One file being read.

    container: csv, jsonl (a JSON object per line), json (objects over several lines, or a list of them), parquet,
    xlsx (sheet: the one that holds the table), car (a repository's export) or folder (an unpacked one).
    columns: the names of its columns (of JSON those of the first records, nested ones as a.b). first_records: the first
    records of JSON; of one large object, what its beginning tells. delimiter: of a csv file. member: the file's name in
    a zip archive. preamble: bytes before the JSON. list_path: where in a JSON document the records are ("item": it is a
    list, "": it is the record). in_order: calls a function of a module with each item, as Workers.in_order does.
    """

    path: Path
    container: str
    member: str | None = None
    preamble: int = 0
    list_path: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: Sheet | None = None
    columns: list[str] = field(default_factory=list)
    first_records: list[Any] = field(default_factory=list)
    lines_decoded_otherwise: int = 0
    on_bytes: Callable[[int], None] = lambda count: None
    in_order: Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]] = map

    @property
    def name(self) -> str:
        """The file's name, as shown to the user."""
        return self.path.name if self.member is None else f"{self.path.name}/{self.member}"

    def lines(self, rejects: list[Reject]) -> Iterator[tuple[int, str]]:
        """As raw_lines, the lines as text: see decode."""
        return ((number, self.decode(line)) for number, line in self.raw_lines(rejects))

    def raw_lines(self, rejects: list[Reject]) -> Iterator[tuple[int, bytes]]:
        """Line number (from 1) and bytes, with the line end. Lines over MAX_LINE are put into `rejects`.

        Raises UserError if the file is damaged.
        """
        number = 0
        try:
            with self._open() as stream:
                while line := stream.readline(MAX_LINE + 1):
                    number += 1
                    if len(line) > MAX_LINE:
                        rejects.append(_too_long(number, line, stream))
                        continue
                    yield number, line
        except DAMAGED:
            raise self._damaged(f"line {number}") from None

    def values(self, list_path: str | None = None) -> Iterator[Any]:
        """The values at `list_path` (by default the source's own) of a JSON document, one at a time.

        Written in ijson's way: "messages.item" are the items of the list under "messages". Raises UserError if the file
        is damaged or no JSON.
        """
        where, number = self.list_path if list_path is None else list_path, 0
        try:
            with self._open() as stream:
                stream.read(self.preamble)
                for value in ijson.items(stream, where, use_float=True, multiple_values=True):
                    number += 1
                    yield value
        except DAMAGED:
            raise self._damaged(f"record {number}") from None
        except ijson.JSONError as error:
            raise self._damaged(f"record {number}", f"mend it there ({_told(error)})") from None

    def _damaged(self, place: str, remedy: str = "unpack what can be saved") -> UserError:
        return UserError(
            f"{self.name} is damaged after {place}: get the file again, or {remedy}; nothing was kept of it.",
            "damaged",
            name=self.name,
        )

    def _open(self) -> BinaryIO:
        stream: Any = open_bytes(self.path, self.member, self.on_bytes)
        if self.encoding.startswith("utf-16"):
            return _Recoded(stream, self.encoding)  # type: ignore[return-value]
        if stream.peek(3)[:3] == codecs.BOM_UTF8:
            stream.read(3)
        return stream

    def decode(self, line: bytes) -> str:
        """The text of a line; one that is not UTF-8 is counted."""
        text, is_utf8 = decoded(line)
        self.lines_decoded_otherwise += not is_utf8
        return text


class _Recoded(io.TextIOWrapper):
    """A UTF-16 stream that gives UTF-8 lines."""

    def __init__(self, stream: Any, encoding: str) -> None:
        super().__init__(stream, encoding=encoding, errors="replace", newline="")

    def readline(self, size: int = -1) -> bytes:  # type: ignore[override]
        return super().readline(size).encode("utf-8", "replace")

    def read(self, size: int | None = -1) -> bytes:  # type: ignore[override]
        return super().read(size).encode("utf-8", "replace")


def decoded(line: bytes) -> tuple[str, bool]:
    """The text of a line, and whether it is UTF-8; one that is not is read as Windows-1252."""
    try:
        return line.decode(), True
    except UnicodeDecodeError:
        try:
            return line.decode("cp1252"), False
        except UnicodeDecodeError:
            return line.decode("latin-1"), False


def _too_long(number: int, line: bytes, stream: BinaryIO) -> Reject:
    """The reject of a line over MAX_LINE; the rest of it is read past."""
    size, shown = len(line), line[:MAX_RECORD_SHOWN].decode("utf-8", "replace")
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)
        size += len(line)
    return Reject(number, shown, "line_too_long", f"The line has {size:,} bytes; at most {MAX_LINE:,} are read.")


def _told(error: ijson.JSONError) -> str:
    """What is wrong with the JSON, in ijson's words; below them it quotes the place."""
    words = error.args[0]
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return text.partition("\n")[0].rstrip(".")


def parse_json(text: str | bytes) -> Any:
    """The JSON value of a line, or None. What some exports hold is read: NaN as nothing, half a surrogate as "?"."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            value = json.loads(text, parse_constant=lambda name: None)
            return orjson.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return None
