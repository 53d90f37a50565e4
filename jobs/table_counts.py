"""Counts that the manifest keeps of a run's tables."""

from __future__ import annotations

from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DoubleType, StructType

from claqueur.jobs.traces.near_text import MAX_TEXTS_IN_BAND

DECIMALS = 6  # the last bits of a sum of floats depend on the order in which an engine adds


def row_count_and_hash(table: DataFrame) -> dict[str, Any]:
    """rows and content_hash of a table: the same rows in any order give the same hash, on either engine.

    Floats are rounded first; what is iterated to a tolerance (influence, and accounts with it) still differs by engine.
    """
    row_hash = F.xxhash64(*[_hashable(field.name, field.dataType) for field in table.schema])
    counted = table.agg(F.count(F.lit(1)).alias("rows"), F.sum(row_hash.cast("decimal(38,0)")).alias("total"))
    row = counted.collect()[0]
    return {"rows": row["rows"], "content_hash": f"{int(row['total'] or 0) % 2**64:016x}"}


def _hashable(name: str, kind: object) -> Column:
    column = F.col(f"`{name}`")
    if isinstance(kind, DoubleType):
        return F.round(column, DECIMALS)
    if isinstance(kind, ArrayType) and isinstance(kind.elementType, StructType):
        return F.to_json(column)
    return column


def losses(objects: DataFrame, near_bands: DataFrame) -> dict[str, int]:
    """What the caps cost.

    hot_objects, of them never_compared, pairs_skipped (an upper bound): objects with too large a crowd. crowded_bands,
    text_pairs_skipped (an upper bound): LSH bands with so many texts that not all pairs of them were looked at.
    """
    row = objects.agg(
        F.coalesce(F.sum((F.col("pairs_skipped") > 0).cast("long")), F.lit(0)).alias("hot_objects"),
        F.coalesce(F.sum((F.col("join_window_s") == 0).cast("long")), F.lit(0)).alias("never_compared"),
        F.coalesce(F.sum("pairs_skipped"), F.lit(0)).alias("pairs_skipped"),
    ).collect()[0]
    crowded = near_bands.filter((F.col("place") == 1) & (F.col("n_texts") > MAX_TEXTS_IN_BAND))
    n = F.col("n_texts")
    bands = crowded.agg(
        F.count(F.lit(1)).alias("crowded_bands"),
        F.coalesce(F.sum((n * (n - 1) / 2 - (n - 1)).cast("long")), F.lit(0)).alias("text_pairs_skipped"),
    ).collect()[0]
    return {name: int(value) for name, value in {**row.asDict(), **bands.asDict()}.items()}


def layer_counts(actions: DataFrame) -> dict[str, int]:
    """Actions per layer."""
    rows = actions.groupBy("layer").agg(F.count(F.lit(1)).alias("n")).collect()  # a row per layer
    return {row["layer"]: row["n"] for row in sorted(rows, key=lambda row: row["layer"])}
