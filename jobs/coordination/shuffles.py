"""Shuffled actions: what a run would be given if nobody had looked at anybody else's clock or choice.

Either function keeps what is ordinary (how active each account is and when, how popular each object is) and breaks
what ties one account's acts to another's. The order is a hash of (seed, act): the same on any engine.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.schema import ACTIONS

DAY_S, HOUR_S = 86_400, 3_600
# Inside a span that is hardly longer than the window a shuffle leaves most co-actions where they were.
WINDOWS_IN_SPAN = 10


def shuffled_times(actions: DataFrame, window_s: int, seed: int) -> DataFrame:
    """The posts of each account exchange their times within the day (UTC). Columns ACTIONS and moved.

    All acts of one post move together. moved: whether the act's time is another by more than window_s. A day, or ten
    windows where that is longer.
    """
    day = F.floor(F.col("t") / max(DAY_S, WINDOWS_IN_SPAN * window_s)).alias("day")
    posts = actions.select("account", "post_id", "t", day).distinct()
    new = _exchanged(posts, "t", ["account", "day"], ["t", "post_id"], ["account", "post_id"], seed)
    times = new.select("account", "post_id", F.col("exchanged").alias("t"), F.col("t").alias("t_before"))
    moved = F.abs(F.col("t") - F.col("t_before")) > window_s
    return (
        actions.drop("t")
        .join(times, ["account", "post_id"], how="inner")
        .withColumn("moved", moved)
        .select(*ACTIONS.names, "moved")
    )


def shuffled_objects(actions: DataFrame, window_s: int, seed: int) -> DataFrame:
    """The acts of each layer and hour exchange their objects. Columns ACTIONS and moved.

    moved: whether the act is now on another object. An hour, or ten windows where that is longer.
    """
    hour = F.floor(F.col("t") / max(HOUR_S, WINDOWS_IN_SPAN * window_s)).alias("hour")
    acts = actions.select(*ACTIONS.names, hour)
    identity = ["account", "post_id", "object_id"]
    new = _exchanged(acts, "object_id", ["layer", "hour"], ["t", *identity], identity, seed)
    return new.select(
        "layer",
        F.col("exchanged").alias("object_id"),
        "account",
        "t",
        "post_id",
        (F.col("exchanged") != F.col("object_id")).alias("moved"),
    )


SHUFFLES = {"times": shuffled_times, "objects": shuffled_objects}


def _exchanged(
    rows: DataFrame, value: str, within: Sequence[str], in_order: Sequence[str], identity: Sequence[str], seed: int
) -> DataFrame:
    """`rows` with column exchanged: the `value` of another row of the same group, each handed on once."""
    drawn: list[Column | str] = [F.xxhash64(F.lit(seed), *identity), *identity]
    takes = rows.withColumn("place", _place(within, drawn))
    gives = rows.select(*within, F.col(value).alias("exchanged"), _place(within, in_order).alias("place"))
    return takes.join(gives, [*within, "place"], how="inner").drop("place")


def _place(within: Sequence[str], order: Sequence[Column | str]) -> Column:
    return F.row_number().over(Window.partitionBy(*within).orderBy(*order))
