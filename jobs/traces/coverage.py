"""What the selected posts cover: signs of how they were collected, for whoever reads the result."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.schema import COVERAGE

TARGETS = {"repost": "repost_of_post_id", "reply": "reply_to_post_id"}


def coverage(posts: DataFrame, activity: DataFrame) -> DataFrame:
    """One row. Columns COVERAGE.

    Where few originals of reposts and few posts that are replied to are among the posts, these are a sample, or were
    searched by words; where several accounts have exactly the largest number of posts, the collection stopped there.
    """
    counted = posts.agg(
        F.count(F.lit(1)).alias("n_posts"),
        *[F.count(column).alias(f"n_{kind}_targets") for kind, column in TARGETS.items()],
        F.count("lang").alias("n_with_lang"),
        F.count("client").alias("n_with_client"),
    )
    largest = activity.agg(F.max("n_posts").alias("most_posts"))
    at_most = activity.crossJoin(largest).agg(
        F.count(F.lit(1)).alias("n_accounts"),
        F.sum((F.col("n_posts") == 1).cast("long")).alias("n_single"),
        F.max("most_posts").alias("most_posts"),
        F.sum((F.col("n_posts") == F.col("most_posts")).cast("long")).alias("n_at_most"),
    )
    row = counted.crossJoin(at_most)
    for kind, column in TARGETS.items():
        row = row.crossJoin(_found(posts, column).agg(F.count(F.lit(1)).alias(f"n_{kind}_targets_found")))
    return row.select(*COVERAGE.names)


def _found(posts: DataFrame, column: str) -> DataFrame:
    """Posts whose target is among the posts."""
    pointing = posts.filter(F.col(column).isNotNull()).select("platform", F.col(column).alias("post_id"))
    return pointing.join(posts.select("platform", "post_id"), ["platform", "post_id"], how="left_semi")
