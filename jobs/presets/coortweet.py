"""CooRTweet: pairs of shares within a window, and the network of the accounts behind them.

Reproduces the R package CooRTweet 2.1.3 (Righetti & Balluff; CRAN), functions `detect_groups` and
`generate_coordinated_network`, parameters and columns by their names there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.jobs.coordination.meetings import meetings
from claqueur.jobs.presets.quantile import quantile
from claqueur.jobs.presets.steps import Steps
from claqueur.schema import COORTWEET_EDGES, COORTWEET_PAIRS, SHARES


@dataclass(frozen=True)
class CooRTweetParameters:
    """CooRTweet's choices with its defaults.

    time_window: largest time between two shares, seconds, ends included. min_participation: shares that an account
    must have. edge_weight: quantile of the weights (0 to 1) that a weight must exceed to be marked. subgraph: 0 keeps
    every edge, 1 those marked. Not offered: the "fast" network of `flag_speed_share` (fast_net, subgraph 2 and 3).
    """

    time_window: float = 10
    min_participation: int = 2
    edge_weight: float = 0.5
    subgraph: int = 0

    def __post_init__(self) -> None:
        if self.time_window < 0:
            raise UserError(f"time_window is {self.time_window}: give 0 seconds or more, such as 60.")
        if self.min_participation < 1:
            raise UserError(f"min_participation is {self.min_participation}: give 1 share or more.")
        if not 0 <= self.edge_weight <= 1:
            raise UserError(f"edge_weight is {self.edge_weight}: give a quantile between 0 and 1, such as 0.5.")
        if self.subgraph not in (0, 1):
            raise UserError(f"subgraph is {self.subgraph}: give 0 for every edge or 1 for those above edge_weight.")


def participating(shares: DataFrame, min_participation: int) -> DataFrame:
    """The shares of accounts that have at least `min_participation` of them. Columns SHARES in and out."""
    counted = shares.groupBy("account_id").agg(F.count(F.lit(1)).alias("n"))
    enough = counted.filter(F.col("n") >= min_participation).select("account_id")
    return shares.join(enough, "account_id", how="left_semi").select(*SHARES.names)


def share_pairs(shares: DataFrame, time_window: float) -> DataFrame:
    """Pairs of shares of one object within the window, ends included. shares: columns SHARES. Columns COORTWEET_PAIRS.

    Left out are pairs of one account, of one content, and those whose object is one of the two contents (a post and a
    share of that post). At equal times the older is the smaller account, where CooRTweet goes by the order of rows.
    """
    acts = shares.select(
        "object_id", F.col("account_id").alias("account"), F.col("timestamp_share").alias("t"), "content_id"
    )
    met = meetings(acts, ["object_id"], F.lit(time_window), ["content_id"])
    two_contents = F.col("content_id_a") != F.col("content_id_b")
    is_own_object = (F.col("object_id") == F.col("content_id_a")) | (F.col("object_id") == F.col("content_id_b"))
    return met.filter(two_contents & ~is_own_object).select(
        "object_id",
        F.col("account_a").alias("account_id"),
        F.col("account_b").alias("account_id_y"),
        F.col("content_id_a").alias("content_id"),
        F.col("content_id_b").alias("content_id_y"),
        F.col("gap_s").cast("double").alias("time_delta"),
    )


def detect_groups(pairs: DataFrame, shares: DataFrame, min_participation: int) -> DataFrame:
    """The pairs with an account that took part often enough. Columns COORTWEET_PAIRS in and out.

    shares: those that the pairs were made of. An account passes with at least `min_participation` shares whose content
    is in some pair; a pair stays if either of its contents is one of a passing account. This is done once: a pair that
    goes may leave an account of another pair with fewer.
    """
    in_pairs = pairs.select(F.explode(F.array("content_id", "content_id_y")).alias("content_id")).distinct()
    taking_part = shares.join(in_pairs, "content_id", how="left_semi").select(*SHARES.names)
    passing = participating(taking_part, min_participation).select("content_id").distinct()
    older = passing.select("content_id", F.lit(True).alias("older_passes"))
    newer = passing.select(F.col("content_id").alias("content_id_y"), F.lit(True).alias("newer_passes"))
    marked = pairs.join(older, "content_id", how="left").join(newer, "content_id_y", how="left")
    return marked.filter(F.coalesce("older_passes", "newer_passes", F.lit(False))).select(*COORTWEET_PAIRS.names)


def weighted_edges(groups: DataFrame) -> DataFrame:
    """from, to, weight (number of pairs) and avg_time_delta of every two accounts in `groups` (COORTWEET_PAIRS)."""
    ends = (F.least("account_id", "account_id_y").alias("from"), F.greatest("account_id", "account_id_y").alias("to"))
    return groups.groupBy(*ends).agg(
        F.count(F.lit(1)).alias("weight"),
        (F.sum("time_delta") / F.count(F.lit(1))).alias("avg_time_delta"),
    )


def coordinated_network(edges: DataFrame, edge_weight: float, subgraph: int) -> DataFrame:
    """The edges with weight_threshold, or (subgraph 1) those that exceed it. Columns COORTWEET_EDGES.

    edges: result of weighted_edges. A weight counts as exceeding only if it is larger than the quantile, not equal:
    where most weights are 1, the median is 1 and no edge of weight 1 is marked.
    """
    exceeds = (F.col("weight") > F.col("quantile")).cast("long")
    threshold = quantile(edges, "weight", edge_weight)
    marked = edges.crossJoin(F.broadcast(threshold)).withColumn("weight_threshold", exceeds)
    return marked.filter(F.col("weight_threshold") >= subgraph).select(*COORTWEET_EDGES.names)


STEPS: dict[str, Callable[[Steps], DataFrame]] = {
    "shares": lambda s: participating(s.source, s.parameters.min_participation),
    "pairs": lambda s: share_pairs(s["shares"], s.parameters.time_window),
    "groups": lambda s: detect_groups(s["pairs"], s["shares"], s.parameters.min_participation),
    "network": lambda s: weighted_edges(s["groups"]),
    "edges": lambda s: coordinated_network(s["network"], s.parameters.edge_weight, s.parameters.subgraph),
}
