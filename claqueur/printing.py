"""Printing tables as text, JSON lines or CSV."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

CELL_WIDTH = 60
# Posts are untrusted: control characters could move the cursor or colour the terminal.
_HARMLESS = dict.fromkeys([*range(32), 127, *range(128, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")


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
        sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()


def _print_csv(frame: pl.DataFrame) -> None:
    import csv

    writer = csv.writer(sys.stdout)
    writer.writerow(frame.columns)
    for row in frame.iter_rows():
        writer.writerow([_as_formula_safe(_plain(value)) for value in row])


def _print_table(frame: pl.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in frame.columns:
        table.add_column(name, justify="right" if frame[name].dtype.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        # Text, not str: square brackets in posts are no markup
        table.add_row(*[Text(_cut(_plain(value).translate(_HARMLESS))) for value in row])
    if not console.is_terminal:  # a pipe has no width: do not fold for one
        console.width = 240
    console.print(table)


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
    """A leading =, +, - or @ would be run as a formula by a spreadsheet: put an apostrophe before it."""
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else text


def _cut(text: str) -> str:
    return text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"
