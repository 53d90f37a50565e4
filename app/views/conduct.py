"""How the members of a campaign post: their week beside that of the whole conversation, their gaps, their replies."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
from babel.dates import get_day_names

from claqueur.app.display.formats import Formats
from claqueur.app.display.marks import bar
from claqueur.app.display.plot import FAINT, Axis, Hover, Panel, Plot
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT

HOUR_S, DAY_HOURS, WEEK_HOURS = 3_600, 24, 168
MONDAY_OFFSET_H = 72  # 1970 began on a Thursday
TICKS = (0, 6, 12, 18)
PER_POSTS = 100
MAP_PX = 170


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


def week_plot(own: list[int], everybody: list[int], words: Words, formats: Formats) -> Plot:
    """Two maps of the week, hours across and days down: the members' posts and all posts, darker for a larger share."""
    names = get_day_names("abbreviated", locale=formats.locale)
    days = [names[day] for day in range(7)]
    across = Axis([((hour + 0.5) / DAY_HOURS, _o_clock(hour)) for hour in TICKS], has_lines=False)
    down = Axis([(1 - (day + 0.5) / len(days), name) for day, name in enumerate(days)], has_lines=False)
    panels = []
    for hours, title in ((own, "conduct.own"), (everybody, "conduct.all")):
        cells = [Hover(*cell_box(hour), text) for hour, text in enumerate(_hovers(hours, days, words, formats))]
        marks = [
            bar(cell.x, 0.94 * cell.width, 0.92 * cell.height, _shade(n / max(*hours, 1)), y=cell.y)
            for cell, n in zip(cells, hours, strict=True)
        ]
        panels.append(Panel(marks, MAP_PX, down, across, cells, title=words(title)))
    return Plot(panels, is_beside=True)


def cell_box(hour: int) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of an hour of the week in its map."""
    day, hour_of_day = divmod(hour, DAY_HOURS)
    return hour_of_day / DAY_HOURS, 1 - (day + 1) / 7, 1 / DAY_HOURS, 1 / 7


def _shade(share: float) -> str:
    """A colour between that of nothing and that of the busiest hour."""
    pairs = [(int(FAINT[at : at + 2], 16), int(ACCENT[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(pale + share * (dark - pale)):02x}" for pale, dark in pairs)


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
