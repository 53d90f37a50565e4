"""How much each account could have shared by chance: the burst-conditioned part of the null model."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.measures import Measure
from claqueur.schema import EXPOSURES


def exposures(actions: DataFrame, objects: DataFrame, measures: Sequence[Measure]) -> DataFrame:
    """d and E of every account, per layer and measure. Returns columns EXPOSURES.

    E counts the acts of other accounts on the same object within +-window of each of the account's acts: in a
    breaking-news minute it is large, and so is what is expected by chance. Who acts twice counts twice, which
    raises the expectation (the safe side).
    """
    crowds = objects.select("layer", "object_id", "n_accounts", "join_window_s")
    acts = actions.join(crowds, ["layer", "object_id"], how="inner").select(
        "layer", "object_id", "account", "n_accounts", "join_window_s", "t"
    )
    windows_s = sorted({m.window_s for m in measures})
    for window_s in windows_s:
        acts = acts.withColumn(f"others_{window_s}", _acts_within(window_s) - _acts_within(window_s, "account"))
    per_object = acts.groupBy("layer", "account", "object_id").agg(
        F.max("n_accounts").alias("n_accounts"),
        F.max("join_window_s").alias("join_window_s"),
        *[F.sum(f"others_{window_s}").alias(f"others_{window_s}") for window_s in windows_s],
    )
    return (
        per_object.groupBy("layer", "account")
        .agg(
            *[_sum_where(m, F.lit(1)).alias(f"n_objects_{m.name}") for m in measures],
            *[_sum_where(m, F.col(f"others_{m.window_s}")).alias(f"exposure_{m.name}") for m in measures],
        )
        .select(*EXPOSURES.names)
    )


def _acts_within(window_s: int, *also_by: str) -> Column:
    same = Window.partitionBy("layer", "object_id", *also_by).orderBy("t").rangeBetween(-window_s, window_s)
    return F.count(F.lit(1)).over(same)


def _sum_where(measure: Measure, value: Column) -> Column:
    return F.sum(F.when(measure.includes_object(), value).otherwise(F.lit(0))).cast("long")
