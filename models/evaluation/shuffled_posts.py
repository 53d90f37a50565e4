"""Posts whose times were exchanged within each account's day, by the shuffle of a run's null check."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from claqueur.models.training import TrainParameters

if TYPE_CHECKING:
    from claqueur.jobs.engines.engine import Engine


def shuffled_posts(engine: Engine, posts: pl.DataFrame, parameters: TrainParameters) -> pl.DataFrame:
    """The posts that moved by more than the window, at their new times (whole seconds); others are left out.

    posts: grafts.COLUMNS. A post that could not move, such as the only one of a day, would find again what was there
    before the shuffle.
    """
    from pyspark.sql import functions as F

    from claqueur.jobs.coordination.shuffles import shuffled_times
    from claqueur.jobs.traces.actions import account_key

    named = posts.sort("platform", "post_id").with_columns(post_id=pl.int_range(pl.len()).cast(pl.String))
    with tempfile.TemporaryDirectory(prefix="claqueur-shuffle-") as folder:
        named.select("platform", "account_id", "post_id", "created_at").write_delta(str(Path(folder) / "posts"))
        acts = engine.read(Path(folder) / "posts").select(
            F.lit("post").alias("layer"),
            F.lit(0).cast("long").alias("object_id"),
            account_key().alias("account"),
            F.col("created_at").cast("long").alias("t"),
            "post_id",
        )
        shuffled = shuffled_times(acts, parameters.corpus.window_s, parameters.seed).filter("moved")
        times = pl.from_pandas(shuffled.select("post_id", "t").toPandas())
    at = pl.from_epoch("t", time_unit="s").dt.replace_time_zone("UTC").cast(posts.schema["created_at"])
    return named.drop("created_at").join(times.select("post_id", created_at=at), on="post_id").select(posts.columns)
