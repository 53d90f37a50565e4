"""Accounts of the selected posts and what they did."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key
from claqueur.jobs.traces.declared_accounts import declared_accounts
from claqueur.schema import ACTIVITY


def activity(posts: DataFrame, declared: DataFrame | None = None) -> DataFrame:
    """One row per account of `posts` (columns POSTS). Columns ACTIVITY. Ties of "latest" go to the larger post id.

    declared: columns DECLARED; what the user's lists say of an account goes before what its posts say.
    """
    posts = posts.withColumn("account", account_key())
    per_account = posts.groupBy("account", "platform", "account_id").agg(
        F.count(F.lit(1)).alias("n_posts"),
        _of_kind("repost").alias("n_reposts"),
        _of_kind("reply").alias("n_replies"),
        F.min("account_created_at").alias("account_created_at"),
        F.min("created_at").alias("first_at"),
        F.max("created_at").alias("last_at"),
    )
    return (
        per_account.join(_latest(posts, "account_name", "account_name"), "account", how="left")
        .join(_affiliations(posts, declared), "account", how="left")
        .join(_clients(posts), "account", how="left")
        .withColumn("n_clients", F.coalesce("n_clients", F.lit(0)).cast("long"))
        .select(*ACTIVITY.names)
    )


def _of_kind(kind: str) -> Column:
    return F.sum((F.col("kind") == kind).cast("long"))


def _latest(posts: DataFrame, column: str, name: str) -> DataFrame:
    """account and the value of its latest post that has one. A window, since max(struct) is slow on Sail."""
    newest = Window.partitionBy("account").orderBy(F.col("created_at").desc(), F.col("post_id").desc())
    valued = posts.filter(F.col(column).isNotNull()).withColumn("place", F.row_number().over(newest))
    return valued.filter(F.col("place") == 1).select("account", F.col(column).alias(name))


def _affiliations(posts: DataFrame, declared: DataFrame | None) -> DataFrame:
    """account, affiliation, affiliation_source: at most one row per account."""
    said = _latest(posts, "account_affiliation", "affiliation")
    if declared is None:
        return said.withColumn("affiliation_source", F.lit(None).cast("string"))
    listed = declared_accounts(posts, declared)
    latest = said.withColumnRenamed("affiliation", "said")
    return listed.join(latest, "account", how="full").select(
        "account", F.coalesce("affiliation", "said").alias("affiliation"), "affiliation_source"
    )


def _clients(posts: DataFrame) -> DataFrame:
    """account, n_clients, main_client: the most used, at a tie the first in the alphabet."""
    used = posts.filter(F.col("client").isNotNull()).groupBy("account", "client").agg(F.count(F.lit(1)).alias("n"))
    counted = used.groupBy("account").agg(F.count(F.lit(1)).alias("n_clients"))
    most = Window.partitionBy("account").orderBy(F.col("n").desc(), F.col("client"))
    first = used.withColumn("place", F.row_number().over(most)).filter(F.col("place") == 1)
    return counted.join(first.select("account", F.col("client").alias("main_client")), "account", how="inner")
