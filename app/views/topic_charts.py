"""Topics in pictures: the days of one, the share of voice of several, their days side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import for_plotly
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT, COORDINATED, FAINT, HATCHED, INK, ORDINARY, date_axis, quiet_layout
from claqueur.app.views.topics import names

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

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


def days_figure(days: pl.DataFrame, words: Words, formats: Formats) -> Figure:
    """Bars of a topic's posts by day, those by flagged accounts before them, and below their share in percent."""
    from plotly.graph_objects import Bar, Scatter
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.68, 0.32], vertical_spacing=0.08)
    starts = _dates(days["day"])
    shares = [flagged / posts for flagged, posts in days.select("n_flagged", "n_posts").iter_rows()]
    hover = [
        words(
            "topics.hover",
            day=formats.day(day),
            posts=words.counted("posts", posts),
            flagged=formats.number(flagged),
            share=formats.percent(flagged / posts),
        )
        for day, posts, flagged in days.select("day", "n_posts", "n_flagged").iter_rows()
    ]
    common = {"x": starts, "hovertext": hover, "hoverinfo": "text"}
    bar = common | {"width": DAY_S * 920}  # milliseconds
    flagged = {"color": COORDINATED, "pattern": HATCHED}
    figure.add_trace(Bar(y=days["n_posts"].to_list(), name=words("topics.all"), marker_color=ORDINARY, **bar), 1, 1)
    figure.add_trace(Bar(y=days["n_flagged"].to_list(), name=words("topics.by_flagged"), marker=flagged, **bar), 1, 1)
    line = {"color": COORDINATED, "width": 2}
    figure.add_trace(Scatter(y=shares, mode="lines+markers", line=line, showlegend=False, **common), 2, 1)
    figure.update_layout(**quiet_layout(formats, height=380), barmode="overlay")
    figure.update_xaxes(**date_axis(formats))
    counts = {"rangemode": "tozero", "automargin": True, "gridcolor": FAINT}
    figure.update_yaxes(**counts, title=words("topics.y_posts"), tickformat=",d", row=1, col=1)
    ticks = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "range": [0, max(0.25, *shares) * 1.08]}
    written = [formats.percent(value) for value in ticks["tickvals"]]
    figure.update_yaxes(**counts, **ticks, ticktext=written, title=words("topics.y_share"), row=2, col=1)
    return figure


def voice_figure(voice: pl.DataFrame, words: Words, formats: Formats) -> Figure:
    """Two bars per topic: its share of voice with all posts, and without those by flagged accounts (hatched)."""
    from plotly.graph_objects import Bar, Figure

    figure = Figure(layout=quiet_layout(formats, height=90 + 54 * voice.height))
    labels = [for_plotly(name) for name in voice["topic"]]
    for column, name, marker in (
        ("voice_pct", "topics.voice_with", {"color": ACCENT}),
        ("voice_without_pct", "topics.voice_without", {"color": ORDINARY, "pattern": HATCHED | {"fgcolor": INK}}),
    ):
        values = [0.0 if value is None else value for value in voice[column]]
        texts = [formats.percent(value / 100, is_fine=True) for value in values]
        how = {"orientation": "h", "text": texts, "textposition": "outside", "hoverinfo": "skip", "cliponaxis": False}
        figure.add_trace(Bar(x=values, y=labels, name=words(name), marker=marker, **how))
    figure.update_layout(
        barmode="group",
        legend_traceorder="normal",
        xaxis={"visible": False, "rangemode": "tozero", "fixedrange": True},
        yaxis={"autorange": "reversed", "automargin": True, "fixedrange": True},
    )
    figure.update_layout(margin={"r": 56})
    return figure


def compared_figure(days: pl.DataFrame, topics: pl.DataFrame, words: Words, formats: Formats) -> Figure:
    """A line per topic: its posts by day; told apart by dash and mark as well as colour."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=quiet_layout(formats, height=320))
    first, last = days.select(pl.col("day").min(), last=pl.col("day").max()).row(0)
    every = pl.DataFrame({"day": range(first, last + 1, DAY_S)})
    for (key, name), (colour, dash, symbol) in zip(names(topics).items(), LINES, strict=False):
        own = every.join(days.filter(pl.col("topic") == key), on="day", how="left").with_columns(
            pl.col("n_posts").fill_null(0)
        )
        hover = [
            f"{for_plotly(name)}<br>{formats.day(day)}<br>{words.counted('posts', posts)}"
            for day, posts in own.select("day", "n_posts").iter_rows()
        ]
        line, marker = {"color": colour, "dash": dash, "width": 2}, {"symbol": symbol, "size": 7}
        shown = {"name": for_plotly(name), "line": line, "marker": marker, "hovertext": hover, "hoverinfo": "text"}
        figure.add_trace(Scatter(x=_dates(own["day"]), y=own["n_posts"].to_list(), mode="lines+markers", **shown))
    counts = {"title": words("topics.y_posts"), "rangemode": "tozero", "automargin": True, "gridcolor": FAINT}
    figure.update_layout(xaxis=date_axis(formats), yaxis=counts | {"tickformat": ",d"}, showlegend=True)
    return figure


def _dates(days: pl.Series) -> list[Any]:
    return pl.from_epoch(days, time_unit="s").to_list()
