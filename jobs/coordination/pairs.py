"""Pairs held against chance: co-actions seen, expected and how surprising, per measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.coordination.bystanders import as_if_alone, seen
from claqueur.jobs.coordination.measures import Measure
from claqueur.jobs.coordination.null_model import expected, minus_log10_p
from claqueur.schema import PAIRS


def pairs(
    co_actions: DataFrame,
    exposures: DataFrame,
    measures: Sequence[Measure],
    participation: DataFrame | None = None,
    bystanders: DataFrame | None = None,
) -> DataFrame:
    """One row per candidate pair and layer with k, lambda and -log10 p of every measure. Columns PAIRS.

    participation: if given, d and M of the first measure, the pair test's, are counted over all objects of the layer,
    shared or not. Else a campaign that fills the shared part of a layer is most of M and hides itself. What
    `bystanders` do is no part of M, and of d and E of others only in their own pairs: see as_if_alone().
    """
    on_shared = measures if participation is None else measures[1:]
    lone = [] if bystanders is None else [F.sum(_is_lone(m).cast("long")).alias(f"lone_{m.name}") for m in on_shared]
    counted = co_actions.groupBy("layer", "u", "v").agg(
        *[F.sum((_within(m)).cast("long")).alias(f"k_{m.name}") for m in measures],
        F.array_sort(F.collect_list("gap_s")).alias("gaps"),
        *lone,
    )
    totals = (
        seen(exposures, bystanders)
        .groupBy("layer")
        .agg(*[F.sum(f"n_objects_{m.name}").alias(f"m_{m.name}") for m in measures])
    )
    if participation is not None:
        test = measures[0].name
        all_objects = participation.select("layer", "account", F.col("n_objects").alias(f"n_objects_{test}"))
        exposures = exposures.drop(f"n_objects_{test}").join(all_objects, ["layer", "account"], how="inner")
        totals = totals.drop(f"m_{test}").join(
            seen(participation, bystanders).groupBy("layer").agg(F.sum("n_objects").alias(f"m_{test}")),
            "layer",
            how="inner",
        )
    joined = (
        counted.join(_of_account(exposures, "u", measures), ["layer", "u"], how="inner")
        .join(_of_account(exposures, "v", measures), ["layer", "v"], how="inner")
        .join(F.broadcast(totals), "layer", how="inner")
    )
    if bystanders is not None:
        joined = as_if_alone(joined, bystanders, [m.name for m in on_shared], [m.name for m in measures])
    with_expected = joined.select(
        "layer",
        "u",
        "v",
        *[f"k_{m.name}" for m in measures],
        *[_expected(m.name).alias(f"lambda_{m.name}") for m in measures],
        median_of_sorted("gaps").alias("median_gap_s"),
        tested_k().alias("tested_k"),
    )
    return _with_surprise(with_expected, [m.name for m in measures])


def tested_k(k: str = "k_test") -> Column:
    """The co-actions that the pair test counts: of those on near-duplicates half, since these may also be own words."""
    return F.when(F.col("layer") == "near_text", F.floor(F.col(k) / 2)).otherwise(F.col(k)).cast("long")


def _within(measure: Measure) -> Column:
    return (F.col("gap_s") <= measure.window_s) & measure.includes_object()


def _is_lone(measure: Measure) -> Column:
    """Whether only one account is seen on the object: the other one of the pair is a bystander."""
    return measure.includes_object() & (F.col("n_accounts") == 1)


def _of_account(exposures: DataFrame, side: str, measures: Sequence[Measure]) -> DataFrame:
    return exposures.select(
        "layer",
        F.col("account").alias(side),
        *[F.col(f"n_objects_{m.name}").alias(f"d_{m.name}_{side}") for m in measures],
        *[F.col(f"exposure_{m.name}").alias(f"e_{m.name}_{side}") for m in measures],
    )


def _expected(name: str) -> Column:
    """Zero objects in a measure's set (M = 0) means nothing was possible: the floor."""
    total = F.greatest(F.col(f"m_{name}"), F.lit(1))
    d_u, e_u, d_v, e_v = (F.col(f"{x}_{name}_{side}").cast("double") for side in "uv" for x in "de")
    return expected(d_u, e_u, d_v, e_v, total)


def median_of_sorted(values: str) -> Column:
    """Exact median of a sorted array column; the engines' own approximations differ."""
    n = F.size(values)
    low, high = F.floor((n + 1) / 2).cast("int"), F.floor((n + 2) / 2).cast("int")
    return (F.element_at(values, low) + F.element_at(values, high)) / 2


def _with_surprise(frame: DataFrame, names: Sequence[str]) -> DataFrame:
    declared = PAIRS.arrow

    def add(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns = {name: batch.column(name) for name in batch.schema.names}
            for name in names:
                k = "tested_k" if name == "test" else f"k_{name}"
                seen, chance = (columns[x].to_numpy(zero_copy_only=False) for x in (k, f"lambda_{name}"))
                columns[f"s_{name}"] = pa.array(np.asarray(minus_log10_p(seen, chance)), pa.float64())
            yield pa.RecordBatch.from_arrays([columns[f.name].cast(f.type) for f in declared], schema=declared)

    return frame.mapInArrow(add, spark_schema(declared))


def spark_schema(schema: pa.Schema) -> str:
    """A Spark DDL string for an Arrow schema of plain columns."""
    names = {pa.string(): "string", pa.int64(): "long", pa.float64(): "double"}
    return ", ".join(f"`{field.name}` {names[field.type]}" for field in schema)
