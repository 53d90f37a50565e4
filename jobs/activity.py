"""Accounts of the selected posts and what they did."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.actions import account_key
from claqueur.schema import ACTIVITY


def activity(posts: DataFrame) -> DataFrame:
    """One row per account of `posts` (columns POSTS). Columns ACTIVITY. Ties of "latest" go to the larger value."""

    def of_kind(kind: str) -> Column:
        return F.sum((F.col("kind") == kind).cast("long"))

    per_account = (
        posts.withColumn("account", account_key())
        .groupBy("account", "platform", "account_id")
        .agg(
            _latest("account_name"),
            F.count(F.lit(1)).alias("n_posts"),
            of_kind("repost").alias("n_reposts"),
            of_kind("reply").alias("n_replies"),
            F.count_distinct("client").alias("n_clients"),
            _latest("account_affiliation").alias("affiliation"),
            F.min("account_created_at").alias("account_created_at"),
            F.min("created_at").alias("first_at"),
            F.max("created_at").alias("last_at"),
        )
    )
    return per_account.join(_main_client(posts), "account", how="left").select(*ACTIVITY.names)


def _latest(column: str) -> Column:
    """The value of the latest post that has one."""
    dated = F.when(F.col(column).isNotNull(), F.struct("created_at", column))
    return F.max(dated)[column].alias(column)


def _main_client(posts: DataFrame) -> DataFrame:
    used = posts.filter(F.col("client").isNotNull()).groupBy(account_key().alias("account"), "client").count()
    most = used.groupBy("account").agg(F.max(F.struct("count", "client")).alias("most"))
    return most.select("account", F.col("most.client").alias("main_client"))
