"""The conversation over time, and within it the posts that are evidence of coordination."""

from __future__ import annotations

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.marks import bar
from claqueur.app.display.plot import Hover, Panel, Plot
from claqueur.app.texts import Words
from claqueur.app.views.scales import Span, counts_axis, time_axis
from claqueur.app.views.style import COORDINATED, ORDINARY

MAX_BINS = 180
BIN_HOURS = (1, 3, 6, 12, 24, 7 * 24, 28 * 24)
HOUR_S = 3_600
HEIGHT_PX = 220


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


def timeline_plot(timeline: pl.DataFrame, words: Words, formats: Formats, said: str = "timeline") -> Plot:
    """Bars of all posts with the coordinated ones before them, darker and hatched (not by colour alone).

    said: where the words of the legend and the hover texts stand.
    """
    bars, size = binned(timeline)
    rows = [(start.timestamp(), posts, coordinated) for start, posts, coordinated in bars.iter_rows()]
    span = Span(rows[0][0], rows[-1][0] + size * HOUR_S) if rows else Span(0, HOUR_S)
    top, left = counts_axis(max(bars["n_posts"], default=0), formats, words("timeline.y"))
    width = size * HOUR_S / (span.last - span.first)
    marks = [bar(span.place(t), 0.92 * width, posts / top, ORDINARY) for t, posts, _ in rows]
    marks += [
        bar(span.place(t), 0.92 * width, coordinated / top, COORDINATED, is_hatched=True)
        for t, _, coordinated in rows
        if coordinated
    ]
    hovers = [
        Hover(
            *(span.place(t), 0, width, 1),
            words(
                f"{said}.hover",
                start=formats.moment(t, "minute"),
                posts=words.counted("posts", posts),
                coordinated=formats.number(coordinated),
            ),
        )
        for t, posts, coordinated in rows
    ]
    legend = (
        (bar(0, 1, 1, ORDINARY), words(f"{said}.all")),
        (bar(0, 1, 1, COORDINATED, is_hatched=True), words(f"{said}.coordinated")),
    )
    return Plot([Panel(marks, HEIGHT_PX, left, time_axis(span, formats), hovers)], legend)


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
