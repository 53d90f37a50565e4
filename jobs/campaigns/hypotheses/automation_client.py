"""Automation: a scheduling or feed application posted it, as many newsrooms and shops do."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number

# Applications that post by schedule or feed, as lower-case parts of their names.
AUTOMATION_CLIENTS = (
    "ifttt",
    "dlvr.it",
    "twitterfeed",
    "buffer",
    "hootsuite",
    "zapier",
    "socialoomph",
    "scheduler",
    "rss",
    "wordpress",
)
MIN_KNOWN = 0.5  # of the evidence posts: a few known clients say nothing about the others
AUTOMATION_CLIENT = Hypothesis("automation_client", (Number("automated_share", at_least=0.5),))


def automated_share(behind: DataFrame) -> DataFrame:
    """campaign_id, automated_share: part of the evidence posts with a known client that is an automation client.

    behind: evidence posts, with campaign_id and client. Empty where the client of most of them is not known.
    """
    numbers = behind.groupBy(CAMPAIGN).agg(
        F.avg(is_automation_client(F.col("client")).cast("double")).alias("automated"),
        F.avg(F.col("client").isNotNull().cast("double")).alias("known"),
    )
    return numbers.select(CAMPAIGN, F.when(F.col("known") >= MIN_KNOWN, F.col("automated")).alias("automated_share"))


def is_automation_client(client: Column) -> Column:
    """Whether a client's name is that of a scheduling or feed application; empty where the client is not known."""
    lower = F.lower(client)
    known = F.lit(False)
    for name in AUTOMATION_CLIENTS:
        known = known | lower.contains(name)
    return known
