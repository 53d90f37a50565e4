"""Reading the topic tables of a run for the pages.

Unlike the other tables of a run these can be written anew, for another watchlist: they are keyed by its digest too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.data.loading import CACHE_ENTRIES, TTL, Source, run_of
from claqueur.schema import TOPIC_CAMPAIGNS, TOPIC_DAYS, TOPIC_WORDS, TOPICS
from claqueur.watchlist import Watchlist


def digest(manifest: dict[str, Any]) -> str | None:
    """What names the watchlist of a run; None for a run without one."""
    topics = manifest.get("watchlist")
    return Watchlist.of_dicts(topics).digest if topics else None


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def topics(source: Source, watchlist: str) -> pl.DataFrame:
    """The topics in the order of the watchlist, columns TOPICS."""
    return run_of(source).declared(TOPICS).sort("place").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def days(source: Source, watchlist: str, keys: Sequence[str]) -> pl.DataFrame:
    """The days of these topics in order, columns TOPIC_DAYS."""
    return run_of(source).declared(TOPIC_DAYS).filter(pl.col("topic").is_in(list(keys))).sort("topic", "day").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def campaigns_on(source: Source, watchlist: str, topic: str) -> pl.DataFrame:
    """The campaigns on a topic, those with most posts first, columns TOPIC_CAMPAIGNS with class and size."""
    found = run_of(source).declared(TOPIC_CAMPAIGNS).filter(pl.col("topic") == topic)
    known = run_of(source).table("campaigns").select("campaign_id", "class", "size")
    joined = found.join(known, on="campaign_id", how="left")
    return joined.sort("n_posts", "campaign_id", descending=[True, False]).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def marks(source: Source, watchlist: str, topic: str) -> pl.DataFrame:
    """The words and hashtags that mark each campaign on a topic, strongest first, columns TOPIC_WORDS."""
    found = run_of(source).declared(TOPIC_WORDS).filter(pl.col("topic") == topic)
    return found.sort("campaign_id", "kind", "rank").collect()
