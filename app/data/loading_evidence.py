"""Reading what ties accounts together in a run: pairs, edges, and the evidence behind them; see loading.py."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from claqueur.app.data.loading import CACHE_ENTRIES, TTL, Source, among, run_of


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def edges_within(source: Source, keys: Sequence[int]) -> pl.DataFrame:
    """Edges between the given accounts, columns EDGES, strongest first."""
    return _edges(source, _within(keys))


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def edges_of(source: Source, account: int) -> pl.DataFrame:
    """Edges of one account, columns EDGES, strongest first."""
    return _edges(source, _of(account))


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def contacts_of(source: Source, account: int) -> list[int]:
    """Accounts that shared at least two objects with `account`, whether or not chance explains it."""
    other = pl.when(pl.col("u") == account).then("v").otherwise("u").alias("other")
    return run_of(source).table("pairs").filter(_of(account)).select(other).unique().collect()["other"].sort().to_list()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def evidence_of_object(source: Source, layer: str, object_id: int, keys: Sequence[int]) -> pl.DataFrame:
    """Evidence of one shared object between the given accounts, columns EVIDENCE."""
    wanted = (pl.col("layer") == layer) & (pl.col("object_id") == object_id)
    of_object = run_of(source).table("evidence").filter(wanted).collect()  # few rows, in which to look for the accounts
    return of_object.filter(_within(keys)).sort("t_u", "t_v", "u", "v")


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def evidence_of_pair(source: Source, u: int, v: int, limit: int) -> pl.DataFrame:
    """At most `limit` shared objects of one pair (u < v), smallest gap first; columns EVIDENCE."""
    table = run_of(source).table("evidence").filter((pl.col("u") == u) & (pl.col("v") == v))
    return table.sort("gap_s", "t_u", "layer", "object_id").head(limit).collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def evidence_acts(source: Source, keys: Sequence[int]) -> pl.DataFrame:
    """Posts that are evidence between the given accounts: account, t, post_id, layer; each once."""
    table = run_of(source).table("evidence").filter(_within(keys))
    sides = [
        table.select(account=pl.col(side), t=pl.col(f"t_{side}"), post_id=pl.col(f"post_{side}"), layer="layer")
        for side in ("u", "v")
    ]
    return pl.concat(sides).unique(["account", "post_id"], keep="any").sort("t", "account", "post_id").collect()


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def evidence_ids(source: Source, account: int) -> set[str]:
    """Ids of the posts of `account` that are evidence."""
    table = run_of(source).table("evidence")
    sides = [table.filter(pl.col(side) == account).select(post_id=pl.col(f"post_{side}")) for side in ("u", "v")]
    return set(pl.concat(sides).unique().collect()["post_id"])


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def evidence_layers(source: Source, account: int) -> dict[str, int]:
    """Layer -> distinct objects that `account` shared with its partners."""
    shared = run_of(source).table("evidence").filter(_of(account)).select("layer", "object_id").unique()
    return dict(shared.group_by("layer").len().collect().iter_rows())


def _edges(source: Source, wanted: pl.Expr) -> pl.DataFrame:
    table = run_of(source).table("edges").filter(wanted)
    return table.sort("s_max", "u", "v", descending=[True, False, False]).collect()


def _within(keys: Sequence[int]) -> pl.Expr:
    return among("u", keys) & among("v", keys)


def _of(account: int) -> pl.Expr:
    return (pl.col("u") == account) | (pl.col("v") == account)
