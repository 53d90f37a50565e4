"""The campaigns of a run in one picture: size, reach, coordination; the class by shape and colour."""

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
SMALLEST_PX, LARGEST_PX = 8, 24
ACCOUNT_TICKS = [2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]


def campaigns_figure(campaigns: pl.DataFrame, words: Words, formats: Formats) -> Figure:
    """Accounts across (logarithmic), reach up, the mark as large as the coordination (by area). customdata: the id."""
    from plotly.graph_objects import Figure, Scatter

    traces = []
    for name in CAMPAIGN_CLASSES:
        rows = campaigns.filter(pl.col("class") == name)
        if rows.is_empty():
            continue
        symbol, colour = MARKS[name]
        sizes = [max(SMALLEST_PX, LARGEST_PX * math.sqrt(share)) for share in rows["coordination"]]
        traces.append(
            Scatter(
                x=rows["size"].to_list(),
                y=[100 * share for share in rows["reach"]],
                customdata=rows["campaign_id"].to_list(),
                name=class_name(name, words),
                mode="markers",
                cliponaxis=False,
                marker={
                    "symbol": symbol,
                    "size": sizes,
                    "color": colour,
                    "opacity": 0.75,
                    "line": OUTLINE,
                },
                hovertext=[_hover(row, words, formats) for row in rows.iter_rows(named=True)],
                hoverinfo="text",
            )
        )
    percent = "\u00a0%" if formats.lang == "fr" else "%"
    figure = Figure(traces, layout=quiet_layout(formats, height=320))
    common = {"gridcolor": FAINT, "automargin": True, "zeroline": False}
    figure.update_layout(
        legend={"itemsizing": "constant"},
        xaxis={"title": words("columns.accounts"), "type": "log", "tickvals": ACCOUNT_TICKS, **common},
        yaxis={"title": words("axis.reach.name"), "rangemode": "tozero", "ticksuffix": percent, **common},
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
