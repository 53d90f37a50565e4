"""Reading the tables of a run for the pages: small results only, filters pushed down, cached.

Every function is keyed by a Source first. A finished run changes only when rows are removed from it, which makes
another Source, so the time to live only bounds memory; manifests are read anew often, because a run may finish while
the app is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.display.formats import as_utc
from claqueur.results import Run, open_run
from claqueur.schema import CAMPAIGN_TERMS, CAMPAIGN_WINDOWS, CONDUCT, COVERAGE, PRECEDENCE, WITHOUT
from claqueur.workspace import Workspace

Source = tuple[str, str, int]  # workspace path, run id, when the run's manifest was written

TTL = timedelta(hours=1)
MANIFEST_TTL = timedelta(seconds=10)
CACHE_ENTRIES = 200
MOST_SPANS = 24

ACCOUNT_COLUMNS = ("account", "platform", "account_id", "account_name")
POST_COLUMNS = (
    "platform",
    "post_id",
    "account_id",
    "account_name",
    "created_at",
    "time_precision",
    "kind",
    "repost_of_post_id",
    "text",
    "urls",
    "hashtags",
    "client",
)


def source_of(workspace: Workspace, run_id: str) -> Source:
    """What names a run as it is now: when rows were removed from it, its manifest was written anew."""
    return str(workspace.path), run_id, Run(workspace, run_id).manifest_path.stat().st_mtime_ns


def run_of(source: Source) -> Run:
    """The run that a source names."""
    path, run_id, _ = source
    return open_run(Workspace.open(path), run_id)


def among(column: str, values: Sequence[Any]) -> pl.Expr:
    """Whether a column holds one of `values`; as one literal, which takes half as long as a list of as many."""
    return pl.col(column).is_in(pl.Series(values).implode()) if values else pl.lit(False)


def spans(times: Sequence[int], most: int = MOST_SPANS) -> list[tuple[int, int]]:
    """First and last of `times` in at most `most` parts, cut where nothing happens for longest."""
    if not times:
        return []
    ordered = sorted(times)
    longest = sorted(range(1, len(ordered)), key=lambda place: ordered[place - 1] - ordered[place])[: most - 1]
    return [(ordered[begin], ordered[end - 1]) for begin, end in pairwise([0, *sorted(longest), len(ordered)])]


@st.cache_data(ttl=MANIFEST_TTL, show_spinner=False)
def manifests(workspace_path: str) -> dict[str, dict[str, Any]]:
    """Run id -> manifest of every run, newest first."""
    workspace = Workspace.open(workspace_path)
    runs = [Run(workspace, run_id) for run_id in reversed(workspace.run_ids())]
    return {run.run_id: run.manifest for run in runs if run.has_manifest}


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def campaigns(source: Source) -> pl.DataFrame:
    """All campaigns of the run, columns CAMPAIGNS."""
    return run_of(source).table("campaigns").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def levels(source: Source) -> dict[str, int]:
    """Level -> number of accounts."""
    counted = run_of(source).table("accounts").group_by("level").len().collect()
    return dict(counted.iter_rows())


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def timeline(source: Source, campaign_id: str) -> pl.DataFrame:
    """Hours of one campaign, or of the whole conversation for the empty string; columns TIMELINE, in order."""
    return run_of(source).table("timeline").filter(pl.col("campaign_id") == campaign_id).sort("hour").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def accounts(source: Source, keys: Sequence[int]) -> pl.DataFrame:
    """Rows of ACCOUNTS for the given account keys."""
    return run_of(source).table("accounts").filter(among("account", keys)).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def notable_accounts(source: Source, limit: int) -> pl.DataFrame:
    """At most `limit` accounts that are members or have a level, most partners first; columns ACCOUNT_COLUMNS."""
    notable = pl.col("campaign_id").is_not_null() | (pl.col("level") != "none")
    table = run_of(source).table("accounts").filter(notable)
    return table.sort(["n_partners", "account"], descending=[True, False]).select(ACCOUNT_COLUMNS).head(limit).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def members(source: Source, campaign_id: str) -> pl.DataFrame:
    """Members of a campaign with what is known of each account; most partners first."""
    run = run_of(source)
    of_it = pl.col("campaign_id") == campaign_id
    found = run.table("campaign_members").filter(of_it).collect()
    known = run.table("accounts").filter(of_it).drop("n_partners", "campaign_id").collect()
    joined = found.join(known, on="account", how="left")
    return joined.sort(["n_partners", "n_objects", "account"], descending=[True, True, False])


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def all_members(source: Source) -> pl.DataFrame:
    """Who is in which campaign: campaign_id, account."""
    return run_of(source).table("campaign_members").select("campaign_id", "account").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def objects(source: Source, campaign_id: str, limit: int) -> pl.DataFrame:
    """At most `limit` shared objects of a campaign, those of the most members first; columns CAMPAIGN_OBJECTS."""
    table = run_of(source).table("campaign_objects").filter(pl.col("campaign_id") == campaign_id)
    order = ["n_members", "n_co_actions", "layer", "object_id"]
    return table.sort(order, descending=[True, True, False, False]).head(limit).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def without(source: Source, campaign_id: str) -> pl.DataFrame:
    """The conversation with and without a campaign, columns WITHOUT; no rows for runs older than this table."""
    return run_of(source).declared(WITHOUT).filter(pl.col("campaign_id") == campaign_id).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def conduct(source: Source, campaign_id: str) -> dict[str, Any] | None:
    """How the members of a campaign post, a row of CONDUCT; None for runs older than this table."""
    rows = run_of(source).declared(CONDUCT).filter(pl.col("campaign_id") == campaign_id).collect().to_dicts()
    return rows[0] if rows else None


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def weeks(source: Source) -> pl.DataFrame:
    """The week of every campaign: campaign_id, hours (see CONDUCT); no rows for runs older than this table."""
    return run_of(source).declared(CONDUCT).select("campaign_id", "hours").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def precedence(source: Source, campaign_id: str) -> pl.DataFrame:
    """Who starts and who follows in a campaign, columns PRECEDENCE; no rows for runs older than this table."""
    return run_of(source).declared(PRECEDENCE).filter(pl.col("campaign_id") == campaign_id).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def windows(source: Source, campaign_id: str) -> pl.DataFrame:
    """A campaign in other windows, columns CAMPAIGN_WINDOWS, shortest first; no rows for runs older than this table."""
    table = run_of(source).declared(CAMPAIGN_WINDOWS).filter(pl.col("campaign_id") == campaign_id)
    return table.sort("window_s").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def coverage(source: Source) -> dict[str, Any] | None:
    """Signs of how the posts were collected, the row of COVERAGE; None for runs older than this table."""
    rows = run_of(source).declared(COVERAGE).collect().to_dicts()
    return rows[0] if rows else None


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def used_by_campaigns(source: Source, kind: str) -> pl.DataFrame:
    """campaign_id, term, n_accounts of one kind of CAMPAIGN_TERMS; no rows for runs older than this table."""
    table = run_of(source).declared(CAMPAIGN_TERMS).filter(pl.col("kind") == kind)
    return table.select("campaign_id", "term", "n_accounts").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def explanations(source: Source, account: int) -> list[dict[str, Any]]:
    """The strongest reasons for the score of an account, rows of EXPLANATIONS; none below the triage threshold."""
    return run_of(source).table("explanations").filter(pl.col("account") == account).sort("rank").collect().to_dicts()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def campaign_explanations(source: Source, campaign_id: str) -> list[dict[str, Any]]:
    """The strongest reasons for the scores of a campaign's members, rows of CAMPAIGN_EXPLANATIONS."""
    table = run_of(source).table("campaign_explanations").filter(pl.col("campaign_id") == campaign_id)
    return table.sort("rank").collect().to_dicts()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def posts_by_id(source: Source, post_ids: Sequence[str], times: Sequence[int]) -> pl.DataFrame:
    """The posts with these ids, columns POST_COLUMNS.

    times: the seconds at which they were posted; the parts of the Parquet files in which nothing was are not read.
    """
    table = run_of(source).posts().filter(_around(times) & among("post_id", post_ids))
    return table.select(POST_COLUMNS).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def posts_of(source: Source, platform: str, account_id: str, limit: int) -> pl.DataFrame:
    """The latest `limit` posts of one account within the run's period, columns POST_COLUMNS.

    Posts lie by time: all files are looked through for when it posted, texts are read around these times alone.
    """
    own = (pl.col("account_id") == account_id) & (pl.col("platform") == platform)
    table = run_of(source).posts_read().filter(own)
    latest = table.select("created_at").sort("created_at", descending=True).head(limit).collect()
    around = table.filter(_around(latest["created_at"].dt.epoch("s").to_list()))
    return around.sort(["created_at", "post_id"], descending=True).select(POST_COLUMNS).head(limit).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def times_of(source: Source, account_ids: Sequence[str], limit: int) -> pl.DataFrame:
    """When these accounts posted: platform, account_id, post_id, created_at; at most `limit` rows."""
    table = run_of(source).posts_read().filter(among("account_id", account_ids))
    return table.select("platform", "account_id", "post_id", "created_at").head(limit).collect()


def _around(times: Sequence[int]) -> pl.Expr:
    """Whether a post was made in one of the `spans` of these seconds."""
    parts = [pl.col("created_at").is_between(as_utc(first), as_utc(last + 1)) for first, last in spans(times)]
    return reduce(or_, parts, pl.lit(False))
