"""Posts to the tables that other tools take: shares of objects, and messages."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key, acts
from claqueur.schema import MESSAGES, SHARES


def with_one_name(posts: DataFrame, several_platforms: bool) -> DataFrame:
    """The posts (columns POSTS) with account ids as the source gave them, or platform:id where platforms meet."""
    if not several_platforms:
        return posts
    for name in ("account_id", "repost_of_account_id"):
        posts = posts.withColumn(name, _on_platform(name))
    return posts


def _on_platform(name: str) -> Column:
    return F.when(F.col(name).isNotNull(), F.concat_ws(":", "platform", name))


def shares(posts: DataFrame, layer: str) -> DataFrame:
    """The acts of one layer as shares, one row per act, none left out. posts: columns POSTS. Columns SHARES.

    Objects and contents are claqueur's 64-bit keys, so that a post has one name as content and as reposted object.
    """
    accounts = posts.select(account_key().alias("account"), "platform", "account_id").distinct()
    return (
        acts(posts, [layer])
        .join(accounts, "account", how="inner")  # n:1
        .select(
            F.col("object_id").cast("string").alias("object_id"),
            "account_id",
            F.xxhash64("platform", "post_id").cast("string").alias("content_id"),
            F.col("t").cast("double").alias("timestamp_share"),
        )
        .select(*SHARES.names)
    )


def messages(posts: DataFrame) -> DataFrame:
    """The posts as messages, one row per post. posts: columns POSTS. Columns MESSAGES.

    A repost whose original the source does not name is a repost of itself: it is no original, and it matches nothing.
    """
    reposted = F.coalesce(_on_platform("repost_of_post_id"), _on_platform("post_id"))
    return posts.select(
        _on_platform("post_id").alias("message_id"),
        F.col("account_id").alias("user_id"),
        F.when(F.col("kind") == "repost", reposted).alias("repost_id"),
        _on_platform("reply_to_post_id").alias("reply_id"),
        F.col("text").alias("message"),
        F.col("created_at").cast("double").alias("timestamp"),
        F.concat_ws(" ", "urls").alias("urls"),
        F.lit(0).cast("long").alias("row"),
    ).select(*MESSAGES.names)
