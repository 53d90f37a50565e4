"""The conversation without each campaign: what was most used, with and without its members' posts."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key
from claqueur.schema import WITHOUT

TOP = 20
COMPARED = 200  # exact unless a campaign alone carries 180 of the 200 most used
CAMPAIGN = "campaign_id"


def without(posts: DataFrame, members: DataFrame) -> DataFrame:
    """Hashtags, links and reposted accounts that are among the first 20 with or without a campaign. Columns WITHOUT.

    Each is counted once per post. At equal counts the alphabet decides. At most 40 rows per kind and campaign, and
    one of kind "posts": the volume.
    """
    uses = _uses(posts)
    counted = uses.groupBy("kind", "item").agg(F.count(F.lit(1)).alias("n_with"))
    place = F.row_number().over(Window.partitionBy("kind").orderBy(F.col("n_with").desc(), "item"))
    compared = counted.withColumn("place_with", place).filter(F.col("place_with") <= COMPARED)
    of = members.select(CAMPAIGN, "account")
    own = uses.join(of, "account", how="inner").groupBy(CAMPAIGN, "kind", "item").agg(F.count(F.lit(1)).alias("n_own"))
    both = (
        compared.crossJoin(of.select(CAMPAIGN).distinct())
        .join(own, [CAMPAIGN, "kind", "item"], how="left")
        .withColumn("n_without", F.col("n_with") - F.coalesce("n_own", F.lit(0)))
    )
    ranked = Window.partitionBy(CAMPAIGN, "kind").orderBy(F.col("n_without").desc(), "item")
    placed = both.withColumn("place_without", F.row_number().over(ranked))
    first = (F.col("place_with") <= TOP) | (F.col("place_without") <= TOP)
    return placed.filter(first).select(*[F.col(name).cast(kind) for name, kind in _types()])


def _uses(posts: DataFrame) -> DataFrame:
    """kind, item, account (who used it), one row per post and item."""
    reposted = F.concat_ws(":", "platform", "repost_of_account_id")
    parts = [
        _used(posts, "hashtag", F.explode(F.array_distinct("hashtags"))),
        _used(posts, "url", F.explode(F.array_distinct("urls"))),
        _used(posts.filter(F.col("repost_of_account_id").isNotNull()), "account", reposted),
        _used(posts, "posts", F.lit("")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)


def _used(posts: DataFrame, kind: str, item: Column) -> DataFrame:
    return posts.select(F.lit(kind).alias("kind"), item.alias("item"), account_key().alias("account"))


def _types() -> list[tuple[str, str]]:
    return [(name, "string" if name in (CAMPAIGN, "kind", "item") else "long") for name in WITHOUT.names]
