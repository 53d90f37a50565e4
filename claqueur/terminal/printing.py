"""Printing tables as text, JSON lines or CSV.

JSON is exact; text and CSV are for eyes and spreadsheets, so cells lose what would act on them.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from datetime import datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

CELL_WIDTH = 60
PIPE_WIDTH = 10_000  # a pipe has no width: nothing is left out for one
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?")
JOINERS = "\u200c\u200d"  # letters of Persian and parts of emoji hold together by them


class _Harmless(dict[int, str]):
    """For str.translate. Posts are untrusted: control characters could move the cursor or colour the terminal,
    format characters could turn the reading direction or hide text. Each becomes a space.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        unsafe = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in JOINERS
        return self.setdefault(code, " " if unsafe else character)


class _Escaped(dict[int, str]):
    """For str.translate on JSON: the same characters as JSON escapes, so nothing is lost."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        safe = code == ord("\n") or _HARMLESS[code] == character
        return self.setdefault(code, character if safe else json.dumps(character)[1:-1])


_HARMLESS, _ESCAPED = _Harmless(), _Escaped()


def harmless(text: str) -> str:
    """`text` on one line, without characters that act on a terminal."""
    return text.translate(_HARMLESS)


class Format(StrEnum):
    """How a listing is printed."""

    table = "table"
    json = "json"
    csv = "csv"


def print_frame(frame: pl.DataFrame, style: Format, empty: str) -> None:
    """Print a frame; `empty` is the sentence for a table without rows (the other formats print none)."""
    if style is Format.json:
        _print_json(frame)
    elif style is Format.csv:
        _print_csv(frame)
    elif frame.is_empty():
        print(empty)
    else:
        _print_table(frame)


def _print_json(frame: pl.DataFrame) -> None:
    import orjson

    for row in frame.iter_rows(named=True):
        line = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE).decode()
        sys.stdout.buffer.write(line.translate(_ESCAPED).encode())


def _print_csv(frame: pl.DataFrame) -> None:
    import csv

    # UTF-8 whatever the terminal: the file outlives it
    utf8 = SimpleNamespace(write=lambda text: sys.stdout.buffer.write(text.encode()))
    writer = csv.writer(utf8, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.iter_rows():
        writer.writerow([_as_formula_safe(harmless(_raw(value))) for value in row])


def _print_table(frame: pl.DataFrame) -> None:
    """Aligned columns, as many as fit; a listing has its most telling columns first."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    width = console.width if console.is_terminal else PIPE_WIDTH
    # Text, not str: square brackets in posts are no markup
    cells = {name: [Text(_cut(harmless(_plain(value)))) for value in frame[name].to_list()] for name in frame.columns}
    shown = _fitting({name: max(len(name), *(c.cell_len for c in column)) for name, column in cells.items()}, width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in shown:
        table.add_column(name, justify="right" if frame[name].dtype.is_numeric() else "left", overflow="fold")
    for row in zip(*(cells[name] for name in shown), strict=True):
        table.add_row(*row)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    with console.capture() as drawn:
        console.print(table)
    print(drawn.get(), end="")  # not by the console, which ends the process itself when the reader of a pipe has left
    left_out = [name for name in frame.columns if name not in shown]
    if left_out:
        print(f"(Too wide for this terminal: {', '.join(left_out)}. A wider one, --format csv or json shows all.)")


def _fitting(widths: dict[str, int], available: int) -> list[str]:
    """The first columns that fit side by side with two spaces between; at least the first four."""
    shown: list[str] = []
    for name, width in widths.items():
        available -= width + (2 if shown else 0)
        if available < 0 and len(shown) >= 4:
            break
        shown.append(name)
    return shown


def _raw(value: Any) -> str:
    """As _plain, but numbers keep all their digits: a score of 0.99999996 is not 1."""
    return f"{value:.15g}" if isinstance(value, float) else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, list):
        return "|".join(_plain(item) for item in value)
    if isinstance(value, float):
        return f"{value:.3g}" if 0 < abs(value) < 0.001 else f"{value:g}"
    return str(value)


def _as_formula_safe(text: str) -> str:
    """A leading =, +, - or @, also as a wide character, could be run as a formula by a spreadsheet: an apostrophe
    goes before it. Numbers, such as the ids of Telegram, stay as they are.
    """
    starts = unicodedata.normalize("NFKC", text.lstrip()[:1])[:1] in ("=", "+", "-", "@") and text.strip() != ""
    return f"'{text}" if starts and not NUMBER.fullmatch(text) else text


def _cut(text: str) -> str:
    return text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"
