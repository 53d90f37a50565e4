"""Brands and topics: how much is said, what part of it is coordinated, and by which campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from claqueur.app.data.stances import Stance
from claqueur.app.data.verdicts import visible
from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name

NAME_SHOWN = 60
MARKS_SHOWN = 4
COMPARED = 8  # more lines or bars than this nobody tells apart


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
