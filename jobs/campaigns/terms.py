"""Words by which a campaign can be found: the hashtags, links and languages of its members' posts."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key
from claqueur.schema import CAMPAIGN_TERMS

TOP = 200
KEY = ("campaign_id", "kind", "term")


def campaign_terms(posts: DataFrame, members: DataFrame) -> DataFrame:
    """Of each campaign and kind the 200 terms that most of its members use, evidence or not. Columns CAMPAIGN_TERMS.

    A term is counted once per post. At equal counts the alphabet decides.
    """
    own = posts.withColumn("account", account_key()).join(
        members.select("campaign_id", "account"), "account", how="inner"
    )
    parts = [
        _used(own, "hashtag", F.explode(F.array_distinct("hashtags"))),
        _used(own, "url", F.explode(F.array_distinct("urls"))),
        _used(own.filter(F.col("lang").isNotNull()), "lang", F.col("lang")),
    ]
    used = reduce(lambda left, right: left.unionByName(right), parts)
    by_account = used.groupBy(*KEY, "account").agg(F.count(F.lit(1)).alias("n"))
    counted = by_account.groupBy(*KEY).agg(F.sum("n").alias("n_posts"), F.count(F.lit(1)).alias("n_accounts"))
    order = Window.partitionBy("campaign_id", "kind").orderBy(
        F.col("n_accounts").desc(), F.col("n_posts").desc(), "term"
    )
    return (
        counted.withColumn("place", F.row_number().over(order))
        .filter(F.col("place") <= TOP)
        .select(*CAMPAIGN_TERMS.names)
    )


def _used(own: DataFrame, kind: str, term: Column) -> DataFrame:
    return own.select("campaign_id", F.lit(kind).alias("kind"), term.alias("term"), "account")
