"""Which edges of a weighted network matter: the disparity filter, and the heaviest share."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.presets.quantile import quantile
from claqueur.jobs.presets.similarity import DIGITS


def disparity_filter(edges: DataFrame, alpha: float) -> DataFrame:
    """The edges heavier than the accounts' strengths explain, with column alpha. edges: account_a, account_b, weight.

    If an account of degree k spread its strength s at random over its edges, one would weigh at least w with
    probability (1 - w / s)^(k - 1). An edge stays if that is below `alpha` at either end. At an end of degree 1 nothing
    can be said (the probability is 1), so an edge that is the only one of both its accounts goes.
    Source: Serrano, Boguñá & Vespignani 2009.
    """
    ends = edges.select(F.explode(F.array("account_a", "account_b")).alias("account"), "weight")
    accounts = ends.groupBy("account").agg(F.sum("weight").alias("strength"), F.count(F.lit(1)).alias("degree"))
    tested = edges
    for side in "ab":
        of_side = accounts.select(
            F.col("account").alias(f"account_{side}"),
            F.col("strength").alias(f"strength_{side}"),
            F.col("degree").alias(f"degree_{side}"),
        )
        # a weight is never above the strength, but two sums of floats may differ in the last digit
        rest = F.greatest(1 - F.col("weight") / F.col(f"strength_{side}"), F.lit(0.0))
        probability = F.when(F.col(f"degree_{side}") > 1, F.pow(rest, F.col(f"degree_{side}") - 1)).otherwise(1.0)
        tested = tested.join(of_side, f"account_{side}", how="inner").withColumn(f"alpha_{side}", probability)
    smaller = F.round(F.least("alpha_a", "alpha_b"), DIGITS)
    return tested.withColumn("alpha", smaller).filter(F.col("alpha") < alpha).select(*edges.columns, "alpha")


def heaviest(edges: DataFrame, share: float) -> DataFrame:
    """The heaviest `share` (0 to 1) of the edges by `weight`, all those that tie for the last place included."""
    threshold = F.broadcast(quantile(edges, "weight", 1 - share))
    return edges.crossJoin(threshold).filter(F.col("weight") >= F.col("quantile")).drop("quantile")
