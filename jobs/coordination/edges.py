"""Edges: the pairs whose co-actions in the test window are more than chance explains, and their evidence."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.coordination.false_discovery import with_q_values
from claqueur.jobs.coordination.pairs import median_of_sorted
from claqueur.schema import EDGES, EVIDENCE

MIN_CO_ACTIONS = 2


def edges(
    pairs: DataFrame,
    co_actions: DataFrame,
    exposures: DataFrame,
    actions: DataFrame,
    window_s: int | Mapping[str, int],
    fdr: float,
) -> DataFrame:
    """Pairs with q <= fdr in at least one layer. Columns EDGES.

    Every pair of accounts of a layer is a test, met or not; all layers' tests are corrected together.
    window_s: one for all layers, or by layer.
    """
    observed = pairs.filter(F.col("k_test") >= MIN_CO_ACTIONS).withColumnRenamed("s_test", "s")
    significant = with_q_values(observed, _n_tests(exposures)).filter(F.col("q") <= fdr)
    seen = _within(co_actions, window_s).join(
        significant.select("layer", "u", "v"), ["layer", "u", "v"], how="left_semi"
    )
    tested = significant.groupBy("u", "v").agg(
        F.array_sort(F.collect_set("layer")).alias("layers"),
        F.min("q").alias("q"),
        F.max("s").alias("s_max"),
        F.sum("s").alias("s_sum"),
        F.sum("k_test").alias("k"),
        F.sum("lambda_test").alias("expected"),
    )
    met = (
        seen.groupBy("u", "v")
        .agg(
            F.array_sort(F.collect_list("gap_s")).alias("gaps"),
            F.sum((F.col("lead") > 0).cast("long")).alias("u_first"),
            F.sum((F.col("lead") < 0).cast("long")).alias("v_first"),
            F.min(F.least("t_u", "t_v")).alias("first_t"),
            F.max(F.greatest("t_u", "t_v")).alias("last_t"),
        )
        .withColumn("median_gap_s", median_of_sorted("gaps"))
    )
    shared = _shared_at_any_time(significant.select("layer", "u", "v"), actions)
    return tested.join(met, ["u", "v"], how="inner").join(shared, ["u", "v"], how="inner").select(*EDGES.names)


def evidence(edges: DataFrame, co_actions: DataFrame, window_s: int | Mapping[str, int]) -> DataFrame:
    """The shared objects behind each edge, with both posts. Columns EVIDENCE."""
    layers = edges.select("u", "v", F.explode("layers").alias("layer"))
    return _within(co_actions, window_s).join(layers, ["layer", "u", "v"], how="left_semi").select(*EVIDENCE.names)


def _within(co_actions: DataFrame, window_s: int | Mapping[str, int]) -> DataFrame:
    if isinstance(window_s, int):
        window = F.lit(window_s)
    else:
        window = F.coalesce(*[F.when(F.col("layer") == layer, F.lit(s)) for layer, s in window_s.items()])
    return co_actions.filter((F.col("gap_s") <= window) & (F.col("join_window_s") >= window))


def _n_tests(exposures: DataFrame) -> float:
    """The number of account pairs, summed over the layers."""
    accounts = exposures.groupBy("layer").agg(F.count(F.lit(1)).alias("n")).collect()  # a row per layer
    return sum(row.n * (row.n - 1) / 2 for row in accounts)


def _shared_at_any_time(significant: DataFrame, actions: DataFrame) -> DataFrame:
    """u, v, n_shared: objects of the significant layers that both acted on, however far apart."""
    held = actions.select("layer", "account", "object_id").distinct()
    of_u = significant.join(held.withColumnRenamed("account", "u"), ["layer", "u"], how="inner")
    both = of_u.join(held.withColumnRenamed("account", "v"), ["layer", "v", "object_id"], how="left_semi")
    return both.groupBy("u", "v").agg(F.count(F.lit(1)).alias("n_shared"))
