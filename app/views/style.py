"""Colours shared by the charts: few, calm, told apart without colour too; and what the charts of ECharts share."""

from __future__ import annotations

from typing import Any

ORDINARY = "#b9c2bf"
GREY = "#7d8a86"  # darker: for lines, and under hatching
COORDINATED = "#b4501e"
ACCENT = "#0b5c6b"
INK = "#0c1214"
FONT = '"Source Sans", sans-serif'  # Streamlit's own


def quiet_option() -> dict[str, Any]:
    """Options of ECharts that hold for every chart: no movement, and the name of a mark is what it says to the mouse.

    ECharts escapes the name; lines in it stay lines.
    """
    said = {"formatter": "{b}", "extraCssText": "white-space: pre-line", "confine": True, "textStyle": {"color": INK}}
    return {"animation": False, "textStyle": {"color": INK, "fontFamily": FONT}, "tooltip": said}
