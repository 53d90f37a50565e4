"""Quantiles of an edge weight, exact and without a sort that one task must hold."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

BUCKETS_PER_UNIT = 10_000


def quantile(frame: DataFrame, column: str, probability: float) -> DataFrame:
    """One row, one column `quantile`: the type-7 quantile of a column of numbers from 0; empty for no rows.

    That is R's default: between the two values around place 1 + (n - 1) p, counted in order. Values are counted in two
    levels, buckets of 1/10,000 and the different values of each, so that no task sorts all of them: similarities fill
    at most 10,001 buckets, and m different counts of co-actions need m (m + 1) / 2 of these.
    Source: Hyndman & Fan 1996.
    """
    value = F.col(column).cast("double").alias("value")
    values = frame.groupBy(value).agg(F.count(F.lit(1)).alias("n"))
    values = values.withColumn("bucket", F.floor(F.col("value") * BUCKETS_PER_UNIT))
    in_bucket = Window.partitionBy("bucket").orderBy("value").rowsBetween(Window.unboundedPreceding, 0)
    counted = values.withColumn("up_to", F.sum("n").over(in_bucket)).join(
        F.broadcast(_with_place(values, probability)), "bucket", how="inner"
    )
    # the value at place i (from 1) is the smallest with i values up to it
    up_to = F.col("before") + F.col("up_to")
    low, high = (
        F.min(F.when(up_to >= at(F.col("place")), F.col("value"))).alias(name)
        for name, at in (("low", F.floor), ("high", F.ceil))
    )
    share = F.max(F.col("place") - F.floor("place")).alias("share")
    between = (1 - F.col("share")) * F.col("low") + F.col("share") * F.col("high")
    found = counted.agg(low, high, share)
    return found.select(F.when(F.col("low") == F.col("high"), F.col("low")).otherwise(between).alias("quantile"))


def _with_place(values: DataFrame, probability: float) -> DataFrame:
    """bucket, before (values in smaller buckets), place (of the quantile among all values)."""
    buckets = values.groupBy("bucket").agg(F.sum("n").alias("n"))
    up_to = Window.partitionBy(F.lit(0)).orderBy("bucket").rowsBetween(Window.unboundedPreceding, 0)
    whole = Window.partitionBy(F.lit(0)).rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    return buckets.select(
        "bucket",
        (F.sum("n").over(up_to) - F.col("n")).alias("before"),
        (1 + (F.sum("n").over(whole) - 1) * F.lit(probability)).alias("place"),
    )
