"""A declared team: most members belong openly to the same party, union, company or newsroom.

They say so themselves, or their platform or the user's lists say so.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number
from claqueur.schema import AUTOMATED

DECLARED_TEAM = Hypothesis("declared_team", (Number("declared_share", at_least=0.5),))


def declared_share(members: DataFrame, activity: DataFrame) -> DataFrame:
    """campaign_id, declared_share: part of the members that declare the affiliation most often declared among them.

    Empty where nobody in the data declares anything. Case and outer blanks do not count, nor does it to be automated:
    that names nobody.
    """
    said = F.lower(F.trim(F.col("affiliation")))
    declares = activity.select("account", F.when((said != "") & (said != AUTOMATED), said).alias("affiliation"))
    any_declared = declares.agg(F.max("affiliation").isNotNull().alias("any_declared"))
    of = members.select(CAMPAIGN, "account").join(declares, "account", how="left")
    # of those who declare nothing, 0 declare the same
    same = of.groupBy(CAMPAIGN, "affiliation").agg(F.count("affiliation").alias("same"), F.count(F.lit(1)).alias("n"))
    shares = same.groupBy(CAMPAIGN).agg((F.max("same") / F.sum("n")).alias("share"))
    return shares.crossJoin(any_declared).select(
        CAMPAIGN, F.when(F.col("any_declared"), F.col("share")).alias("declared_share")
    )
