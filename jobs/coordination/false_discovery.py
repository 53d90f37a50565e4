"""Benjamini-Hochberg over all testable pairs: exact up to a million observed tests, in bins above."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

EXACT_TESTS = 1_000_000
BINS_PER_DECADE = 100
_LARGEST_S = 1_000.0  # beyond 10^-1000 every p-value is treated as that


def with_q_values(tests: DataFrame, n_tests: float, exact_tests: int = EXACT_TESTS) -> DataFrame:
    """`tests` (column s, -log10 p) with column q, the p-value corrected over n_tests tests.

    Tests that were not observed (k < 2) have p = 1 and only add to n_tests. Exact while there are at most exact_tests
    observed ones. Above that p-values are counted in bins of 1/100 of a decade, so that no task must hold them all,
    and each takes its bin's largest p: q is then never below the exact one and at most 2.4% above it.
    Source: Benjamini & Hochberg 1995.
    """
    level = F.col("s") if tests.count() <= exact_tests else _bin(F.col("s"))
    levelled = tests.withColumn("level", level)
    counts = levelled.groupBy("level").agg(F.count(F.lit(1)).alias("n"))
    # equal p-values are one row, and so is a bin: a window over all of them holds at most exact_tests rows
    smaller_p = Window.partitionBy(F.lit(0)).orderBy(F.col("level").desc()).rowsBetween(Window.unboundedPreceding, 0)
    larger_p = Window.partitionBy(F.lit(0)).orderBy(F.col("level")).rowsBetween(Window.unboundedPreceding, 0)
    q_values = (
        counts.withColumn("q_raw", F.pow(F.lit(10.0), -F.col("level")) * n_tests / F.sum("n").over(smaller_p))
        .withColumn("q", F.least(F.min("q_raw").over(larger_p), F.lit(1.0)))
        .select("level", "q")
    )
    return levelled.join(q_values, "level", how="inner").drop("level")


def _bin(s: Column) -> Column:
    return F.floor(F.least(s, F.lit(_LARGEST_S)) * BINS_PER_DECADE) / BINS_PER_DECADE
