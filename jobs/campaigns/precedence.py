"""Who starts and who follows in each campaign, layer by layer."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.members import inside_campaigns
from claqueur.schema import PRECEDENCE

MEMBER = ["campaign_id", "layer", "account"]


def precedence(evidence: DataFrame, members: DataFrame) -> DataFrame:
    """One row per member and layer of its evidence. Columns PRECEDENCE.

    n_started counts objects whose first act among members was this account's (all of them at a tie); n_first,
    n_followed and n_same count its co-actions with other members.
    """
    own = inside_campaigns(evidence, members)
    sides = own.select(*_side("u", 1)).unionByName(own.select(*_side("v", -1)))
    of_object = Window.partitionBy("campaign_id", "layer", "object_id")
    acts = sides.withColumn("starts", F.col("t") == F.min("t").over(of_object))
    started = acts.filter("starts").select(*MEMBER, "object_id").distinct().groupBy(*MEMBER)
    counted = sides.groupBy(*MEMBER).agg(
        F.sum((F.col("led") > 0).cast("long")).alias("n_first"),
        F.sum((F.col("led") < 0).cast("long")).alias("n_followed"),
        F.sum((F.col("led") == 0).cast("long")).alias("n_same"),
    )
    return (
        counted.join(started.agg(F.count(F.lit(1)).alias("n_started")), MEMBER, how="left")
        .withColumn("n_started", F.coalesce("n_started", F.lit(0)).cast("long"))
        .select(*PRECEDENCE.names)
    )


def _side(end: str, sign: int) -> list:
    led = (F.col("lead") * sign).alias("led")
    return ["campaign_id", "layer", "object_id", F.col(end).alias("account"), F.col(f"t_{end}").alias("t"), led]
