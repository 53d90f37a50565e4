"""The conversation hour by hour, whole and by campaign, with the part that is evidence of coordination."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.members import inside_campaigns
from claqueur.jobs.campaigns.profile import evidence_posts
from claqueur.jobs.traces.actions import account_key
from claqueur.schema import TIMELINE

HOUR_S = 3_600
EVERYBODY = ""


def timeline(posts: DataFrame, evidence: DataFrame, members: DataFrame) -> DataFrame:
    """Posts per hour of everybody and of each campaign's members. Columns TIMELINE."""
    t = F.col("created_at").cast("long")
    dated = posts.select("post_id", account_key().alias("account"), (t - F.pmod(t, F.lit(HOUR_S))).alias("hour"))
    behind = evidence_posts(inside_campaigns(evidence, members))
    coordinated = behind.select("account", "post_id").distinct().withColumn("coordinated", F.lit(1))
    marked = dated.join(coordinated, ["account", "post_id"], how="left")
    of_members = marked.join(members.select("campaign_id", "account"), "account", how="inner")
    everybody = marked.withColumn("campaign_id", F.lit(EVERYBODY))
    columns = ["campaign_id", "hour", "account", "coordinated"]
    return (
        everybody.select(*columns)
        .unionByName(of_members.select(*columns))
        .groupBy("campaign_id", "hour")
        .agg(
            F.count(F.lit(1)).alias("n_posts"),
            F.count("coordinated").alias("n_coordinated"),
            F.count_distinct("account").alias("n_accounts"),
        )
        .select(*TIMELINE.names)
    )
