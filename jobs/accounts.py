"""Accounts with their level: what the pair test and the classifier say of each."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.schema import ACCOUNTS

ALARMING_CLASSES = ("undeclared", "automation/syndication")


def accounts(
    activity: DataFrame,
    edges: DataFrame,
    exposures: DataFrame,
    members: DataFrame,
    campaigns: DataFrame,
    influence: DataFrame,
    scores: DataFrame,
    flag_threshold: float,
    triage_threshold: float,
) -> DataFrame:
    """One row per account. Columns ACCOUNTS.

    flag: member of a campaign of ALARMING_CLASSES (pair test), or score >= flag_threshold. triage: member of a
    campaign that something else could well explain, an edge outside every campaign, or score >= triage_threshold.
    Declared teams are shown with their campaign and raise nothing. scores: account, score; empty without a model.
    """
    sides = edges.select(F.explode(F.array("u", "v")).alias("account"))
    partners = sides.groupBy("account").agg(F.count(F.lit(1)).alias("n_partners"))
    uncompared = exposures.groupBy("account").agg(F.sum("n_uncompared").alias("n_uncompared"))
    joined = (
        activity.join(partners, "account", how="left")
        .join(uncompared, "account", how="left")
        .join(members.select("account", "campaign_id"), "account", how="left")
        .join(campaigns.select("campaign_id", "class"), "campaign_id", how="left")
        .join(influence.select("account", "influence"), "account", how="left")
        .join(scores.select("account", "score"), "account", how="left")
    )
    declared = F.coalesce(F.col("class") == "declared", F.lit(False))
    by_pairs = F.coalesce(F.col("class").isin(*ALARMING_CLASSES), F.lit(False))
    by_model = F.coalesce(F.col("score") >= flag_threshold, F.lit(False)) & ~declared
    to_look_at = F.col("n_partners").isNotNull() | F.coalesce(F.col("score") >= triage_threshold, F.lit(False))
    raised = F.array_compact(F.array(F.when(by_pairs, "pair_test"), F.when(by_model, "model")))
    level = F.when(declared, "none").when(by_pairs | by_model, "flag").when(to_look_at, "triage").otherwise("none")
    return (
        joined.withColumn("level", level)
        .withColumn("flagged_by", raised)
        .withColumn("n_partners", F.coalesce("n_partners", F.lit(0)).cast("long"))
        .withColumn("n_uncompared", F.coalesce("n_uncompared", F.lit(0)).cast("long"))
        .withColumn("influence", F.coalesce("influence", F.lit(0.0)))
        .select(*ACCOUNTS.names)
    )
