"""Influence: PageRank on who reposts and replies to whom, with and without the campaigns' interactions."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.graph.protocol import GraphAlgorithms
from claqueur.jobs.traces.actions import account_key
from claqueur.schema import INFLUENCE


def interactions(posts: DataFrame) -> DataFrame:
    """src (who acts), dst (whose post it is), one row per repost or reply; nobody counts for themselves."""
    reposted = posts.filter(F.col("repost_of_account_id").isNotNull()).select(
        account_key().alias("src"), account_key(account_id="repost_of_account_id").alias("dst")
    )
    replied = posts.filter(F.col("reply_to_account_id").isNotNull()).select(
        account_key().alias("src"), account_key(account_id="reply_to_account_id").alias("dst")
    )
    return reposted.unionByName(replied).filter(F.col("src") != F.col("dst"))


def influence(interactions: DataFrame, members: DataFrame, graph: GraphAlgorithms) -> DataFrame:
    """PageRank of every account in `interactions`, and the same after what campaign members did is taken out.

    interactions: src, dst. members: campaign_members (account). Columns INFLUENCE; both ranks sum to 1 (the second
    only over accounts that are left: 0 for the others).
    """
    member = members.select(F.col("account").alias("src")).distinct()
    with_all = graph.pagerank(interactions).withColumnRenamed("rank", "influence")
    without = graph.pagerank(interactions.join(member, "src", how="left_anti")).withColumnRenamed(
        "rank", "influence_without"
    )
    return (
        with_all.join(without, "account", how="left")
        .withColumn("influence_without", F.coalesce("influence_without", F.lit(0.0)))
        .select(*INFLUENCE.names)
    )
