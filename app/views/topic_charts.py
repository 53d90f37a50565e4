"""Topics in pictures: the days of one, the share of voice of several, their days side by side."""

from __future__ import annotations

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.marks import bar, dot, line
from claqueur.app.display.plot import Axis, Hover, Note, Panel, Plot
from claqueur.app.texts import Words
from claqueur.app.views.scales import Span, counts_axis, shares_axis, time_axis
from claqueur.app.views.style import ACCENT, COORDINATED, GREY, INK, ORDINARY
from claqueur.app.views.topics import names

LINES = (  # told apart without colour too
    (ACCENT, "solid", "circle"),
    (COORDINATED, "dash", "square"),
    (INK, "dot", "diamond"),
    ("#6a7f2e", "dashdot", "triangle-up"),
    ("#7a4b8c", "longdash", "x"),
    ("#8a6d00", "solid", "cross"),
    ("#3b6ea8", "dash", "star"),
    ("#9a3b5c", "dot", "triangle-down"),
)
DAY_S = 86_400
ROOM_FOR_NUMBERS = 1.15  # right of the longest bar


def days_plot(days: pl.DataFrame, words: Words, formats: Formats) -> Plot:
    """Bars of a topic's posts by day, those by flagged accounts before them, and below their share in percent."""
    rows = list(days.select("day", "n_posts", "n_flagged").iter_rows())
    span = Span(rows[0][0], rows[-1][0] + DAY_S)
    width = DAY_S / (span.last - span.first)
    top, counts = counts_axis(max(posts for _, posts, _ in rows), formats, words("topics.y_posts"))
    hovers = [
        Hover(
            *(span.place(day), 0, width, 1),
            words(
                "topics.hover",
                day=formats.day(day),
                posts=words.counted("posts", posts),
                flagged=formats.number(flagged),
                share=formats.percent(flagged / posts),
            ),
        )
        for day, posts, flagged in rows
    ]
    marks = [bar(span.place(day), 0.92 * width, posts / top, ORDINARY) for day, posts, _ in rows]
    marks += [
        bar(span.place(day), 0.92 * width, flagged / top, COORDINATED, is_hatched=True) for day, _, flagged in rows
    ]
    highest = max(0.25, *(flagged / posts for _, posts, flagged in rows)) * 1.08
    points = [(span.place(day + DAY_S / 2), flagged / posts / highest) for day, posts, flagged in rows]
    share_marks = [line(points, COORDINATED), *(dot(x, y, "circle", 7, COORDINATED) for x, y in points)]
    shares = shares_axis(highest, (0, 0.25, 0.5, 0.75, 1), formats.percent, words("topics.y_share"))
    legend = (
        (bar(0, 1, 1, ORDINARY), words("topics.all")),
        (bar(0, 1, 1, COORDINATED, is_hatched=True), words("topics.by_flagged")),
    )
    below = time_axis(span, formats, DAY_S)
    return Plot([Panel(marks, 200, counts, hovers=hovers), Panel(share_marks, 100, shares, below, hovers)], legend)


def voice_plot(voice: pl.DataFrame, words: Words, formats: Formats) -> Plot:
    """Two bars per topic: its share of voice with all posts, and without those by flagged accounts (hatched)."""
    kinds = (("voice_pct", "topics.voice_with", ACCENT), ("voice_without_pct", "topics.voice_without", GREY))
    values = {column: [0.0 if value is None else value for value in voice[column]] for column, _, _ in kinds}
    top = max(1.0, *(value for column in values.values() for value in column)) * ROOM_FOR_NUMBERS
    thick = 0.36 / voice.height
    marks, notes = [], []
    for (column, _, fill), shift in zip(kinds, (1.1, -1.1), strict=True):
        for row, value in enumerate(values[column]):
            middle = 1 - (row + 0.5) / voice.height + shift * thick / 2
            marks.append(bar(0, value / top, thick, fill, y=middle - thick / 2, is_hatched=fill == GREY))
            notes.append(Note(value / top + 0.008, middle, formats.percent(value / 100, is_fine=True), begins=True))
    legend = [(bar(0, 1, 1, fill, is_hatched=fill == GREY), words(name)) for _, name, fill in kinds]
    left = Axis([(1 - (row + 0.5) / voice.height, name) for row, name in enumerate(voice["topic"])], has_lines=False)
    return Plot([Panel(marks, 54 * voice.height, left, notes=notes)], legend)


def compared_plot(days: pl.DataFrame, topics: pl.DataFrame, words: Words, formats: Formats) -> Plot:
    """A line per topic: its posts by day; told apart by dash and mark as well as colour."""
    first, last = days.select(pl.col("day").min(), last=pl.col("day").max()).row(0)
    span = Span(first, last + DAY_S)
    every = pl.DataFrame({"day": range(first, last + 1, DAY_S)})
    top, counts = counts_axis(max(days["n_posts"]), formats, words("topics.y_posts"))
    marks, hovers, legend = [], [], []
    for (key, name), (colour, dash, symbol) in zip(names(topics).items(), LINES, strict=False):
        own = every.join(days.filter(pl.col("topic") == key), on="day", how="left").fill_null(0)
        points = [(span.place(day + DAY_S / 2), posts / top) for day, posts in own.select("day", "n_posts").iter_rows()]
        marks += [line(points, colour, dash=dash), *(dot(x, y, symbol, 8, colour) for x, y in points)]
        legend.append((line([(0, 0.5), (1, 0.5)], colour, dash=dash) + dot(0.5, 0.5, symbol, 8, colour), name))
        hovers += [
            Hover(*(x - 0.006, y - 0.03, 0.012, 0.06), f"{name}\n{formats.day(day)}\n{words.counted('posts', posts)}")
            for (x, y), (day, posts) in zip(points, own.select("day", "n_posts").iter_rows(), strict=True)
        ]
    return Plot([Panel(marks, 240, counts, time_axis(span, formats, DAY_S), hovers)], legend)
