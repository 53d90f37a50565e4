"""The campaigns of a run in one picture: size, reach, coordination; the class by shape and colour."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.plot import FAINT
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name
from claqueur.app.views.scales import round_step
from claqueur.app.views.style import ACCENT, COORDINATED, INK, ORDINARY, quiet_option
from claqueur.schema import CAMPAIGN_CLASSES

MARKS = {
    "undeclared": ("circle", COORDINATED),
    "declared": ("rect", ACCENT),
    "automation/syndication": ("diamond", "#6b7d3a"),
    "insufficient": ("triangle", ORDINARY),
}
SMALLEST_PX, LARGEST_PX = 8, 24
FEWEST = 2
ACCOUNT_TICKS = [FEWEST, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]


def campaigns_chart(campaigns: pl.DataFrame, words: Words, formats: Formats) -> tuple[dict[str, Any], list[list[str]]]:
    """Accounts across (logarithmic), reach up, the mark as large as the coordination (by area); as options of ECharts.

    With it the ids of the campaigns, in the order of the series and of the marks in them.
    """
    by_class = [(name, campaigns.filter(pl.col("class") == name)) for name in CAMPAIGN_CLASSES]
    present = [(name, rows) for name, rows in by_class if not rows.is_empty()]
    step = round_step(max(campaigns["reach"]) / 4)
    top = step * math.ceil(max(campaigns["reach"]) / step + 0.1)
    series = [_marks(name, rows, words, formats) for name, rows in present]
    quiet = {"splitLine": {"lineStyle": {"color": FAINT}}, "axisLine": {"show": False}, "axisTick": {"show": False}}
    accounts = {"type": "log", "min": FEWEST, "max": 1.1 * max(campaigns["size"])}
    option = quiet_option() | {
        "grid": {"left": 56, "right": 16, "top": 60, "bottom": 44},
        "legend": {"left": 0, "top": 0, "selectedMode": False, "data": [one["name"] for one in series]},
        "xAxis": quiet
        | accounts
        | {
            "name": words("columns.accounts"),
            "nameLocation": "middle",
            "nameGap": 28,
            "splitLine": {"show": False},
            "axisLabel": {"customValues": ACCOUNT_TICKS},
        },
        "yAxis": quiet
        | {"name": words("axis.reach.name"), "min": 0, "max": top, "interval": step, "axisLabel": {"show": False}},
        "series": [*series, _written_shares(top, step, formats)],
    }
    return option, [rows["campaign_id"].to_list() for _, rows in present]


def _marks(name: str, rows: pl.DataFrame, words: Words, formats: Formats) -> dict[str, Any]:
    """The campaigns of a class."""
    symbol, colour = MARKS[name]
    return {
        "type": "scatter",
        "name": class_name(name, words),
        "symbol": symbol,
        "data": [
            {
                "value": [row["size"], row["reach"]],
                "name": _hover(row, words, formats),
                "symbolSize": max(SMALLEST_PX, LARGEST_PX * math.sqrt(row["coordination"])),
            }
            for row in rows.iter_rows(named=True)
        ],
        "clip": False,
        "selectedMode": "single",
        "itemStyle": {"color": colour, "opacity": 0.75, "borderColor": "white", "borderWidth": 1},
        "select": {"disabled": True},
    }


def _written_shares(top: float, step: float, formats: Formats) -> dict[str, Any]:
    """What is written at the axis of shares: ECharts knows no decimal comma, so they are marks without a body."""
    shares = [step * place for place in range(round(top / step) + 1)]
    label = {"show": True, "position": "left", "color": INK}
    return {
        "type": "scatter",
        "silent": True,
        "clip": False,
        "symbolSize": 1,
        "itemStyle": {"color": "transparent"},
        "data": [
            {"value": [FEWEST, share], "label": label | {"formatter": formats.percent(share)}} for share in shares
        ],
    }


def _hover(row: dict, words: Words, formats: Formats) -> str:
    return words(
        "overview.chart_hover",
        campaign=campaign_name(row["campaign_id"]),
        accounts=words.counted("accounts", row["size"]),
        coordination=formats.percent(row["coordination"]),
        reach=formats.percent(row["reach"]),
    )
