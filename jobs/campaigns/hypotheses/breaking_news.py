"""Breaking news: everybody reacts to one event at once, and chance alone gives most of what was seen."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number

# A burst is in the expectation already (jobs/coordination/null_model.py): half of what was seen is a lot to be left.
BREAKING_NEWS = Hypothesis("breaking_news", (Number("expected_share", at_least=0.5),))


def expected_share(own_edges: DataFrame) -> DataFrame:
    """campaign_id, expected_share: co-actions expected by chance, of those seen. own_edges: inside_campaigns(edges)."""
    of_campaign = own_edges.groupBy(CAMPAIGN).agg(F.sum("expected").alias("expected"), F.sum("k").alias("seen"))
    return of_campaign.select(CAMPAIGN, (F.col("expected") / F.col("seen")).alias("expected_share"))
