"""How the members of each campaign post: by the week's hours, at what gaps, and whether they talk or broadcast."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.coordination.rhythm import spans_s
from claqueur.jobs.traces.actions import account_key
from claqueur.schema import CONDUCT

HOUR_S, WEEK_HOURS = 3_600, 168
MONDAY_OFFSET_H = 72  # 1970 began on a Thursday
CAMPAIGN = "campaign_id"


def conduct(posts: DataFrame, members: DataFrame, precision_s: int) -> DataFrame:
    """One row per campaign. Columns CONDUCT.

    Entropies are shares of the largest possible one: 1 is posting at any hour alike, or at gaps of every length; near
    0 is one hour, or one gap, as a timer posts (entropy of gaps: Chu 2010). Replies are counted per post of members;
    what is told of them is empty where the data hold no reply to anybody.
    """
    own = posts.select(
        account_key().alias("account"),
        F.col("created_at").cast("long").alias("t"),
        "post_id",
        account_key(account_id="reply_to_account_id").alias("to"),
        F.col("reply_to_account_id").isNotNull().alias("replies"),
    )
    of = members.select(CAMPAIGN, "account")
    by_members = own.join(of, "account", how="inner")
    sizes = of.groupBy(CAMPAIGN).agg(F.count(F.lit(1)).alias("size"))
    parts = [_hours(by_members), _gaps(by_members, precision_s), sizes, _replies(own, of)]
    joined = reduce(lambda left, right: left.join(right, CAMPAIGN, how="left"), parts)
    any_reply = own.agg(F.max("replies").alias("any_reply"))
    parts_of = {"replies_inside": "n_posts", "replies_outside": "n_posts", "replying_share": "size"}
    told = [
        F.when(F.col("any_reply"), F.coalesce(name, F.lit(0)) / F.col(whole)).alias(name)
        for name, whole in parts_of.items()
    ]
    about = (CAMPAIGN, "n_posts", "hours", "week_entropy", "gap_entropy")
    return joined.crossJoin(any_reply).select(*about, *told).select(*CONDUCT.names)


def _hours(posts: DataFrame) -> DataFrame:
    """hours: posts per hour of the week, from Monday 00:00 UTC; week_entropy."""
    hour = F.pmod(F.floor(F.col("t") / HOUR_S) + MONDAY_OFFSET_H, F.lit(WEEK_HOURS))
    counts = [F.sum((F.col("hour") == h).cast("long")).alias(f"h{h}") for h in range(WEEK_HOURS)]
    hours = posts.withColumn("hour", hour).groupBy(CAMPAIGN).agg(F.count(F.lit(1)).alias("n_posts"), *counts)
    filled = posts.withColumn("hour", hour).groupBy(CAMPAIGN, "hour").agg(F.count(F.lit(1)).alias("n"))
    array = F.array(*[f"h{h}" for h in range(WEEK_HOURS)]).alias("hours")
    return hours.select(CAMPAIGN, "n_posts", array).join(
        _entropy(filled, WEEK_HOURS, "week_entropy"), CAMPAIGN, how="left"
    )


def _gaps(posts: DataFrame, precision_s: int) -> DataFrame:
    """gap_entropy: of the gaps between one member's successive posts, in spans that double."""
    before = F.lag("t").over(Window.partitionBy(CAMPAIGN, "account").orderBy("t", "post_id"))
    gaps = posts.withColumn("gap", F.col("t") - before).filter(F.col("gap").isNotNull())
    ends = spans_s(precision_s)
    span = F.coalesce(*[F.when(F.col("gap") <= end, F.lit(end)) for end in ends], F.lit(ends[-1]))
    counted = gaps.groupBy(CAMPAIGN, span.alias("span")).agg(F.count(F.lit(1)).alias("n"))
    return _entropy(counted, len(ends), "gap_entropy")


def _entropy(counts: DataFrame, n_kinds: int, name: str) -> DataFrame:
    """Shannon entropy of the counts n of each campaign, as a share of log n_kinds."""
    share: Column = F.col("n") / F.sum("n").over(Window.partitionBy(CAMPAIGN))
    terms = counts.withColumn("share", share).withColumn("term", -F.col("share") * F.log("share"))
    # 0 - x: a single kind gives 0, not -0
    return terms.groupBy(CAMPAIGN).agg((F.lit(0.0) + F.sum("term") / F.log(F.lit(float(n_kinds)))).alias(name))


def _replies(posts: DataFrame, of: DataFrame) -> DataFrame:
    """replies_inside: from member to member; replies_outside: between members and others, either way;
    replying_share: members who replied to a member. All are counts.
    """
    replies = posts.filter(F.col("replies") & (F.col("account") != F.col("to"))).select("account", "to")
    to = of.select(F.col(CAMPAIGN).alias("to_campaign"), F.col("account").alias("to"))
    tied = replies.join(of, "account", how="left").join(to, "to", how="left")
    inside = F.coalesce(F.col(CAMPAIGN) == F.col("to_campaign"), F.lit(False))
    exchanged = tied.select(
        F.explode(F.array_distinct(F.array(CAMPAIGN, "to_campaign"))).alias(CAMPAIGN),
        inside.alias("inside"),
        F.when(inside, F.col("account")).alias("replier"),
    )
    return (
        exchanged.filter(F.col(CAMPAIGN).isNotNull())
        .groupBy(CAMPAIGN)
        .agg(
            F.sum(F.col("inside").cast("long")).alias("replies_inside"),
            F.sum((~F.col("inside")).cast("long")).alias("replies_outside"),
            F.size(F.collect_set("replier")).alias("replying_share"),
        )
    )
