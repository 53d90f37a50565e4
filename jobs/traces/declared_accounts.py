"""Accounts of the posts that the user's lists declare to belong to somebody."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key

ROLE_AND_SOURCE = " · "


def declared_accounts(posts: DataFrame, declared: DataFrame) -> DataFrame:
    """account, affiliation, affiliation_source (role and source, else the list's name): a row per account that is met.

    posts: columns POSTS. declared: columns DECLARED. An id means one account. A handle means the account that was ever
    called so, or whose id it is, and none if there are several: a handle may have changed hands. A handle beside an id
    counts only where that id does not occur. Where two rows mean one account, an id goes before a handle, and handles
    in the order of the alphabet.
    """
    names = posts.select(account_key().alias("account"), "platform", "account_id", "account_name").distinct()
    accounts = names.select("account", "platform", "account_id").distinct()
    by_id = declared.join(accounts, ["platform", "account_id"], how="inner").withColumn("place", F.lit(0))
    unmet = declared.filter(F.col("handle").isNotNull()).join(accounts, ["platform", "account_id"], how="left_anti")
    by_handle = unmet.join(_unshared(names), ["platform", "handle"], how="inner").withColumn("place", F.lit(1))
    said = F.concat_ws(ROLE_AND_SOURCE, "role", "source")
    columns = (
        "account",
        "affiliation",
        F.when(said == "", F.col("list")).otherwise(said).alias("affiliation_source"),
        F.row_number().over(Window.partitionBy("account").orderBy("place", "handle")).alias("row"),
    )
    found = by_id.select("account", "affiliation", "role", "source", "list", "place", "handle").unionByName(
        by_handle.select("account", "affiliation", "role", "source", "list", "place", "handle")
    )
    return found.select(*columns).filter(F.col("row") == 1).drop("row")


def _unshared(names: DataFrame) -> DataFrame:
    """platform, handle, account: the handles that only one account ever had."""
    name = F.trim("account_name")
    called = F.lower(F.when(F.substring(name, 1, 1) == "@", F.substring(name, 2, 1_000)).otherwise(name))
    own = names.select("account", "platform", F.lower("account_id").alias("handle"))
    handles = names.select("account", "platform", called.alias("handle")).unionByName(own)
    counted = handles.filter(F.col("handle").isNotNull()).groupBy("platform", "handle")
    found = counted.agg(F.min("account").alias("account"), F.max("account").alias("last"))
    return found.filter(F.col("account") == F.col("last")).drop("last")
