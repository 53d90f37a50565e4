"""From a set of posts to a table of features, by the jobs' own stages; each is written and read back.

Used for training only: a run has its pairs already.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from claqueur.errors import UserError
from claqueur.models.examples.grafts import COLUMNS
from claqueur.schema import CLASSIFIER_LAYERS
from claqueur.workspace import Workspace

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from claqueur.jobs.engines.engine import Engine


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
    """One row per account of `posts` with at least one pair: platform, account_id, account, n_posts, FEATURE_NAMES.

    posts: columns grafts.COLUMNS. folder: where the stages are written. grafts: platform, account_id of accounts that
    are seen by nobody (see jobs/coordination/bystanders.py), so that each is as if it had come alone.
    """
    from claqueur.models.features.account_features import FEATURE_NAMES, features

    t = Stages(engine, folder)
    _pairs(t, posts, parameters, grafts)
    _surroundings(t, parameters)
    table = features(t["pairs"], t["neighbourhood"], t["contacts"], t["turn_taking"], t["activity"], parameters.layers)
    named = table.join(t["activity"].select("account", "platform", "account_id"), on="account", how="inner")
    rows = named.select("platform", "account_id", "account", "n_posts", *FEATURE_NAMES).toPandas()
    return pl.from_pandas(rows).sort("platform", "account_id")


def accounts_with_edges(engine: Engine, folder: Path, parameters: CorpusParameters) -> pl.Series:
    """Keys of the accounts that the pair test finds in the corpus whose stages lie in `folder`."""
    from pyspark.sql import functions as F

    from claqueur.jobs.coordination.edges import edges

    t = Stages(engine, folder)
    found = edges(t["pairs"], t["co_actions"], t["exposures"], t["actions"], parameters.window_s, parameters.fdr)
    ends = found.select(F.explode(F.array("u", "v")).alias("account")).distinct().toPandas()
    return pl.from_pandas(ends)["account"].cast(pl.Int64)


@dataclass(frozen=True)
class Stages:
    """Tables in a scratch folder: what is written under a name is read back under it."""

    engine: Engine
    folder: Path

    def __getitem__(self, name: str) -> DataFrame:
        return self.engine.read(self.folder / name)

    def __setitem__(self, name: str, frame: DataFrame) -> None:
        self.engine.write(frame, self.folder / name)


def _pairs(t: Stages, posts: pl.DataFrame, parameters: CorpusParameters, grafts: pl.DataFrame | None) -> None:
    """Write activity, actions, objects, exposures, candidates, co_actions and pairs."""
    from pyspark.sql import functions as F

    from claqueur.jobs.coordination.bystanders import not_among, seen
    from claqueur.jobs.coordination.co_actions import candidates, co_actions
    from claqueur.jobs.coordination.exposures import exposures
    from claqueur.jobs.coordination.measures import measures
    from claqueur.jobs.coordination.pairs import pairs
    from claqueur.jobs.traces.actions import account_key, actions
    from claqueur.jobs.traces.objects import objects
    from claqueur.models.features.contacts import contacts

    measured = measures(parameters.window_s)
    rows = _as_table(t, "posts", posts.select(COLUMNS))
    bystanders = None
    if grafts is not None:
        listed = _as_table(t, "grafts", grafts.select("platform", "account_id"))
        bystanders = listed.select(account_key().alias("account"))
    counted = rows.groupBy(account_key().alias("account"), "platform", "account_id")
    is_repost = (F.col("kind") == "repost").cast("long")
    t["activity"] = counted.agg(F.count(F.lit(1)).alias("n_posts"), F.sum(is_repost).alias("n_reposts"))
    t["actions"] = actions(rows, parameters.layers, parameters.precision_s)
    t["objects"] = objects(seen(t["actions"], bystanders), measured, parameters.max_crowd)
    t["exposures"] = exposures(t["actions"], t["objects"], measured, bystanders=bystanders)
    t["candidates"] = not_among(candidates(t["actions"], t["objects"], t["exposures"]), bystanders)
    t["co_actions"] = co_actions(t["actions"], t["objects"], t["candidates"])
    t["pairs"] = pairs(t["co_actions"], t["exposures"], measured, bystanders=bystanders)
    t["contacts"] = contacts(t["actions"], t["objects"], parameters.layers, bystanders)


def _surroundings(t: Stages, parameters: CorpusParameters) -> None:
    """Write neighbourhood and turn_taking."""
    from claqueur.models.features.matched_posts import matched_posts, turn_taking
    from claqueur.models.features.neighbourhood import linked_pairs, neighbourhood

    t["links"] = linked_pairs(t["pairs"], parameters.layers)
    t["components"] = t.engine.graph.components(t["links"].select("src", "dst"))
    t["neighbourhood"] = neighbourhood(t["links"], t["components"])
    t["matched_posts"] = matched_posts(t["co_actions"], parameters.layers)
    t["turn_taking"] = turn_taking(t["matched_posts"])


def _as_table(t: Stages, name: str, rows: pl.DataFrame) -> DataFrame:
    rows.write_delta(str(t.folder / name), mode="overwrite")
    return t[name]
