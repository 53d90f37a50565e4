"""The conversation over time, and within it the posts that are evidence of coordination."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.style import COORDINATED, FAINT, HATCHED, ORDINARY, date_axis, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MAX_BINS = 180
BIN_HOURS = (1, 3, 6, 12, 24, 7 * 24, 28 * 24)
HOUR_S = 3_600
MANY = 6  # below, Plotly would label halves of a post


def bin_hours(first_hour: int, last_hour: int, max_bins: int = MAX_BINS) -> int:
    """Hours in one bar, so that the period from `first_hour` to `last_hour` (seconds) needs at most `max_bins` bars."""
    hours = (last_hour - first_hour) // HOUR_S + 1
    return next((size for size in BIN_HOURS if hours <= size * max_bins), BIN_HOURS[-1])


def binned(timeline: pl.DataFrame, max_bins: int = MAX_BINS) -> tuple[pl.DataFrame, int]:
    """Bars start (UTC), n_posts, n_coordinated in order, and the hours in one bar. `timeline` has columns TIMELINE."""
    if timeline.is_empty():
        empty = pl.DataFrame(schema={"start": pl.Datetime("us", "UTC"), "n_posts": pl.Int64, "n_coordinated": pl.Int64})
        return empty, 1
    size = bin_hours(timeline["hour"].min(), timeline["hour"].max(), max_bins)  # type: ignore[arg-type]
    start = (pl.col("hour") // (size * HOUR_S) * (size * HOUR_S)).alias("start")
    bars = timeline.group_by(start).agg(pl.col("n_posts").sum(), pl.col("n_coordinated").sum()).sort("start")
    return bars.with_columns(pl.from_epoch("start", time_unit="s").dt.replace_time_zone("UTC")), size


def with_members(timeline: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Hours of all posts, n_coordinated being the posts of a campaign's members. Both have columns TIMELINE."""
    own = members.select("hour", n_own="n_posts")
    joined = timeline.join(own, on="hour", how="left", maintain_order="left")
    return joined.with_columns(n_coordinated=pl.col("n_own").fill_null(0)).drop("n_own")


def timeline_figure(timeline: pl.DataFrame, words: Words, formats: Formats, said: str = "timeline") -> Figure:
    """Bars of all posts with the coordinated ones before them, darker and hatched (not by colour alone).

    said: where the words of the legend and the hover texts stand.
    """
    from plotly.graph_objects import Bar, Figure

    bars, size = binned(timeline)
    starts = bars["start"].dt.replace_time_zone(None).to_list()
    width_ms = size * HOUR_S * 1_000 * 0.92
    hover = [
        words(
            f"{said}.hover",
            start=formats.moment(start, "minute"),
            posts=words.counted("posts", posts),
            coordinated=formats.number(coordinated),
        )
        for start, posts, coordinated in bars.iter_rows()
    ]
    common = {"x": starts, "width": width_ms, "hovertext": hover, "hoverinfo": "text", "offset": 0}
    figure = Figure(
        [
            Bar(y=bars["n_posts"].to_list(), name=words(f"{said}.all"), marker_color=ORDINARY, **common),
            Bar(
                y=bars["n_coordinated"].to_list(),
                name=words(f"{said}.coordinated"),
                marker={"color": COORDINATED, "pattern": HATCHED},
                **common,
            ),
        ],
        layout=quiet_layout(formats, height=300),
    )
    step = 1 if max(bars["n_posts"], default=0) < MANY else None
    counts = {"title": words("timeline.y"), "rangemode": "tozero", "automargin": True, "gridcolor": FAINT}
    figure.update_layout(
        barmode="overlay", xaxis=date_axis(formats), yaxis={**counts, "dtick": step, "tickformat": ",d"}
    )
    return figure


def timeline_caption(timeline: pl.DataFrame, words: Words, formats: Formats) -> str:
    """One sentence that says in words what the chart shows."""
    _, size = binned(timeline)
    total, coordinated = int(timeline["n_posts"].sum()), int(timeline["n_coordinated"].sum())
    return words(
        "timeline.caption",
        bar=formats.span(size * HOUR_S),
        share=formats.percent(coordinated / total if total else None),
        coordinated=words.counted("posts", coordinated),
        posts=formats.number(total),
    )
