"""Topics in numbers: how much is said, by whom, on which day, in which campaign; and what part of it is coordinated."""

from __future__ import annotations

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.members import inside_campaigns
from claqueur.jobs.campaigns.profile import evidence_posts
from claqueur.schema import TOPIC_CAMPAIGNS, TOPIC_DAYS, TOPICS
from claqueur.watchlist import Watchlist

DAY_S = 86_400
DECLARED = "declared"
LISTED = ("place", "topic", "name", "kind")


def topics(found: DataFrame, accounts: DataFrame, campaigns: DataFrame, watchlist: Watchlist) -> DataFrame:
    """One row per topic of the watchlist, also of those without a post. Columns TOPICS. found: columns TOPIC_POSTS."""
    rows = [(place, topic.key, topic.name, topic.kind) for place, topic in enumerate(watchlist.topics, 1)]
    # pandas: rows that come as tuples cost a Python worker on Spark
    listed = found.sparkSession.createDataFrame(
        pd.DataFrame(rows, columns=list(LISTED)), "place long, topic string, name string, kind string"
    )
    marked = _marked(found, accounts, campaigns)
    numbers = marked.groupBy("topic").agg(
        *_counts(),
        F.count_distinct(F.when(F.col("flagged"), F.col("account"))).alias("n_accounts_flagged"),
        F.count(F.when(F.col("flagged") & F.col("campaign_id").isNull(), 1)).alias("n_alone"),
        F.count_distinct("campaign_id").alias("n_campaigns"),
        F.min("t").alias("first_t"),
        F.max("t").alias("last_t"),
    )
    joined = listed.join(numbers, "topic", how="left")
    empty = [name for name in TOPICS.names if name.startswith("n_")]
    return joined.na.fill(0, empty).select(*TOPICS.names)


def topic_days(found: DataFrame, accounts: DataFrame, campaigns: DataFrame) -> DataFrame:
    """The same numbers day by day, in UTC; days without a post have no row. Columns TOPIC_DAYS."""
    day = F.col("t") - F.pmod(F.col("t"), F.lit(DAY_S))
    by_day = _marked(found, accounts, campaigns).withColumn("day", day).groupBy("topic", "day")
    return by_day.agg(*_counts()).select(*TOPIC_DAYS.names)


def topic_campaigns(found: DataFrame, members: DataFrame, evidence: DataFrame, activity: DataFrame) -> DataFrame:
    """What the members of each campaign post on each topic. Columns TOPIC_CAMPAIGNS.

    n_member_posts is what they post at all, so that a campaign that lives for a topic is told from one that meets it.
    """
    of = members.select("campaign_id", "account")
    everything = of.join(activity.select("account", "n_posts"), "account", how="inner")
    posted = everything.groupBy("campaign_id").agg(F.sum("n_posts").alias("n_member_posts"))
    behind = evidence_posts(inside_campaigns(evidence, members)).select("campaign_id", "account", "post_id")
    marked = (
        found.join(of, "account", how="inner")
        .join(behind.withColumn("behind", F.lit(1)), ["campaign_id", "account", "post_id"], how="left")
        .groupBy("topic", "campaign_id")
    )
    numbers = marked.agg(
        F.count(F.lit(1)).alias("n_posts"),
        F.count("behind").alias("n_evidence"),
        F.count_distinct("account").alias("n_accounts"),
        F.min("t").alias("first_t"),
        F.max("t").alias("last_t"),
    )
    return numbers.join(posted, "campaign_id", how="inner").select(*TOPIC_CAMPAIGNS.names)


def _marked(found: DataFrame, accounts: DataFrame, campaigns: DataFrame) -> DataFrame:
    """Posts on topics with the campaign of their account, whether it is flagged and whether it declares its team."""
    classes = campaigns.select("campaign_id", (F.col("class") == DECLARED).alias("declared"))
    who = accounts.select("account", "campaign_id", (F.col("level") == "flag").alias("flagged"))
    known = who.join(classes, "campaign_id", how="left")
    return found.join(known, "account", how="left")


def _counts() -> list[Column]:
    return [
        F.count(F.lit(1)).alias("n_posts"),
        F.count(F.when(F.col("flagged"), 1)).alias("n_flagged"),
        F.count(F.when(F.col("declared"), 1)).alias("n_declared"),
        F.count_distinct("account").alias("n_accounts"),
    ]
