"""What the charts are drawn from, in full: one function a chart, columns named as the texts under "data"."""

from __future__ import annotations

from typing import Any

import polars as pl
from babel.dates import get_day_names

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name
from claqueur.app.views.threshold import group_name

DAY_HOURS = 24


def hours(timeline: pl.DataFrame) -> pl.DataFrame:
    """Posts of each hour, all and coordinated. timeline: columns TIMELINE."""
    return timeline.select(_moment("hour").alias("at"), posts="n_posts", coordinated="n_coordinated")


def acts(members: pl.DataFrame, evidence: pl.DataFrame, ordinary: pl.DataFrame) -> pl.DataFrame:
    """Every post of a strip to the second, evidence or not. Columns in as in views.strips, with post_id."""
    keys = members.select("account", "platform", "account_id", "name")
    shown = evidence.join(keys, on="account", how="inner").select(
        "account", "name", "post_id", at=pl.col("t").cast(pl.Int64), evidence=pl.lit(True)
    )
    others = (
        ordinary.join(keys, on=["platform", "account_id"], how="inner")
        .select("account", "name", "post_id", at=pl.col("created_at").dt.epoch("s"), evidence=pl.lit(False))
        .join(shown, on=["account", "post_id"], how="anti")
    )
    return pl.concat([shown, others]).sort("at", "name", "post_id").select(_moment("at"), "evidence", account="name")


def week(own: list[int], everybody: list[int], formats: Formats) -> pl.DataFrame:
    """Posts of the group and of all by hour of the week, from Monday 00:00 UTC."""
    names = get_day_names("wide", locale=formats.locale)
    days = [names[hour // DAY_HOURS] for hour in range(len(own))]
    clock = [hour % DAY_HOURS for hour in range(len(own))]
    return pl.DataFrame({"day": days, "hour": clock, "own": own, "posts": everybody})


def pairs(edges: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    """The lines of a network. edges: columns EDGES; names by account."""
    ends = {side: [names.get(key, "–") for key in edges[side]] for side in ("u", "v")}
    numbers = edges.select("k", "expected", "n_shared", "median_gap_s", "s_max", "q")
    return pl.DataFrame(ends).hstack(numbers).rename({"u": "account", "v": "partner"})


def campaigns(rows: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Size, coordination and reach of each campaign. rows: columns CAMPAIGNS."""
    named = {
        "campaign": [campaign_name(campaign) for campaign in rows["campaign_id"]],
        "class": [class_name(name, words) for name in rows["class"]],
    }
    return pl.DataFrame(named).hstack(rows.select("size", "seen", "expected", "coordination", "reach"))


def days(rows: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """Posts of each day and topic, and those by flagged accounts. rows: columns TOPIC_DAYS; names by topic."""
    return rows.select(
        pl.col("topic").replace(names),
        _moment("day").alias("at"),
        posts="n_posts",
        flagged="n_flagged",
        share=pl.col("n_flagged") / pl.col("n_posts"),
    )


def voices(voice: pl.DataFrame) -> pl.DataFrame:
    """Shares of voice with and without posts by flagged accounts, in percent."""
    return voice.select("topic", "voice_pct", "voice_without_pct")


def thresholds(curve: dict[str, Any], groups: list[str], words: Words, formats: Formats) -> pl.DataFrame:
    """Whom each threshold flags: group, flagged, of how many, and the share."""
    rows = [
        (threshold, group_name(group, words, formats), flagged, curve["of"][group], flagged / curve["of"][group])
        for group in groups
        for threshold, flagged in zip(curve["threshold"], curve["flagged"][group], strict=True)
    ]
    return pl.DataFrame(rows, schema=["threshold", "who", "flagged", "of", "share"], orient="row")


def _moment(column: str) -> pl.Expr:
    return pl.from_epoch(column, time_unit="s").dt.replace_time_zone("UTC")
