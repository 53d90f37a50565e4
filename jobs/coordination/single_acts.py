"""A copied post is one act, however many things in it are the same: text, near text, hashtags, several links."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.many_groups import first_of_each
from claqueur.schema import FAMILIES, LAYERS

# Layers in which one post acts on several objects at once
LISTING_LAYERS = ("url", "media", "domain", "mention")


def one_object_per_post(co_actions: DataFrame) -> DataFrame:
    """Co-actions without the second link (image, name) of one copied post: columns as given.

    Every post of a pair counts for one object of a layer, the one with the smallest gap.
    """
    listing = F.col("layer").isin(*LISTING_LAYERS)
    several = _first_of_each_post(co_actions.filter(listing), ["layer"], ["gap_s", "object_id"])
    return co_actions.filter(~listing).unionByName(several)


def one_layer_per_post(co_actions: DataFrame) -> DataFrame:
    """Co-actions without those that an earlier layer of the same family shows as well: columns as given."""
    by_family = co_actions.withColumn("family", family()).withColumn("order", _order())
    kept = _first_of_each_post(by_family, ["family"], ["order", "gap_s", "object_id"])
    return kept.select(*co_actions.columns)


def family() -> Column:
    """The family of the column `layer`."""
    return reduce(
        lambda other, layer: F.when(F.col("layer") == layer, FAMILIES[layer]).otherwise(other), LAYERS, F.col("layer")
    )


def _order() -> Column:
    places = enumerate(LAYERS)
    return reduce(lambda other, at: F.when(F.col("layer") == at[1], at[0]).otherwise(other), places, F.lit(len(LAYERS)))


def _first_of_each_post(rows: DataFrame, by: Sequence[str], order: Sequence[str]) -> DataFrame:
    """rows in which no post of u, then no post of v, stands twice for one pair."""
    for post in ("post_u", "post_v"):
        rows = first_of_each(rows, [*by, "u", "v", post], order)
    return rows
