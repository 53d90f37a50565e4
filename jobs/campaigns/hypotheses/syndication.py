"""Syndication: one owner's accounts link to the same site, mostly each at its own time."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number

# coordination is k / n_shared: .17 between newsrooms of one owner, 1 in automation rings (development data)
SYNDICATION = Hypothesis("syndication", (Number("top_site_share", at_least=0.5), Number("coordination", at_most=0.3)))


def top_site_share(behind: DataFrame) -> DataFrame:
    """campaign_id, top_site_share: part of the evidence posts that link to the site most linked by them.

    behind: evidence posts, with campaign_id and domains (of shortened links nothing is known: they have none). Empty
    where no post links to a site.
    """
    n_posts = behind.groupBy(CAMPAIGN).agg(F.count(F.lit(1)).alias("n_posts"))
    linked = behind.select(CAMPAIGN, F.explode(F.array_distinct("domains")).alias("site"))
    by_site = linked.groupBy(CAMPAIGN, "site").agg(F.count(F.lit(1)).alias("n"))
    most = by_site.groupBy(CAMPAIGN).agg(F.max("n").alias("n"))
    return n_posts.join(most, CAMPAIGN, how="left").select(
        CAMPAIGN, (F.col("n") / F.col("n_posts")).alias("top_site_share")
    )
