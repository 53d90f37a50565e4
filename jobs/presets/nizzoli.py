"""Nizzoli et al. 2021: the network of accounts that repost alike, reduced to its backbone.

Leonardo Nizzoli, Serena Tardelli, Marco Avvenuti, Stefano Cresci, Maurizio Tesconi: "Coordinated Behavior on Social
Media in 2019 UK General Election", ICWSM 2021. Done here are the steps up to the filtered user similarity network:
superspreaders (the 1% of accounts that reposted most), each a TF-IDF vector of the posts that it reposted, cosine
similarity, multiscale backbone. Its communities at a rising similarity threshold are not.

Left open by the paper, and chosen: the level alpha of the disparity filter (.05); the idf (see similarity.py); the term
frequency (how often the account reposted the post); accounts that tie for the last place among the superspreaders are
all taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.jobs.presets.backbone import disparity_filter
from claqueur.jobs.presets.quantile import quantile
from claqueur.jobs.presets.similarity import cosines, tf_idf
from claqueur.jobs.presets.steps import Steps
from claqueur.schema import BACKBONE_EDGES


@dataclass(frozen=True)
class NizzoliParameters:
    """superspreader_share: share of the accounts, those with most reposts, that are compared. alpha: level of the
    disparity filter; 1 keeps every edge that could be tested.
    """

    superspreader_share: float = 0.01
    alpha: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.superspreader_share <= 1:
            raise UserError(f"superspreader_share is {self.superspreader_share}: give a share above 0 and up to 1.")
        if not 0 < self.alpha <= 1:
            raise UserError(f"alpha is {self.alpha}: give a level above 0 and up to 1, such as 0.05.")


def superspreader_counts(shares: DataFrame, superspreader_share: float) -> DataFrame:
    """trace, account, object_id, n of the accounts with most shares. shares: columns SHARES."""
    totals = shares.groupBy("account_id").agg(F.count(F.lit(1)).alias("total"))
    threshold = F.broadcast(quantile(totals, "total", 1 - superspreader_share))
    chosen = totals.crossJoin(threshold).filter(F.col("total") >= F.col("quantile")).select("account_id")
    kept = shares.join(chosen, "account_id", how="left_semi")
    counts = kept.groupBy(F.col("account_id").alias("account"), "object_id").agg(F.count(F.lit(1)).alias("n"))
    return counts.select(F.lit("repost").alias("trace"), "account", "object_id", "n")


STEPS: dict[str, Callable[[Steps], DataFrame]] = {
    "superspreaders": lambda s: superspreader_counts(s.source, s.parameters.superspreader_share),
    "vectors": lambda s: tf_idf(s["superspreaders"]),
    "similarities": lambda s: cosines(s["vectors"]),
    "edges": lambda s: disparity_filter(s["similarities"], s.parameters.alpha).select(*BACKBONE_EDGES.names),
}
