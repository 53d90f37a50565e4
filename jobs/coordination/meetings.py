"""The windowed join: pairs of acts of two accounts on one object, at most a window apart."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def meetings(acts: DataFrame, on: Sequence[str], window_s: Column, carried: Sequence[str] = ()) -> DataFrame:
    """Each unordered pair of acts of two accounts that agree in `on` and lie at most window_s apart, once.

    acts: columns `on`, account, t (seconds), `carried`. window_s: one value per combination of `on`, ends included.
    Returns `on`, gap_s and, for the earlier act a and the later act b, account, t and `carried` with _a and _b behind
    their names. At equal times a is the smaller account. Rows that are alike are acts of their own: nothing is counted
    once that stands there twice.
    """
    # a window of 0 s would have no buckets
    bucket = F.floor(F.col("t") / F.greatest(window_s, F.lit(1)))
    values = ("account", "t", *carried)
    # the later act lies in the earlier one's bucket or the next, so the earlier side alone is doubled
    earlier = acts.select(
        *on,
        window_s.alias("window_s"),
        *[F.col(name).alias(f"{name}_a") for name in values],
        F.explode(F.array(bucket, bucket + 1)).alias("bucket"),
    )
    later = acts.select(*on, *[F.col(name).alias(f"{name}_b") for name in values], bucket.alias("bucket"))
    gap_s = F.col("t_b") - F.col("t_a")
    met = earlier.join(later, [*on, "bucket"], how="inner").withColumn("gap_s", gap_s)
    two_accounts = F.col("account_a") != F.col("account_b")
    once = (F.col("gap_s") > 0) | (F.col("account_b") > F.col("account_a"))
    within = F.col("gap_s").between(F.lit(0), F.col("window_s"))
    return met.filter(two_accounts & within & once).drop("bucket", "window_s")
