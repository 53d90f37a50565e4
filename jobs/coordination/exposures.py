"""How much each account could have shared by chance: the burst-conditioned part of the null model."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.coordination.bystanders import with_seen_times
from claqueur.jobs.coordination.measures import Measure
from claqueur.schema import EXPOSURES

OBJECT = ["layer", "object_id"]


def exposures(
    actions: DataFrame, objects: DataFrame, measures: Sequence[Measure], bystanders: DataFrame | None = None
) -> DataFrame:
    """d and E of every account, per layer and measure. Returns columns EXPOSURES.

    E counts the acts of other accounts on the same object within +-window of each of the account's acts: in a
    breaking-news minute it is large, and so is what is expected by chance. Who acts twice counts twice, which
    raises the expectation (the safe side). Acts of `bystanders` are met by nobody, and an object that an account
    shares with bystanders alone is not in d: pairs() counts it for a pair that shares it.
    """
    windows_s = sorted({m.window_s for m in measures})
    crowds = objects.select(*OBJECT, "n_accounts", "join_window_s")
    acts = with_seen_times(actions.select(*OBJECT, "account", "t"), bystanders)
    per_object = (
        _others(acts, windows_s)
        .groupBy("layer", "account", "object_id")
        .agg(
            *[F.sum(f"others_{w}").alias(f"others_{w}") for w in windows_s],
            F.max(F.col("is_seen").cast("int")).alias("is_seen"),
        )
        .join(_own_repeats(acts, windows_s), ["layer", "account", "object_id"], how="left")
        .join(crowds, OBJECT, how="inner")
    )
    is_shared = (F.col("n_accounts") > F.col("is_seen")).cast("long")
    return (
        per_object.groupBy("layer", "account")
        .agg(
            *[_sum_where(m, is_shared).alias(f"n_objects_{m.name}") for m in measures],
            *[_sum_where(m, _exposure(m.window_s)).alias(f"exposure_{m.name}") for m in measures],
            F.sum((F.col("join_window_s") == 0).cast("long")).alias("n_uncompared"),
        )
        .select(*EXPOSURES.names)
    )


def _others(acts: DataFrame, windows_s: Sequence[int]) -> DataFrame:
    """Each act with others_<w>: the acts on its object within w, less itself."""
    others = [_met_within(w, OBJECT).alias(f"others_{w}") for w in windows_s]
    return acts.select(*OBJECT, "account", F.col("seen_t").isNotNull().alias("is_seen"), *others)


def _own_repeats(acts: DataFrame, windows_s: Sequence[int]) -> DataFrame:
    """own_<w>: how often an account met itself on an object; only accounts that act on one object more than once.

    Worked out apart: windows per account cost five times the rest, and few accounts repeat themselves.
    """
    by = [*OBJECT, "account"]
    repeating = acts.groupBy(*by).agg(F.count(F.lit(1)).alias("n")).filter(F.col("n") > 1).select(*by)
    repeats = acts.join(repeating, by, how="left_semi").select(
        *by, *[_met_within(w, by).alias(f"own_{w}") for w in windows_s]
    )
    return repeats.groupBy(*by).agg(*[F.sum(f"own_{w}").alias(f"own_{w}") for w in windows_s])


def _met_within(window_s: int, by: Sequence[str]) -> Column:
    """Acts within the window of each act, less itself."""
    around = Window.partitionBy(*by).orderBy("t").rangeBetween(-window_s, window_s)
    return F.count("seen_t").over(around) - F.col("seen_t").isNotNull().cast("long")


def _exposure(window_s: int) -> Column:
    return F.col(f"others_{window_s}") - F.coalesce(F.col(f"own_{window_s}"), F.lit(0))


def _sum_where(measure: Measure, value: Column) -> Column:
    return F.sum(F.when(measure.includes_object(), value).otherwise(F.lit(0))).cast("long")
