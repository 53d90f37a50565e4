"""The campaigns of a run in one picture: size, coordination, reach; the class by shape and colour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name
from claqueur.app.views.style import ACCENT, COORDINATED, FAINT, ORDINARY, quiet_layout
from claqueur.schema import CAMPAIGN_CLASSES

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MARKS = {
    "undeclared": ("circle", COORDINATED),
    "declared": ("square", ACCENT),
    "automation/syndication": ("diamond", "#6b7d3a"),
    "insufficient": ("x", ORDINARY),
}
OUTLINE = {"width": 1, "color": "white"}
SMALLEST_PX, LARGEST_PX = 10, 46


def campaigns_figure(campaigns: pl.DataFrame, words: Words, formats: Formats) -> Figure:
    """Accounts across (logarithmic), coordination up, the mark as large as the reach (by area). customdata: the id."""
    from plotly.graph_objects import Figure, Scatter

    most = max(campaigns["reach"].max() or 0, 1e-9)  # type: ignore[type-var,operator]
    traces = []
    for name in CAMPAIGN_CLASSES:
        rows = campaigns.filter(pl.col("class") == name)
        if rows.is_empty():
            continue
        symbol, colour = MARKS[name]
        sizes = [max(SMALLEST_PX, LARGEST_PX * math.sqrt((reach or 0) / most)) for reach in rows["reach"]]
        traces.append(
            Scatter(
                x=rows["size"].to_list(),
                y=[100 * share for share in rows["coordination"]],
                customdata=rows["campaign_id"].to_list(),
                name=class_name(name, words),
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": sizes,
                    "color": colour,
                    "opacity": 0.75,
                    "line": {"width": 1, "color": "white"},
                },
                hovertext=[_hover(row, words, formats) for row in rows.iter_rows(named=True)],
                hoverinfo="text",
            )
        )
    figure = Figure(traces, layout=quiet_layout(formats, height=320))
    common = {"gridcolor": FAINT, "automargin": True, "zeroline": False}
    figure.update_layout(
        legend={"itemsizing": "constant"},
        xaxis={"title": words("columns.accounts"), "type": "log", "dtick": "D2", "tickformat": ",d", **common},
        yaxis={"title": words("axis.coordination.name"), "range": [0, 108], "ticksuffix": "\u00a0%", **common},
    )
    return figure


def _hover(row: dict, words: Words, formats: Formats) -> str:
    return words(
        "overview.chart_hover",
        campaign=campaign_name(row["campaign_id"]),
        accounts=words.counted("accounts", row["size"]),
        coordination=formats.percent(row["coordination"]),
        reach=formats.percent(row["reach"]),
    )
