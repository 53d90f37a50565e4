"""Would a campaign still be there in another time window: its pairs held against chance in shorter and longer ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.coordination.bystanders import seen
from claqueur.jobs.coordination.edges import MIN_CO_ACTIONS
from claqueur.jobs.coordination.null_model import expected, minus_log10_p
from claqueur.jobs.coordination.pairs import spark_schema, tested_k
from claqueur.schema import FLOAT, INT, STRING, WEAK_LAYERS

SHORTER = 6  # the shorter window is a sixth of the test's
LONGER_S = {"10m": 600, "60m": 3_600}
PAIR = ("campaign_id", "u", "v", "is_inside")


def campaign_windows(
    members: DataFrame,
    edges: DataFrame,
    co_actions: DataFrame,
    exposures: DataFrame,
    participation: DataFrame,
    windows_s: Mapping[str, int],
    precision_s: int,
    bystanders: DataFrame | None = None,
) -> DataFrame:
    """One row per campaign and window. Columns CAMPAIGN_WINDOWS.

    A pair holds in a window if, in a layer that is not weak, its strength there reaches that of the weakest edge of the
    run: as strict as the run was. Chance is expected as in the pair test; in the shorter window with the exposures of
    the test's, so rather too much of it. What longer windows add beyond the members is counted too. The shorter one is
    left out where the times are too coarse for it. windows_s: of the pair test, by layer.
    """
    spans = _spans_s(windows_s, precision_s)
    counted = _met(co_actions, members, spans)
    chance = _with_chance(counted, exposures, participation, bystanders)
    strong = _strengths(chance, list(spans)).crossJoin(edges.agg(F.min("s_max").alias("needed")))
    holds = strong.filter(F.col("s") >= F.col("needed")).select("name", *PAIR).distinct()
    of = members.select("campaign_id", "account")
    names = F.explode(F.array(*[F.lit(name) for name in spans])).alias("name")
    every = of.select("campaign_id").distinct().select("campaign_id", names)
    for counts in _counts(holds, of):
        every = every.join(counts, ["name", "campaign_id"], how="left")
    window = _by_name({name: max(by_layer.values()) for name, by_layer in spans.items()})
    return every.select(
        "campaign_id",
        window.cast("long").alias("window_s"),
        (F.col("name") == "test").alias("is_test"),
        *[F.coalesce(name, F.lit(0)).alias(name) for name in ("n_edges", "n_members", "n_outsiders")],
    )


def _counts(holds: DataFrame, of: DataFrame) -> list[DataFrame]:
    """name, campaign_id with n_edges inside, n_members with one, n_outsiders with one to a member."""
    ends = holds.select("name", *PAIR, F.explode(F.array("u", "v")).alias("account"))
    marked = ends.join(of.withColumn("is_member", F.lit(1)), ["campaign_id", "account"], how="left")
    tied = marked.select("name", "campaign_id", "account", "is_member", "is_inside").distinct()
    parts = {
        "n_edges": holds.filter(F.col("is_inside") == 1),
        "n_members": tied.filter(F.col("is_inside") == 1),
        "n_outsiders": tied.filter(F.col("is_member").isNull()),
    }
    return [part.groupBy("name", "campaign_id").agg(F.count(F.lit(1)).alias(name)) for name, part in parts.items()]


def _spans_s(windows_s: Mapping[str, int], precision_s: int) -> dict[str, dict[str, int]]:
    """Name of a window -> layer -> seconds; only windows that the times are fine enough for, and longer than before."""
    shorter = {layer: window // SHORTER for layer, window in windows_s.items()}
    spans = {"test": dict(windows_s)}
    if min(shorter.values()) >= precision_s:
        spans = {"shorter": shorter, **spans}
    for name, longer in LONGER_S.items():
        if longer > max(windows_s.values()):
            spans[name] = dict.fromkeys(windows_s, longer)
    return spans


def _met(co_actions: DataFrame, members: DataFrame, spans: Mapping[str, Mapping[str, int]]) -> DataFrame:
    """PAIR, layer and k_<name> of every window, of pairs with at least one end in the campaign."""
    strong = co_actions.filter(~F.col("layer").isin(*WEAK_LAYERS))
    for side in ("u", "v"):
        of = members.select(F.col("account").alias(side), F.col("campaign_id").alias(f"campaign_{side}"))
        strong = strong.join(of, side, how="left")
    own = strong.filter(F.col("campaign_u").isNotNull() | F.col("campaign_v").isNotNull())
    inside = F.coalesce(F.col("campaign_u") == F.col("campaign_v"), F.lit(False))
    tied = own.withColumn("is_inside", inside.cast("long")).withColumn(
        "campaign_id", F.explode(F.array_distinct(F.array("campaign_u", "campaign_v")))
    )
    within = {name: _of_layer(by_layer) for name, by_layer in spans.items()}
    counts = [
        F.sum(((F.col("gap_s") <= window) & (F.col("join_window_s") >= window)).cast("long")).alias(f"k_{name}")
        for name, window in within.items()
    ]
    return tied.filter(F.col("campaign_id").isNotNull()).groupBy(*PAIR, "layer").agg(*counts)


def _with_chance(
    counted: DataFrame, exposures: DataFrame, participation: DataFrame, bystanders: DataFrame | None
) -> DataFrame:
    """With lambda_test, lambda_10m, lambda_60m: d and M over all objects of the layer, as in the pair test."""
    names = ("test", *LONGER_S)
    total = seen(participation, bystanders).groupBy("layer").agg(F.sum("n_objects").alias("total"))
    about = exposures.select("layer", "account", *[f"exposure_{name}" for name in names]).join(
        participation.select("layer", "account", "n_objects"), ["layer", "account"], how="inner"
    )
    joined = counted
    for side in ("u", "v"):
        columns = [F.col(f"exposure_{name}").cast("double").alias(f"e_{name}_{side}") for name in names]
        d = F.col("n_objects").cast("double").alias(f"d_{side}")
        joined = joined.join(
            about.select("layer", F.col("account").alias(side), d, *columns), ["layer", side], how="inner"
        )
    chances = [
        expected(F.col("d_u"), F.col(f"e_{name}_u"), F.col("d_v"), F.col(f"e_{name}_v"), F.col("total")).alias(
            f"lambda_{name}"
        )
        for name in names
    ]
    kept = [name for name in counted.columns if name.startswith("k_")]
    return joined.join(F.broadcast(total), "layer", how="inner").select(*PAIR, "layer", *kept, *chances)


def _strengths(chance: DataFrame, names: list[str]) -> DataFrame:
    """name, PAIR, s: the strength of each pair and layer in each window; of near-duplicates half count."""
    parts = [
        chance.select(
            F.lit(name).alias("name"),
            *PAIR,
            tested_k(f"k_{name}").alias("k"),
            F.col(f"lambda_{'test' if name == 'shorter' else name}").alias("chance"),
        )
        for name in names
    ]
    long = reduce(lambda left, right: left.unionByName(right), parts)
    kept = long.filter(F.col("k") >= MIN_CO_ACTIONS)
    schema = pa.schema([("name", STRING), ("campaign_id", STRING), *((name, INT) for name in PAIR[1:]), ("s", FLOAT)])

    def add(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            k, rate = (batch.column(name).to_numpy(zero_copy_only=False) for name in ("k", "chance"))
            s = pa.array(np.asarray(minus_log10_p(k, rate)), FLOAT)
            known = [batch.column(name).cast(schema.field(name).type) for name in schema.names[:-1]]
            yield pa.RecordBatch.from_arrays([*known, s], schema=schema)

    return kept.mapInArrow(add, spark_schema(schema))


def _of_layer(by_layer: Mapping[str, int]) -> Column:
    return F.coalesce(*[F.when(F.col("layer") == layer, F.lit(s)) for layer, s in by_layer.items()])


def _by_name(by_name: Mapping[str, int]) -> Column:
    return F.coalesce(*[F.when(F.col("name") == name, F.lit(s)) for name, s in by_name.items()])
