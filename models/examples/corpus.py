"""From a set of posts to a table of features by the stages of a run, so that a model learns from what it will see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from claqueur.errors import UserError
from claqueur.models.examples.grafts import COLUMNS
from claqueur.models.features.account_features import OWN_FEATURES
from claqueur.schema import CLASSIFIER_LAYERS, POSTS
from claqueur.workspace import Workspace

if TYPE_CHECKING:
    from claqueur.jobs.engines.engine import Engine
    from claqueur.jobs.stages_on_demand import StagesOnDemand

POSTS_FOLDER = "posts"
ABOUT_ACCOUNT = ("platform", "account_id", "account", "n_posts", "is_in_ring", "closest")


@dataclass(frozen=True)
class CorpusParameters:
    """How posts become features: everything that training and the scoring of a run must have in common.

    layers: kinds of trace. precision_s: times are floored to it, since sources with minutes and with seconds are mixed.
    max_posts: posts drawn at random from an account, 0 for all. window_s, max_crowd, fdr: as in RunParameters.
    """

    layers: tuple[str, ...] = CLASSIFIER_LAYERS
    precision_s: int = 60
    max_posts: int = 200
    window_s: int = 60
    max_crowd: int = 3_000
    fdr: float = 0.01

    def __post_init__(self) -> None:
        unknown = [layer for layer in self.layers if layer not in CLASSIFIER_LAYERS]
        if unknown or not self.layers:
            known = ", ".join(CLASSIFIER_LAYERS)
            raise UserError(f"There is no layer {', '.join(unknown) or 'chosen'}: choose among {known}.")
        if self.max_posts < 0:
            raise UserError(f"max_posts is {self.max_posts}: give the most posts of an account, or 0 for all.")


def corpus_posts(workspace: Workspace, max_posts: int, seed: int) -> pl.DataFrame:
    """The posts of a workspace with at most max_posts of each account, drawn by lot. Columns grafts.COLUMNS, client.

    Rows are ordered by (platform, post_id). Raises UserError if the workspace has no posts.
    """
    if not workspace.has_posts():
        raise UserError(f'The workspace "{workspace.path.name}" has no posts: ingest some before training.')
    posts = pl.scan_delta(str(workspace.posts)).select(*COLUMNS, "client").collect().sort("platform", "post_id")
    return capped(posts, max_posts, seed)


def capped(posts: pl.DataFrame, max_posts: int, seed: int) -> pl.DataFrame:
    """At most max_posts (0: all) of the posts of each account, drawn by lot in the order of `posts`."""
    if not max_posts:
        return posts
    lot = pl.Series("lot", np.random.default_rng(seed).random(len(posts)))
    place = pl.col("lot").rank("ordinal").over("platform", "account_id")
    return posts.with_columns(lot).filter(place <= max_posts).drop("lot")


def content_hash(posts: pl.DataFrame) -> str:
    """SHA-256 of who posted what when, of posts in order of (platform, post_id)."""
    columns = ["platform", "post_id", "account_id", "created_at", "kind", "text_key"]
    return hashlib.sha256(posts.select(columns).write_csv().encode()).hexdigest()


def account_features(
    engine: Engine, posts: pl.DataFrame, folder: Path, parameters: CorpusParameters, grafts: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per account of `posts` with at least one pair: ABOUT_ACCOUNT and OWN_FEATURES.

    is_in_ring: the pair test finds the account. closest: its closest partners, for the company it keeps.
    posts: columns grafts.COLUMNS. folder: where the stages are written.
    grafts: platform, account_id of accounts that are seen by nobody (see jobs/coordination/bystanders.py), so that
    each is as if it had come alone.
    """
    from pyspark.sql import functions as F

    t = _tables(engine, folder, parameters, posts, grafts)
    rings = t["edges"].select(F.explode(F.array("u", "v")).alias("account"), F.lit(True).alias("is_in_ring")).distinct()
    partners = t["closest"].groupBy("account").agg(F.array_sort(F.collect_list("partner")).alias("closest"))
    named = (
        t["features"]
        .join(t["activity"].select("account", "platform", "account_id"), on="account", how="inner")  # 1:1
        .join(rings, on="account", how="left")  # 1:1
        .join(partners, on="account", how="left")  # 1:1
        .withColumn("is_in_ring", F.coalesce("is_in_ring", F.lit(False)))
    )
    rows = named.select(*ABOUT_ACCOUNT, *OWN_FEATURES).toPandas()
    return pl.from_pandas(rows).sort("platform", "account_id")


def _tables(
    engine: Engine,
    folder: Path,
    parameters: CorpusParameters,
    posts: pl.DataFrame,
    grafts: pl.DataFrame | None,
) -> StagesOnDemand:
    """The stages of a run on a corpus, whose posts are written to `folder`."""
    from claqueur.jobs.parameters import RunParameters
    from claqueur.jobs.stages_on_demand import StagesOnDemand
    from claqueur.jobs.traces.actions import account_key

    _as_run_reads_them(posts).write_delta(str(folder / POSTS_FOLDER), mode="overwrite")
    chosen = RunParameters(
        layers=parameters.layers, window_s=parameters.window_s, max_crowd=parameters.max_crowd, fdr=parameters.fdr
    )
    t = StagesOnDemand(engine, folder, engine.read(folder / POSTS_FOLDER), chosen, parameters.precision_s)
    if grafts is not None:
        grafts.select("platform", "account_id").write_delta(str(folder / "grafts"), mode="overwrite")
        t.bystanders = engine.read(folder / "grafts").select(account_key().alias("account"))
    return t


def _as_run_reads_them(posts: pl.DataFrame) -> pl.DataFrame:
    """`posts` with every column of POSTS, empty where a corpus does without."""
    empty = pl.from_arrow(POSTS.arrow.empty_table())
    assert isinstance(empty, pl.DataFrame)
    return pl.concat([empty, posts.select(COLUMNS)], how="diagonal")
