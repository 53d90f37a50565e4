"""A contest or petition: people who have nothing else in common take part in the same few things, many more do too."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number

FEW = 3
CONTEST = Hypothesis(
    "contest",
    (
        Number("few_objects_share", at_least=0.8),
        Number("few_objects_member_share", at_most=0.5),
        Number("few_objects_outsider_first", at_least=0.5),
    ),
)


def few_objects(objects: DataFrame) -> DataFrame:
    """One row per campaign, about its three busiest objects in its busiest layer. objects: CAMPAIGN_OBJECTS.

    Columns: campaign_id; few_objects_share, their part of the layer's co-actions (layers are not added up: one post
    can be in several); few_objects_member_share, members among all who acted on them, outsiders at any time;
    few_objects_outsider_first, the part of them on which an outsider acted before any member.
    """
    by_layer = objects.groupBy(CAMPAIGN, "layer").agg(F.sum("n_co_actions").alias("of_layer"))
    busiest = Window.partitionBy(CAMPAIGN).orderBy(F.desc("of_layer"), "layer")
    layer = by_layer.withColumn("place", F.row_number().over(busiest)).filter("place = 1").drop("place")
    order = Window.partitionBy(CAMPAIGN).orderBy(F.desc("n_co_actions"), "object_id")
    few = (
        objects.join(layer, [CAMPAIGN, "layer"], how="inner")
        .withColumn("place", F.row_number().over(order))
        .filter(F.col("place") <= FEW)
    )
    return few.groupBy(CAMPAIGN).agg(
        (F.sum("n_co_actions") / F.max("of_layer")).alias("few_objects_share"),
        (F.sum("n_members") / F.sum("n_accounts")).alias("few_objects_member_share"),
        F.avg((F.col("n_before") > 0).cast("double")).alias("few_objects_outsider_first"),
    )
