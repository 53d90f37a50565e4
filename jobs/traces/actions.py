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


def actions(
    posts: DataFrame,
    layers: Sequence[str],
    precision_s: int = 1,
    near_texts: DataFrame | None = None,
    min_hashtags: int = 2,
) -> DataFrame:
    """Acts on objects that at least two accounts acted on: only these can yield a co-action.

    posts: columns POSTS. precision_s: times are floored to it, so that a source with minutes is never held against
    one with seconds. near_texts: columns NEAR_TEXTS, needed for the layer near_text. min_hashtags: shortest hashtag
    sequence. Returns columns ACTIONS. Source: Pacheco 2021, trace projection.
    """
    floored = F.col("t") - F.pmod(F.col("t"), F.lit(precision_s))
    acted = acts(posts, layers, near_texts, min_hashtags).withColumn("t", floored)
    objects = acted.groupBy("layer", "object_id").agg(F.min("account").alias("a"), F.max("account").alias("b"))
    shared = objects.filter(F.col("a") != F.col("b")).select("layer", "object_id")
    return acted.join(shared, ["layer", "object_id"], how="left_semi").select(*ACTIONS.names)


def acts(
    posts: DataFrame, layers: Sequence[str], near_texts: DataFrame | None = None, min_hashtags: int = 2
) -> DataFrame:
    """Every act of `posts` (columns POSTS) in these layers, shared or not. Columns ACTIONS. See actions()."""
    parts = {layer: build(posts) for layer, build in _LAYERS.items() if layer in layers}
    if "hashtag_sequence" in layers:
        parts["hashtag_sequence"] = _hashtag_sequences(posts, min_hashtags)
    if "near_text" in layers:
        parts["near_text"] = _near_texts(posts, near_texts)
    return reduce(lambda left, right: left.unionByName(right), parts.values())


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


def _near_texts(posts: DataFrame, near_texts: DataFrame | None) -> DataFrame:
    """The group of the text; a text without near-duplicates is a group of its own."""
    if near_texts is None:
        raise ValueError("The layer near_text needs the table near_texts: give it, or leave the layer out.")
    long_enough = posts.filter((F.col("kind") != "repost") & F.col("near_text_key").isNotNull())
    grouped = long_enough.join(near_texts.select("text_key", "object_id"), "text_key", how="left")
    return _acts(grouped, "near_text", F.coalesce("object_id", "near_text_key"))


def _urls(posts: DataFrame) -> DataFrame:
    return _each(posts, "url", F.col("url_keys"), lambda key: key)


def _domains(posts: DataFrame) -> DataFrame:
    return _each(posts, "domain", F.col("domains"), F.xxhash64)


def _media(posts: DataFrame) -> DataFrame:
    """Images and videos by hash, the same on every platform."""
    return _each(posts, "media", F.col("media_hashes"), F.xxhash64)


def _mentions(posts: DataFrame) -> DataFrame:
    return _each(posts, "mention", F.col("mentions"), lambda name: F.xxhash64(F.col("platform"), name))


def _each(posts: DataFrame, layer: str, items: Column, key: Callable[[Column], Column]) -> DataFrame:
    """One act per distinct item of an original's list."""
    listing = posts.filter((F.col("kind") != "repost") & (F.size(items) > 0))
    itemised = listing.withColumn("item", F.explode(F.array_distinct(items))).filter(F.col("item").isNotNull())
    return _acts(itemised, layer, key(F.col("item")))


def _reply_targets(posts: DataFrame) -> DataFrame:
    return _targets(posts, "reply_target", "reply_to_post_id")


def _quote_targets(posts: DataFrame) -> DataFrame:
    return _targets(posts, "quote_target", "quote_of_post_id")


def _targets(posts: DataFrame, layer: str, target: str) -> DataFrame:
    """The post that an original answers or quotes."""
    aimed = posts.filter((F.col("kind") != "repost") & F.col(target).isNotNull())
    return _acts(aimed, layer, F.xxhash64("platform", target))


def _hashtag_sequences(posts: DataFrame, min_hashtags: int) -> DataFrame:
    """Several hashtags in order (Pacheco 2021)."""
    tagged = posts.filter((F.col("kind") != "repost") & (F.size("hashtags") >= min_hashtags))
    return _acts(tagged, "hashtag_sequence", F.xxhash64(F.concat_ws(" ", "hashtags")))


_LAYERS: dict[str, Callable[[DataFrame], DataFrame]] = {
    "repost": _reposts,
    "text": _texts,
    "url": _urls,
    "media": _media,
    "reply_target": _reply_targets,
    "quote_target": _quote_targets,
    "domain": _domains,
    "mention": _mentions,
}
