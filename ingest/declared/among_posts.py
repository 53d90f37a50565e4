"""Which declared accounts occur among a workspace's posts, told without starting an engine."""

from __future__ import annotations

import polars as pl

from claqueur.ingest.declared.kept import declared
from claqueur.workspace import Workspace


def among_posts(workspace: Workspace) -> pl.DataFrame:
    """The declared accounts, with n_accounts: accounts of the posts that each one means (empty without posts).

    An id means one account. A handle means those that were ever called so, or whose id it is; more than one is
    ambiguous, and a run then takes none of them. A handle beside an id counts only where the id does not occur. The
    same rule as in jobs/traces/declared_accounts.py, which applies it.
    """
    rows = declared(workspace)
    if not workspace.has_posts() or rows.is_empty():
        return rows.with_columns(pl.lit(None, pl.Int64).alias("n_accounts"))
    posts = pl.scan_delta(str(workspace.posts)).select("platform", "account_id", "account_name")
    called = pl.col("account_name").str.strip_chars().str.strip_chars_start("@").str.to_lowercase()
    names = posts.select("platform", "account_id", handle=called).unique()
    own = names.select("platform", "account_id", handle=pl.col("account_id").str.to_lowercase())
    handles = pl.concat([names, own]).unique()
    wanted = rows.lazy()
    met = posts.join(wanted, on=["platform", "account_id"], how="semi").select("platform", "account_id").unique()
    by_handle = (
        handles.join(wanted, on=["platform", "handle"], how="semi").group_by("platform", "handle").len("n_handle")
    )
    found = wanted.join(met.with_columns(n_id=pl.lit(1)), on=["platform", "account_id"], how="left").join(
        by_handle, on=["platform", "handle"], how="left"
    )
    counted = pl.coalesce("n_id", "n_handle", pl.lit(0)).cast(pl.Int64).alias("n_accounts")
    return (
        found.with_columns(counted)
        .select(*rows.columns, "n_accounts")
        .sort("platform", "affiliation", "handle", "account_id")
        .collect(engine="streaming")
    )
