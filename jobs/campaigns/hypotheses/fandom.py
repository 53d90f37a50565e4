"""Fans or a community: a tribe talks among itself, a troop broadcasts."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number
from claqueur.jobs.traces.actions import account_key

FANDOM = Hypothesis("fandom", (Number("replying_share", at_least=0.5), Number("replies_inside", at_least=0.1)))


def talk(members: DataFrame, posts: DataFrame, conduct: DataFrame) -> DataFrame:
    """campaign_id, replying_share, replies_inside; both empty where the data hold no reply to anybody.

    replying_share: members who replied to another member. replies_inside: such replies per post of the members, from
    the table conduct.
    """
    replies = posts.filter(F.col("reply_to_account_id").isNotNull()).select(
        account_key().alias("account"), account_key(account_id="reply_to_account_id").alias("to")
    )
    of = members.select(CAMPAIGN, "account")
    to = members.select(F.col(CAMPAIGN).alias("to_campaign"), F.col("account").alias("to"))
    talking = (
        replies.filter(F.col("account") != F.col("to"))
        .join(of, "account", how="inner")
        .join(to, "to", how="inner")
        .filter(F.col(CAMPAIGN) == F.col("to_campaign"))
        .select(CAMPAIGN, "account")
        .distinct()
        .withColumn("talks", F.lit(1.0))
    )
    shares = of.join(talking, [CAMPAIGN, "account"], how="left").groupBy(CAMPAIGN)
    numbers = shares.agg(F.avg(F.coalesce("talks", F.lit(0.0))).alias("replying_share"))
    any_reply = replies.agg((F.count(F.lit(1)) > 0).alias("any_reply"))
    known = numbers.join(conduct.select(CAMPAIGN, "replies_inside"), CAMPAIGN, how="left").crossJoin(any_reply)
    told = [F.when(F.col("any_reply"), F.col(name)).alias(name) for name in ("replying_share", "replies_inside")]
    return known.select(CAMPAIGN, *told)
