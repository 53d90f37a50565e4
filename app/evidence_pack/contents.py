"""What goes into a campaign's evidence pack, read from the tables of its run with the filters pushed down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from claqueur.app.display.formats import as_utc
from claqueur.app.views.names import Names
from claqueur.errors import UserError
from claqueur.results import Run
from claqueur.schema import CAMPAIGN_WINDOWS, CONDUCT, COVERAGE, WITHOUT

MAX_CO_ACTIONS = 200_000
OBJECT_KEY = ("layer", "object_id")
POST_COLUMNS = (
    *("platform", "post_id", "account_id", "account_name", "created_at", "time_precision"),
    *("kind", "repost_of_post_id", "text", "urls", "hashtags", "source_file"),
)


@dataclass(frozen=True)
class Contents:
    """One campaign with everything that its pack tells; frames are ordered, so that the same run gives the same pack.

    members: CAMPAIGN_MEMBERS and ACCOUNTS with short, name (most partners first). objects: CAMPAIGN_OBJECTS with
    number, from 1 (most members first). edges: EDGES. co_actions: EVIDENCE with number. acts: number, account, t,
    post_id, each post once per object, in time. posts: the posts behind them, POST_COLUMNS.
    """

    run_id: str
    manifest: dict[str, Any]
    campaign: dict[str, Any]
    members: pl.DataFrame
    objects: pl.DataFrame
    edges: pl.DataFrame
    co_actions: pl.DataFrame
    n_co_actions: int
    acts: pl.DataFrame
    posts: pl.DataFrame
    timeline: pl.DataFrame
    conduct: dict[str, Any] | None
    coverage: dict[str, Any] | None
    windows: pl.DataFrame
    without: pl.DataFrame
    source_files: tuple[str, ...]


def read_contents(run: Run, campaign_id: str, names: Names) -> Contents:
    """The contents of one campaign's pack. Raises UserError if the run has no such campaign."""
    manifest = run.manifest
    own = pl.col("campaign_id") == campaign_id
    found = run.table("campaigns").filter(own).collect()
    if found.is_empty():
        raise UserError(f'There is no campaign "{campaign_id}" in run {run.run_id}: see "claqueur campaigns".')
    members = _members(run, campaign_id, names)
    keys = members["account"].to_list()
    inside = pl.col("u").is_in(keys) & pl.col("v").is_in(keys)
    objects = run.table("campaign_objects").filter(own).collect()
    objects = objects.sort("n_members", "n_co_actions", *OBJECT_KEY, descending=[True, True, False, False])
    objects = objects.with_row_index("number", offset=1)
    evidence = run.table("evidence").filter(inside).collect()
    evidence = evidence.join(objects.select("number", *OBJECT_KEY), on=OBJECT_KEY, how="inner")
    evidence = evidence.sort("number", "gap_s", "t_u", "t_v", "u", "v")
    acts = _acts(evidence)
    posts = _posts(run, acts)
    conduct = run.declared(CONDUCT).filter(own).collect().to_dicts()
    coverage = run.declared(COVERAGE).collect().to_dicts()
    without = run.declared(WITHOUT).filter(own).collect()
    return Contents(
        run_id=run.run_id,
        manifest=manifest,
        campaign=found.row(0, named=True),
        members=members,
        objects=objects,
        edges=run.table("edges").filter(inside).collect().sort("s_max", "u", "v", descending=[True, False, False]),
        co_actions=evidence.head(MAX_CO_ACTIONS),
        n_co_actions=evidence.height,
        acts=acts,
        posts=posts,
        timeline=run.table("timeline").filter(pl.col("campaign_id") == "").sort("hour").collect(),
        conduct=conduct[0] if conduct else None,
        coverage=coverage[0] if coverage else None,
        windows=run.declared(CAMPAIGN_WINDOWS).filter(own).collect().sort("window_s"),
        without=without.sort("kind", "place_without", "place_with", "item"),
        source_files=tuple(posts["source_file"].drop_nulls().unique().sort()),
    )


def _members(run: Run, campaign_id: str, names: Names) -> pl.DataFrame:
    of = run.table("campaign_members").filter(pl.col("campaign_id") == campaign_id).collect()
    known = run.table("accounts").filter(pl.col("account").is_in(of["account"].to_list())).collect()
    joined = of.join(known.drop("n_partners", "campaign_id"), on="account", how="left")
    return names.added(joined.sort("n_partners", "n_objects", "account", descending=[True, True, False]))


def _acts(evidence: pl.DataFrame) -> pl.DataFrame:
    sides = [
        evidence.select("number", account=pl.col(side), t=pl.col(f"t_{side}"), post_id=pl.col(f"post_{side}"))
        for side in ("u", "v")
    ]
    return pl.concat(sides).unique(["number", "account", "post_id"]).sort("number", "t", "account", "post_id")


def _posts(run: Run, acts: pl.DataFrame) -> pl.DataFrame:
    """The posts behind `acts`; Parquet files of other times need not be opened."""
    first_t, last_t = (acts["t"].min(), acts["t"].max()) if acts.height else (0, 0)
    between = pl.col("created_at").is_between(as_utc(first_t), as_utc(last_t + 1))  # type: ignore[arg-type,operator]
    wanted = pl.col("post_id").is_in(acts["post_id"].unique().to_list())
    found = run.posts().filter(between & wanted).select(POST_COLUMNS).collect()
    return found.sort("platform", "post_id")
