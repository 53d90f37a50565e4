"""The campaigns of a run in one picture: size, reach, coordination; the class by shape and colour."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

import polars as pl
from markupsafe import Markup

from claqueur.app.display.formats import Formats
from claqueur.app.display.marks import dot
from claqueur.app.display.plot import Axis, Choice, Panel, Plot
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name
from claqueur.app.views.scales import round_step, shares_axis
from claqueur.app.views.style import ACCENT, COORDINATED, ORDINARY
from claqueur.schema import CAMPAIGN_CLASSES

MARKS = {
    "undeclared": ("circle", COORDINATED),
    "declared": ("square", ACCENT),
    "automation/syndication": ("diamond", "#6b7d3a"),
    "insufficient": ("triangle-up", ORDINARY),
}
HEIGHT_PX = 260
SMALLEST_PX, LARGEST_PX = 8, 24
LEGEND_PX = 12
FEWEST = 2
ACCOUNT_TICKS = [FEWEST, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]


def campaigns_plot(campaigns: pl.DataFrame, link: dict[str, str], words: Words, formats: Formats) -> Plot:
    """Accounts across (logarithmic), reach up, the mark as large as the coordination (by area); each can be chosen.

    link: the parameters of a link to this run, to which each campaign adds its own.
    """
    step = round_step(max(campaigns["reach"]) / 4)
    top = step * math.ceil(max(campaigns["reach"]) / step + 0.1)
    most = 1.1 * max(campaigns["size"])
    rows = campaigns.sort("coordination", "campaign_id", descending=[True, False]).to_dicts()  # small ones in front
    spots = [(row, _across(row["size"], most), row["reach"] / top, _size_px(row["coordination"])) for row in rows]
    below = [(_across(count, most), formats.number(count)) for count in ACCOUNT_TICKS if count <= most]
    shares = [step * place for place in range(round(top / step) + 1)]
    panel = Panel(
        [_mark(row["class"], x, y, size) for row, x, y, size in spots],
        HEIGHT_PX,
        shares_axis(top, shares, formats.percent, words("axis.reach.name")),
        Axis(below, words("columns.accounts"), has_lines=False),
        choices=[
            Choice(
                *(x, y, size, row["campaign_id"]),
                link=f"campaign?{urlencode(link | {'campaign': row['campaign_id']})}",
                text=_hover(row, words, formats),
            )
            for row, x, y, size in spots
        ],
    )
    present = [name for name in CAMPAIGN_CLASSES if name in set(campaigns["class"])]
    legend = [(_mark(name, 0.5, 0.5, LEGEND_PX), class_name(name, words)) for name in present]
    return Plot([panel], legend)


def _across(count: int, most: float) -> float:
    return math.log(count / FEWEST) / math.log(most / FEWEST)


def _size_px(coordination: float) -> float:
    return max(SMALLEST_PX, LARGEST_PX * math.sqrt(coordination))


def _mark(campaign_class: str, x: float, y: float, size_px: float) -> Markup:
    symbol, colour = MARKS[campaign_class]
    return dot(x, y, symbol, size_px, colour)


def _hover(row: dict[str, Any], words: Words, formats: Formats) -> str:
    return words(
        "overview.chart_hover",
        campaign=campaign_name(row["campaign_id"]),
        accounts=words.counted("accounts", row["size"]),
        coordination=formats.percent(row["coordination"]),
        reach=formats.percent(row["reach"]),
    )
