"""pandas' table styles without matplotlib: pandas imports it wherever it is installed, a second for colour maps that
the app never uses."""

from __future__ import annotations

import importlib
import sys

STYLES, DRAWING = "pandas.io.formats.style", "matplotlib"


def import_styles() -> None:
    """Import pandas' styles; matplotlib stays as it was, imported or not."""
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
