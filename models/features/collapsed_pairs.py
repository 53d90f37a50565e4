"""Pairs of accounts with their layers put together, such that one copied post counts once.

text, near_text and hashtag_sequence of one post are the same act seen three times, so they count as one layer,
"original", with the largest of them; schema.FAMILIES says which layers belong together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from claqueur.jobs.coordination.single_acts import family
from claqueur.schema import CLASSIFIER_LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

STRENGTHS = ("k_10m", "k_60m", "k_24h", "s_10m", "s_60m", "s_24h", "s_rare")
COLLAPSED_PAIRS = ("u", "v", *STRENGTHS, "n_layers", "k_original", "s_original")


def collapsed_pairs(pairs: DataFrame, layers: Sequence[str] = CLASSIFIER_LAYERS) -> DataFrame:
    """One row per pair of accounts, columns COLLAPSED_PAIRS: u, v, and what it shared in all collapsed layers.

    Inside a collapsed layer the larger value counts, over the layers STRENGTHS are summed. n_layers: collapsed layers
    with a match within 60 min. k_original, s_original: of the layer "original" alone, within 60 min.
    """
    families = (
        pairs.filter(F.col("layer").isin(list(layers)))
        .select(family().alias("family"), "u", "v", *STRENGTHS)
        .groupBy("family", "u", "v")
        .agg(*(F.max(name).alias(name) for name in STRENGTHS))
    )
    is_original = F.col("family") == "original"
    summed = families.groupBy("u", "v").agg(
        *(F.sum(name).alias(name) for name in STRENGTHS),
        F.sum((F.col("k_60m") > 0).cast("int")).alias("n_layers"),
        F.max(F.when(is_original, F.col("k_60m")).otherwise(0)).alias("k_original"),
        F.max(F.when(is_original, F.col("s_60m")).otherwise(0.0)).alias("s_original"),
    )
    return summed.select(*COLLAPSED_PAIRS)


def from_both_sides(pairs: DataFrame) -> DataFrame:
    """Two rows per pair, one from each side: account, partner and the pair's other columns. pairs: u, v at least."""
    values = [name for name in pairs.columns if name not in ("u", "v")]
    sides = F.array(
        F.struct(F.col("u").alias("account"), F.col("v").alias("partner")),
        F.struct(F.col("v").alias("account"), F.col("u").alias("partner")),
    )
    both = pairs.select(F.explode(sides).alias("side"), *values)
    return both.select("side.account", "side.partner", *values)


def place_by(value: str) -> Column:
    """1 for the partner of an account with the largest value, of equal ones for the smallest key."""
    return F.row_number().over(Window.partitionBy("account").orderBy(F.desc(value), F.asc("partner")))
