"""Posts to actions: who acted on which object, when, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.schema import ACTIONS

PRECISION_S = {"second": 1, "minute": 60, "day": 86_400}


def account_key(platform: str = "platform", account_id: str = "account_id") -> Column:
    """64-bit key of an account: the same id on two platforms is two accounts."""
    return F.xxhash64(F.col(platform), F.col(account_id))


def actions(posts: DataFrame, layers: Sequence[str], precision_s: int = 1) -> DataFrame:
    """Acts on objects that at least two accounts acted on: only these can yield a co-action.

    posts: columns POSTS. precision_s: times are floored to it, so that a source with minutes is never held against
    one with seconds. Returns columns ACTIONS. Source: Pacheco 2021, trace projection.
    """
    floored = F.col("t") - F.pmod(F.col("t"), F.lit(precision_s))
    acted = acts(posts, layers).withColumn("t", floored)
    objects = acted.groupBy("layer", "object_id").agg(F.min("account").alias("a"), F.max("account").alias("b"))
    shared = objects.filter(F.col("a") != F.col("b")).select("layer", "object_id")
    return acted.join(shared, ["layer", "object_id"], how="left_semi").select(*ACTIONS.names)


def acts(posts: DataFrame, layers: Sequence[str]) -> DataFrame:
    """Every act of `posts` (columns POSTS) in these layers, shared or not. Columns ACTIONS."""
    return reduce(lambda left, right: left.unionByName(right), [_LAYERS[layer](posts) for layer in layers])


def _acts(posts: DataFrame, layer: str, object_id: Column) -> DataFrame:
    return posts.select(
        F.lit(layer).alias("layer"),
        object_id.alias("object_id"),
        account_key().alias("account"),
        F.col("created_at").cast("long").alias("t"),
        "post_id",
    ).filter(F.col("object_id").isNotNull())


def _reposts(posts: DataFrame) -> DataFrame:
    """The reposted post; where the source does not name it, the reposted text."""
    by_id = F.when(F.col("repost_of_post_id").isNotNull(), F.xxhash64("platform", "repost_of_post_id"))
    return _acts(posts.filter(F.col("kind") == "repost"), "repost", F.coalesce(by_id, F.col("text_key")))


def _texts(posts: DataFrame) -> DataFrame:
    return _acts(posts.filter(F.col("kind") != "repost"), "text", F.col("text_key"))


def _urls(posts: DataFrame) -> DataFrame:
    linking = posts.filter((F.col("kind") != "repost") & (F.size("url_keys") > 0))
    return _acts(linking.withColumn("url_key", F.explode(F.array_distinct("url_keys"))), "url", F.col("url_key"))


def _hashtag_sequences(posts: DataFrame) -> DataFrame:
    """Two or more hashtags in order (Pacheco 2021)."""
    tagged = posts.filter((F.col("kind") != "repost") & (F.size("hashtags") >= 2))
    return _acts(tagged, "hashtag_sequence", F.xxhash64(F.concat_ws(" ", "hashtags")))


_LAYERS: dict[str, Callable[[DataFrame], DataFrame]] = {
    "repost": _reposts,
    "text": _texts,
    "url": _urls,
    "hashtag_sequence": _hashtag_sequences,
}
