"""Colours and layout shared by the charts: few, calm, told apart without colour too."""

from __future__ import annotations

from typing import Any

from claqueur.app.display.formats import Formats

ORDINARY = "#b9c2bf"
COORDINATED = "#b4501e"
ACCENT = "#0b5c6b"
INK = "#0c1214"
FAINT = "#e3e6e1"
HATCHED = {"shape": "/", "size": 4, "fgcolor": "white", "fgopacity": 0.5, "fillmode": "overlay"}  # not by colour alone

# What the reader may do with a chart; no logo, no link to a service.
CHART_CONFIG = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
    "scrollZoom": False,
}


def quiet_layout(formats: Formats, height: int) -> dict[str, Any]:
    """Layout without decoration, numbers by locale."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": ",\u202f" if formats.lang == "fr" else ".,",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK},
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    }


def date_axis(formats: Formats) -> dict[str, Any]:
    """A time axis in numbers only: Plotly knows month names in English alone."""
    day = "%d/%m/%Y" if formats.lang == "fr" else "%Y-%m-%d"
    short = "%d/%m" if formats.lang == "fr" else "%m-%d"
    month = "%m/%Y" if formats.lang == "fr" else "%Y-%m"
    return {
        "type": "date",
        "automargin": True,
        "hoverformat": f"{day} %H:%M:%S",
        "tickformatstops": [
            {"dtickrange": [None, 60_000], "value": "%H:%M:%S"},
            {"dtickrange": [60_000, 86_400_000], "value": f"%H:%M\n{short}"},
            {"dtickrange": [86_400_000, "M1"], "value": day},
            {"dtickrange": ["M1", "M12"], "value": month},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
    }
