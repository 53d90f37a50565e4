"""Objects with their crowds, and the widest window in which each can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.coordination.measures import COLD_ACCOUNTS, Measure
from claqueur.schema import OBJECTS


def objects(actions: DataFrame, measures: Sequence[Measure], max_crowd: int) -> DataFrame:
    """One row per object: accounts, acts, join_window_s and the pairs that the cap may have cost.

    An object with more than max_crowd accounts in one bucket of a window is hot there: its pairs are not expanded
    in that window but in the next narrower one where it is not, down to the pair test's; 0 means never. So a crowd
    that forwards one post all day is still compared minute by minute. Returns columns OBJECTS.
    """
    # two plain counts: a distinct count over many groups is slow on Sail
    per_account = actions.groupBy("layer", "object_id", "account").agg(F.count(F.lit(1)).alias("n"))
    counted = per_account.groupBy("layer", "object_id").agg(
        F.count(F.lit(1)).alias("n_accounts"), F.sum("n").alias("n_actions")
    )
    crowds = sorted({m.window_s for m in measures if m.max_accounts is None}, reverse=True)
    cold_s = max(m.window_s for m in measures)
    hot = counted.filter(F.col("n_accounts") > max_crowd).select("layer", "object_id")
    allowed = _allowed_windows(actions.join(hot, ["layer", "object_id"], how="left_semi"), crowds, max_crowd)
    is_cold = F.col("n_accounts") <= min(COLD_ACCOUNTS, max_crowd)
    window = (
        F.when(is_cold, F.lit(cold_s))
        .when(F.col("n_accounts") <= max_crowd, F.lit(crowds[0]))
        .otherwise(F.coalesce("allowed_s", F.lit(0)))
        .cast("long")
    )
    all_pairs = (F.col("n_accounts") * (F.col("n_accounts") - 1) / 2).cast("long")
    return (
        counted.join(allowed, ["layer", "object_id"], how="left")
        .withColumn("join_window_s", window)
        .withColumn(
            "pairs_skipped", F.when(F.col("join_window_s") < crowds[0], all_pairs).otherwise(F.lit(0)).cast("long")
        )
        .select(*OBJECTS.names)
    )


def _allowed_windows(hot_actions: DataFrame, windows_s: Sequence[int], max_crowd: int) -> DataFrame:
    """layer, object_id, allowed_s: the widest window in which no bucket holds more than max_crowd accounts."""
    windows = F.explode(F.array(*[F.lit(w).cast("long") for w in windows_s])).alias("window_s")
    by_bucket = (
        hot_actions.select("layer", "object_id", "account", "t", windows)
        .groupBy("layer", "object_id", "window_s", F.floor(F.col("t") / F.col("window_s")).alias("bucket"))
        .agg(F.count_distinct("account").alias("crowd"))
    )
    peaks = by_bucket.groupBy("layer", "object_id", "window_s").agg(F.max("crowd").alias("peak"))
    cool = peaks.filter(F.col("peak") <= max_crowd)
    return cool.groupBy("layer", "object_id").agg(F.max("window_s").alias("allowed_s"))
