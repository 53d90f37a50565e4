"""Tables with their cells written by us, handed to Streamlit as pandas' table styles; without what styles cost.

pandas imports matplotlib wherever it is installed, a second for colour maps that the app never uses. And its Styler
works out a class, an id and a text for every cell: half of what the list of 500 campaigns took.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

NOTHING = "–"
_one_at_a_time = Lock()  # a page that needs tables waits for the thread that imports what they need
STYLES, DRAWING = "pandas.io.formats.style", "matplotlib"


def import_styles() -> None:
    """Import pandas' styles, once, whoever asks first; matplotlib stays as it was, imported or not."""
    with _one_at_a_time:
        if STYLES in sys.modules:
            return
        hidden = DRAWING not in sys.modules
        if hidden:
            sys.modules[DRAWING] = None  # type: ignore[assignment]  # "not installed", for the time of this import
        try:
            importlib.import_module(STYLES)
        finally:
            if hidden:
                del sys.modules[DRAWING]


def written_table(table: pl.DataFrame, writers: Mapping[str, Callable[[Any], str]]) -> Styler:
    """`table` with the columns of `writers` written by them, and a dash where any column has nothing."""
    import_styles()
    frame = table.to_pandas()
    for name in table.columns:
        if isinstance(table[name].dtype, pl.List):
            frame[name] = table[name].to_list()  # Streamlit writes every cell once more, and numpy writes slowly
    styler = frame.style
    cells = [
        [{"id": f"row{row}_col{place}", "display_value": text} for row, text in enumerate(texts)]
        for place, name in enumerate(table.columns)
        if (texts := _texts(table[name], writers.get(name)))
    ]
    # What Streamlit asks of a Styler (elements/lib/pandas_styler_utils.py), without pandas' own long way to it.
    styler._compute = lambda: None  # type: ignore[attr-defined]
    styler._translate = lambda *_: {"body": cells}  # type: ignore[attr-defined]
    return styler


def _texts(values: pl.Series, write: Callable[[Any], str] | None) -> list[str]:
    """The cells of a column as they are shown; empty if they are shown as they are."""
    if write is None and not values.null_count():
        return []
    return [NOTHING if value is None else write(value) if write else str(value) for value in values.to_list()]
