"""The list of campaigns: filtered, and as a table for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.terms import language_name

SHOWN_ID = 8
SHOWN_TAGS = 3
CLASS_ORDER = {"undeclared": 0, "automation/syndication": 1, "declared": 2, "insufficient": 3}


def class_name(name: str, words: Words) -> str:
    """A class in the reader's language."""
    return words(f"class.{name.replace('/', '_')}.name")


def campaign_name(campaign_id: str | None) -> str:
    """The first eight characters of an id, enough to tell campaigns apart; harmless whatever the table holds."""
    return safe_line(campaign_id, 40)[:SHOWN_ID] or "–"


def option(campaign: dict[str, Any], words: Words, formats: Formats) -> str:
    """A campaign in one line, to be chosen from a list."""
    return words(
        "campaign.option",
        class_name=class_name(campaign["class"], words),
        accounts=words.counted("accounts", campaign["size"]),
        layers=layer_names(campaign["layers"], words),
        first=formats.moment(campaign["first_t"], "day"),
        campaign=campaign_name(campaign["campaign_id"]),
    )


def layer_names(layers: Sequence[str], words: Words) -> str:
    """Layers in the reader's language, joined by commas."""
    return ", ".join(
        words(f"layer.{layer}") if words.has(f"layer.{layer}") else safe_line(layer, 40) for layer in layers
    )


def ordered(campaigns: pl.DataFrame) -> pl.DataFrame:
    """Undeclared first, the largest first within a class."""
    rank = pl.col("class").replace_strict(CLASS_ORDER, default=len(CLASS_ORDER), return_dtype=pl.Int64)
    by = [rank, pl.col("size"), pl.col("seen"), pl.col("campaign_id")]
    return campaigns.sort(by, descending=[False, True, True, False])


def filtered(
    campaigns: pl.DataFrame,
    classes: Sequence[str],
    layers: Sequence[str],
    min_size: int,
    first_t: int | None = None,
    last_t: int | None = None,
) -> pl.DataFrame:
    """Campaigns of one of `classes`, with one of `layers`, of at least `min_size` accounts, that acted between two
    times (seconds since 1970); [] and None ask nothing."""
    kept = campaigns.filter(pl.col("size") >= min_size)
    if classes:
        kept = kept.filter(pl.col("class").is_in(list(classes)))
    if layers:
        kept = kept.filter(pl.col("layers").list.set_intersection(list(layers)).list.len() > 0)
    if first_t is not None:
        kept = kept.filter(pl.col("last_t") >= first_t)
    if last_t is not None:
        kept = kept.filter(pl.col("first_t") <= last_t)
    return kept


def campaign_table(
    campaigns: pl.DataFrame,
    reviewed: Sequence[str],
    weeks: Mapping[str, list[int]],
    spoken: Mapping[str, list[str]],
    tagged: Mapping[str, list[str]],
    words: Words,
    formats: Formats,
) -> pl.DataFrame:
    """One row per campaign in the given order, numbers still numbers so that the table can be sorted.

    reviewed: where the review of each stands, in words. By campaign id: weeks, its cadence (views/cadence.py); spoken
    and tagged, its languages and hashtags (views/terms.py).
    """
    return pl.DataFrame(
        {
            "campaign": [campaign_name(name) for name in campaigns["campaign_id"]],
            "class": [class_name(name, words) for name in campaigns["class"]],
            "size": campaigns["size"],
            "hashtags": [
                " ".join(f"#{safe_line(tag, 40)}" for tag in tagged.get(name, ())[:SHOWN_TAGS]) or "–"
                for name in campaigns["campaign_id"]
            ],
            "cadence": pl.Series([weeks.get(name) for name in campaigns["campaign_id"]], dtype=pl.List(pl.Int64)),
            "review": list(reviewed),
            "layers": [layer_names(layers, words) for layers in campaigns["layers"].to_list()],
            "languages": [
                ", ".join(language_name(code, formats) for code in spoken.get(name, ())) or "–"
                for name in campaigns["campaign_id"]
            ],
            "n_objects": campaigns["n_objects"],
            "seen": campaigns["seen"],
            "expected": campaigns["expected"],
            "coordination": campaigns["coordination"] * 100,
            "inauthenticity": campaigns["inauthenticity"] * 100,
            "reach": campaigns["reach"] * 100,
            "median_gap_s": campaigns["median_gap_s"],
            "first": _utc(campaigns["first_t"]),
            "last": _utc(campaigns["last_t"]),
        }
    )


def _utc(seconds: pl.Series) -> pl.Series:
    return pl.from_epoch(seconds, time_unit="s").dt.replace_time_zone("UTC")
