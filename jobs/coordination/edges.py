"""Edges: the pairs whose co-actions in the test window are more than chance explains, and their evidence."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.coordination.false_discovery import with_q_values
from claqueur.jobs.coordination.pairs import median_of_sorted, tested_k
from claqueur.jobs.coordination.single_acts import family, one_layer_per_post
from claqueur.schema import EDGES, EVIDENCE, WEAK_LAYERS

MIN_CO_ACTIONS = 2


def edges(
    pairs: DataFrame,
    co_actions: DataFrame,
    participants: DataFrame,
    actions: DataFrame,
    window_s: int | Mapping[str, int],
    fdr: float,
) -> DataFrame:
    """Pairs with q <= fdr in at least one layer that is not weak. Columns EDGES.

    participants: a row per account and layer; every pair of them is a test, met or not, and all layers' tests are
    corrected together. Weak layers are named where they agree and add to no number. A copied post is one act: a family
    of layers counts with its strongest. window_s: one for all layers, or by layer.
    """
    observed = pairs.filter(tested_k() >= MIN_CO_ACTIONS).withColumnRenamed("s_test", "s")
    significant = with_q_values(observed, _n_tests(participants)).filter(F.col("q") <= fdr)
    strong = significant.filter(~_is_weak())
    tested = (
        strong.withColumn("family", family())
        .groupBy("u", "v", "family")
        .agg(F.min("q").alias("q"), F.max("s").alias("s"), F.max("lambda_test").alias("expected"))
        .groupBy("u", "v")
        .agg(
            F.min("q").alias("q"),
            F.max("s").alias("s_max"),
            F.sum("s").alias("s_sum"),
            F.sum("expected").alias("expected"),
        )
    )
    seen = _seen(co_actions, significant, window_s)
    met = (
        seen.filter(~_is_weak())
        .groupBy("u", "v")
        .agg(
            F.count(F.lit(1)).alias("k"),
            F.array_sort(F.collect_list("gap_s")).alias("gaps"),
            F.sum((F.col("lead") > 0).cast("long")).alias("u_first"),
            F.sum((F.col("lead") < 0).cast("long")).alias("v_first"),
            F.min(F.least("t_u", "t_v")).alias("first_t"),
            F.max(F.greatest("t_u", "t_v")).alias("last_t"),
        )
        .withColumn("median_gap_s", median_of_sorted("gaps"))
    )
    layers = significant.groupBy("u", "v").agg(F.array_sort(F.collect_set("layer")).alias("layers"))
    shared = _shared_at_any_time(strong.select("layer", "u", "v"), actions)
    return (
        tested.join(met, ["u", "v"], how="inner")
        .join(layers, ["u", "v"], how="inner")
        .join(shared, ["u", "v"], how="inner")
        .select(*EDGES.names)
    )


def evidence(edges: DataFrame, co_actions: DataFrame, window_s: int | Mapping[str, int]) -> DataFrame:
    """The shared objects behind each edge, with both posts. Columns EVIDENCE."""
    layers = edges.select("u", "v", F.explode("layers").alias("layer"))
    return _seen(co_actions, layers, window_s).select(*EVIDENCE.names)


def _seen(co_actions: DataFrame, significant: DataFrame, window_s: int | Mapping[str, int]) -> DataFrame:
    """Co-actions of the significant layers within the window, each pair of posts in one layer of a family."""
    within = _within(co_actions, window_s)
    return one_layer_per_post(within.join(significant.select("layer", "u", "v"), ["layer", "u", "v"], how="left_semi"))


def _is_weak() -> Column:
    return F.col("layer").isin(*WEAK_LAYERS)


def _within(co_actions: DataFrame, window_s: int | Mapping[str, int]) -> DataFrame:
    if isinstance(window_s, int):
        window = F.lit(window_s)
    else:
        window = F.coalesce(*[F.when(F.col("layer") == layer, F.lit(s)) for layer, s in window_s.items()])
    return co_actions.filter((F.col("gap_s") <= window) & (F.col("join_window_s") >= window))


def _n_tests(participants: DataFrame) -> float:
    """The number of account pairs, summed over the layers."""
    accounts = participants.groupBy("layer").agg(F.count(F.lit(1)).alias("n")).collect()  # a row per layer
    return sum(row.n * (row.n - 1) / 2 for row in accounts)


def _shared_at_any_time(significant: DataFrame, actions: DataFrame) -> DataFrame:
    """u, v, n_shared: objects of the significant layers that both acted on, however far apart; a family's most."""
    held = actions.select("layer", "account", "object_id").distinct()
    of_u = significant.join(held.withColumnRenamed("account", "u"), ["layer", "u"], how="inner")
    both = of_u.join(held.withColumnRenamed("account", "v"), ["layer", "v", "object_id"], how="left_semi")
    by_layer = both.groupBy("u", "v", "layer").agg(F.count(F.lit(1)).alias("n"))
    by_family = by_layer.groupBy("u", "v", family().alias("family")).agg(F.max("n").alias("n"))
    return by_family.groupBy("u", "v").agg(F.sum("n").alias("n_shared"))
