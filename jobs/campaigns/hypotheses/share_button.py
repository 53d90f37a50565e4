"""A share button or a popular quotation: a crowd posts these texts, and did so before the members."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number
from claqueur.jobs.coordination.pairs import median_of_sorted

# A button's users come at any time, so that one of them was there before m members with chance n / (n + m), at least
# .9 for ten outsiders a member. A campaign's own words that went round have their crowd after the members.
SHARE_BUTTON = Hypothesis(
    "share_button", (Number("text_member_share", at_most=0.1), Number("text_outsider_first", at_least=0.5))
)


def texts(objects: DataFrame) -> DataFrame:
    """One row per campaign that shared texts: text_member_share, text_outsider_first. objects: CAMPAIGN_OBJECTS.

    text_member_share: median over its texts of members among all accounts that posted it. text_outsider_first: part of
    its texts that an outsider posted before any member. Other layers say nothing: a popular post is reposted by many
    outsiders whoever the members are.
    """
    shared = objects.filter(F.col("layer").isin("text", "near_text"))
    numbers = shared.groupBy(CAMPAIGN).agg(
        F.array_sort(F.collect_list(F.col("n_members") / F.col("n_accounts"))).alias("shares"),
        F.avg((F.col("n_before") > 0).cast("double")).alias("text_outsider_first"),
    )
    return numbers.select(CAMPAIGN, median_of_sorted("shares").alias("text_member_share"), "text_outsider_first")
