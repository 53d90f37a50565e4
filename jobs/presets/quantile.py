"""Quantiles of an edge weight, exact and without a sort that one task must hold."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def quantile(frame: DataFrame, column: str, probability: float) -> DataFrame:
    """One row, one column `quantile`: the type-7 quantile of a numeric column; empty for no rows.

    That is R's default: between the two values around place 1 + (n - 1) p, counted in order. Equal values are counted
    together first. Weights that are counts have few different values (m different ones take a total weight of
    m (m + 1) / 2), so the windows run over a short table. Source: Hyndman & Fan 1996.
    """
    values = frame.groupBy(F.col(column).cast("double").alias("value")).agg(F.count(F.lit(1)).alias("n"))
    up_to = Window.partitionBy(F.lit(0)).orderBy("value").rowsBetween(Window.unboundedPreceding, 0)
    whole = Window.partitionBy(F.lit(0)).rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    counted = values.select(
        "value",
        F.sum("n").over(up_to).alias("up_to"),
        (1 + (F.sum("n").over(whole) - 1) * F.lit(probability)).alias("place"),
    )
    # the value at place i (from 1) is the smallest with i values up to it
    low, high = (
        F.min(F.when(F.col("up_to") >= at(F.col("place")), F.col("value"))).alias(name)
        for name, at in (("low", F.floor), ("high", F.ceil))
    )
    share = F.max(F.col("place") - F.floor("place")).alias("share")
    between = (1 - F.col("share")) * F.col("low") + F.col("share") * F.col("high")
    found = counted.agg(low, high, share)
    return found.select(F.when(F.col("low") == F.col("high"), F.col("low")).otherwise(between).alias("quantile"))
