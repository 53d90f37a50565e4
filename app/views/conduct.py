"""How the members of a campaign post: their week beside that of the whole conversation, their gaps, their replies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl
from babel.dates import get_day_names

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT, FAINT, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HOUR_S, DAY_HOURS, WEEK_HOURS = 3_600, 24, 168
MONDAY_OFFSET_H = 72  # 1970 began on a Thursday
TICKS = (0, 6, 12, 18)
PER_POSTS = 100


def week_of(timeline: pl.DataFrame) -> list[int]:
    """Posts by hour of the week, 168 numbers from Monday 00:00 UTC, from rows of TIMELINE."""
    place = ((pl.col("hour") // HOUR_S + MONDAY_OFFSET_H) % WEEK_HOURS).alias("place")
    counted = dict(timeline.group_by(place).agg(pl.col("n_posts").sum()).iter_rows())
    return [counted.get(hour, 0) for hour in range(WEEK_HOURS)]


def evenness(hours: list[int]) -> float | None:
    """Entropy of posts by hour of the week as a share of the largest possible one; None without posts."""
    total = sum(hours)
    if not total:
        return None
    return 0.0 - sum(n / total * math.log(n / total) for n in hours if n) / math.log(len(hours))


def week_figure(own: list[int], everybody: list[int], words: Words, formats: Formats) -> Figure:
    """Two maps of the week, hours across and days down: the members' posts and all posts, darker for a larger share."""
    from plotly.graph_objects import Figure, Heatmap

    names = get_day_names("abbreviated", locale=formats.locale)
    days = [names[day] for day in range(7)]
    maps = [
        Heatmap(
            z=_by_day(hours),
            x=list(range(DAY_HOURS)),
            y=days,
            text=_by_day(_hovers(hours, days, words, formats)),
            hovertemplate="%{text}<extra></extra>",
            colorscale=[[0, FAINT], [1, ACCENT]],
            zmin=0,
            zmax=max(*hours, 1),
            showscale=False,
            xgap=1,
            ygap=1,
            xaxis=f"x{place}",
            yaxis=f"y{place}",
        )
        for place, hours in enumerate((own, everybody), start=1)
    ]
    figure = Figure(maps, layout=quiet_layout(formats, height=260))
    common = {"automargin": True, "fixedrange": True}
    hour_axis = {"tickvals": list(TICKS), "ticktext": [_o_clock(hour) for hour in TICKS], **common}
    day_axis = {"autorange": "reversed", **common}
    figure.update_layout(
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        xaxis={**hour_axis, "domain": [0, 0.48], "anchor": "y"},
        xaxis2={**hour_axis, "domain": [0.52, 1], "anchor": "y2"},
        yaxis={**day_axis, "anchor": "x"},
        yaxis2={**day_axis, "anchor": "x2", "showticklabels": False},
    )
    for x, title in ((0, "conduct.own"), (0.52, "conduct.all")):
        place = {"x": x, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        figure.add_annotation(text=words(title), showarrow=False, **place)
    return figure


def _by_day(values: list[Any]) -> list[list[Any]]:
    return [values[start : start + DAY_HOURS] for start in range(0, WEEK_HOURS, DAY_HOURS)]


def _hovers(hours: list[int], days: list[str], words: Words, formats: Formats) -> list[str]:
    total = sum(hours)
    return [
        words(
            "conduct.hover",
            day=days[hour // DAY_HOURS],
            hour=_o_clock(hour % DAY_HOURS),
            posts=words.counted("posts", n),
            share=formats.percent(n / total if total else None),
        )
        for hour, n in enumerate(hours)
    ]


def _o_clock(hour: int) -> str:
    return f"{hour:02d}:00"


def conduct_sentences(row: dict[str, Any], everybody: list[int], words: Words, formats: Formats) -> list[str]:
    """What the week, the gaps and the replies say, in sentences. row: CONDUCT."""
    week = words("conduct.week", own=formats.percent(row["week_entropy"]), all=formats.percent(evenness(everybody)))
    gaps = [] if row["gap_entropy"] is None else [words("conduct.gaps", share=formats.percent(row["gap_entropy"]))]
    if row["replies_inside"] is None:
        return [week, *gaps, words("conduct.no_replies")]
    inside, outside = (formats.decimal(PER_POSTS * row[name], 1) for name in ("replies_inside", "replies_outside"))
    return [week, *gaps, words("conduct.talk", inside=inside, outside=outside)]
