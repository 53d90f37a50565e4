"""Benjamini-Hochberg over all testable pairs, without sorting them in one place."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

BINS_PER_DECADE = 100
_LARGEST_S = 1_000.0  # beyond 10^-1000 every p-value is treated as that


def with_q_values(tests: DataFrame, n_tests: float) -> DataFrame:
    """`tests` (column s, -log10 p) with column q, the p-value corrected over n_tests tests.

    p-values are counted in bins of 1/100 of a decade and each takes its bin's largest p, so q is never below the
    exact one and at most 2.4% above it. Tests that were not observed (k < 2) have p = 1 and only add to n_tests.
    Source: Benjamini & Hochberg 1995.
    """
    binned = tests.withColumn("bin", _bin(F.col("s")))
    counts = binned.groupBy("bin").agg(F.count(F.lit(1)).alias("n"))
    # the table of bins is small (at most 100,000 rows), so windows over the whole of it are no bottleneck
    smaller_p = Window.partitionBy(F.lit(0)).orderBy(F.col("bin").desc()).rowsBetween(Window.unboundedPreceding, 0)
    larger_p = Window.partitionBy(F.lit(0)).orderBy(F.col("bin")).rowsBetween(Window.unboundedPreceding, 0)
    p_of_bin = F.pow(F.lit(10.0), -F.col("bin") / BINS_PER_DECADE)
    q_values = (
        counts.withColumn("q_raw", p_of_bin * n_tests / F.sum("n").over(smaller_p))
        .withColumn("q", F.least(F.min("q_raw").over(larger_p), F.lit(1.0)))
        .select("bin", "q")
    )
    return binned.join(F.broadcast(q_values), "bin", how="inner").drop("bin")


def _bin(s: Column) -> Column:
    return F.floor(F.least(s, F.lit(_LARGEST_S)) * BINS_PER_DECADE).cast("long")
