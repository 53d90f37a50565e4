"""Brands and topics: how much is said, what part of it is coordinated, and by which campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from claqueur.app.data.stances import Stance
from claqueur.app.data.verdicts import visible
from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import for_plotly, safe_line
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name
from claqueur.app.views.style import ACCENT, COORDINATED, FAINT, INK, ORDINARY, date_axis, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME_SHOWN = 60
MARKS_SHOWN = 4
COMPARED = 8  # more lines or bars than this nobody tells apart
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
HATCHED = {"shape": "/", "size": 4, "fgcolor": "white", "fgopacity": 0.5, "fillmode": "overlay"}


def topic_name(name: str) -> str:
    """What a watchlist calls a topic, harmless as text."""
    return safe_line(name, NAME_SHOWN, hide_handles=False)


def names(topics: pl.DataFrame) -> dict[str, str]:
    """Key -> name of each topic."""
    return {key: topic_name(name) for key, name in topics.select("topic", "name").iter_rows()}


def chosen_topic(topics: pl.DataFrame, wanted: str | None) -> str:
    """The topic that the link names, else the one with most posts by flagged accounts."""
    if wanted in topics["topic"].to_list():
        return str(wanted)
    return str(topics.sort("n_flagged", "n_posts", "place", descending=[True, True, False])["topic"][0])


def chosen_topics(topics: pl.DataFrame, wanted: str | None, beside: str) -> list[str]:
    """The topics that the link names (keys with commas between), else those of the kind of `beside` with most posts."""
    listed = [key for key in (wanted or "").split(",") if key in topics["topic"].to_list()]
    if listed:
        return listed[:COMPARED]
    kind = topics.filter(pl.col("topic") == beside)["kind"][0]
    alike = topics.filter((pl.col("kind") == kind) & (pl.col("n_posts") > 0))
    first = alike.sort("n_posts", "place", descending=[True, False]).head(COMPARED)["topic"].to_list()
    return first or [beside]


def topics_table(topics: pl.DataFrame, words: Words) -> pl.DataFrame:
    """One row per topic in the order of the watchlist, numbers still numbers; shares in percent."""
    return pl.DataFrame(
        {
            "topic": [topic_name(name) for name in topics["name"]],
            "n_posts": topics["n_posts"],
            "flagged_pct": _percent(topics, "n_flagged"),
            "n_groups": topics["n_campaigns"],
            "kind": [words(f"topics.kind.{kind}") for kind in topics["kind"]],
            "n_accounts": topics["n_accounts"],
            "declared_pct": _percent(topics, "n_declared"),
        }
    )


def _percent(topics: pl.DataFrame, column: str) -> pl.Series:
    share = pl.when(pl.col("n_posts") > 0).then(100 * pl.col(column) / pl.col("n_posts"))
    return topics.select(share.alias(column)).to_series()


def summary(topic: Mapping[str, Any], n_all: int, words: Words, formats: Formats) -> str:
    """One topic in a sentence or two. n_all: posts of the whole run."""
    if not topic["n_posts"]:
        return words("topics.no_posts")
    share = topic["n_flagged"] / topic["n_posts"]
    return words(
        "topics.summary",
        posts=words.counted("posts", topic["n_posts"]),
        of_all=formats.percent(topic["n_posts"] / n_all if n_all else None),
        accounts=words.counted("accounts", topic["n_accounts"]),
        first=formats.day(topic["first_t"]),
        last=formats.day(topic["last_t"]),
        flagged=formats.number(topic["n_flagged"]),
        share=formats.percent(share),
        flagged_accounts=words.counted("accounts", topic["n_accounts_flagged"]),
    )


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


def campaigns_table(
    campaigns: pl.DataFrame,
    marks: pl.DataFrame,
    said: Mapping[str, Sequence[Stance]],
    reviewer: str,
    words: Words,
) -> pl.DataFrame:
    """One row per campaign on a topic: its posts there, how much of what it posts that is, its marks, and what was
    said of it, as far as `reviewer` may see that."""
    rows = campaigns.iter_rows(named=True)
    return pl.DataFrame(
        [
            {
                "campaign": campaign_name(row["campaign_id"]),
                "n_posts": row["n_posts"],
                "class": "–" if row["class"] is None else class_name(row["class"], words),
                "of_its_posts_pct": 100 * row["n_posts"] / row["n_member_posts"],
                "marks": ", ".join(_strongest(marks, row["campaign_id"])) or "–",
                "stance": stance_text(said.get(row["campaign_id"], ()), reviewer, words),
                "n_evidence": row["n_evidence"],
                "n_members": row["n_accounts"],
            }
            for row in rows
        ]
    )


def _strongest(marks: pl.DataFrame, campaign_id: str) -> list[str]:
    own = marks.filter(pl.col("campaign_id") == campaign_id)
    tags, plain = (own.filter(pl.col("kind") == kind)["item"].to_list() for kind in ("hashtag", "word"))
    found = [f"#{item}" for item in tags[: MARKS_SHOWN // 2]]
    return [safe_line(item, 40) for item in found + plain[: MARKS_SHOWN - len(found)]]


def marks_table(marks: pl.DataFrame, campaign_id: str) -> pl.DataFrame:
    """The marks of one campaign: what, its posts that have it, the others' on the topic that have it."""
    own = marks.filter(pl.col("campaign_id") == campaign_id).sort("keyness", "item", descending=[True, False])
    signs = {"hashtag": "#"}
    items = [
        safe_line(signs.get(kind, "") + item, 60, hide_handles=False)
        for kind, item in own.select("kind", "item").iter_rows()
    ]
    return pl.DataFrame({"mark": items, "n_posts": own["n_posts"], "n_others": own["n_others"]})


def stance_text(said: Sequence[Stance], reviewer: str, words: Words) -> str:
    """What reviewers hold of a campaign on a topic; if they disagree, each of it with how many say so."""
    if said and not visible(said, reviewer):
        return words("stance.hidden")
    counted = {name: sum(stance.stance == name for stance in said) for name in dict.fromkeys(s.stance for s in said)}
    if not counted:
        return words("stance.none")
    if len(counted) == 1:
        return words(f"stance.{next(iter(counted))}")
    return ", ".join(f"{words(f'stance.{name}')} ({n})" for name, n in counted.items())


def voice_table(topics: pl.DataFrame) -> pl.DataFrame:
    """Share of voice of the given topics with all posts and without those by flagged accounts, in percent."""
    without = topics["n_posts"] - topics["n_flagged"]
    return pl.DataFrame(
        {
            "topic": [topic_name(name) for name in topics["name"]],
            "n_posts": topics["n_posts"],
            "n_without": without,
            "voice_pct": _shares(topics["n_posts"]),
            "voice_without_pct": _shares(without),
            "flagged_pct": _percent(topics, "n_flagged"),
        }
    ).with_columns(change_points=pl.col("voice_without_pct") - pl.col("voice_pct"))


def _shares(counts: pl.Series) -> pl.Series:
    total = counts.sum()
    return counts * 100 / total if total else pl.Series([None] * len(counts), dtype=pl.Float64)


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
