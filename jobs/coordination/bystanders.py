"""Bystanders: accounts that see others but are seen by nobody.

Ordinary accounts that are grafted onto a campaign to test a model must not meet each other, or they make a ring that
does not exist. Nobody's chances, contacts or pairs come from them but their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def with_seen_times(acts: DataFrame, bystanders: DataFrame | None) -> DataFrame:
    """`acts` (account, t) with seen_t: t, empty for the acts of `bystanders` (account)."""
    if bystanders is None:
        return acts.withColumn("seen_t", F.col("t"))
    marked = bystanders.select("account", F.lit(True).alias("is_bystander"))
    seen = F.when(F.col("is_bystander").isNull(), F.col("t"))
    return acts.join(marked, "account", how="left").withColumn("seen_t", seen).drop("is_bystander")  # n:1


def seen(acts: DataFrame, bystanders: DataFrame | None) -> DataFrame:
    """`acts` (or any rows with the column account) less those of `bystanders`."""
    return acts if bystanders is None else acts.join(bystanders.select("account"), "account", how="left_anti")


def not_among(pairs: DataFrame, bystanders: DataFrame | None) -> DataFrame:
    """`pairs` (u, v) of which at most one is a bystander."""
    if bystanders is None:
        return pairs
    marked = pairs
    for side in ("u", "v"):
        ends = bystanders.select(F.col("account").alias(side), F.lit(True).alias(f"bystander_{side}"))
        marked = marked.join(ends, side, how="left")  # n:1
    one_sees_the_other = F.col("bystander_u").isNull() | F.col("bystander_v").isNull()
    return marked.filter(one_sees_the_other).select(*pairs.columns)


def as_if_alone(pairs: DataFrame, bystanders: DataFrame, lone: Sequence[str], met: Sequence[str]) -> DataFrame:
    """`pairs` with what a bystander adds to the chances of the other account, in this pair only.

    To d of the other the objects that it shares with nobody it sees (columns lone_<measure>, for the measures `lone`),
    to its E their meetings (columns k_<measure>, for the measures `met`). pairs: u, v, d_<measure>_u and so on.
    """
    for side in "uv":
        marked = bystanders.select(F.col("account").alias(side), F.lit(0).alias("is_seen"))
        flagged = pairs.join(marked, side, how="left").withColumn("is_seen", F.coalesce("is_seen", F.lit(1)))  # n:1
        added = {f"d_{name}_{side}": f"lone_{name}" for name in lone} | {
            f"e_{name}_{side}": f"k_{name}" for name in met
        }
        sums = [(F.col(name) + F.col(more) * F.col("is_seen")).alias(name) for name, more in added.items()]
        pairs = flagged.select(*(name for name in pairs.columns if name not in added), *sums)
    return pairs
