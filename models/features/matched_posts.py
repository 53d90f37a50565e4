"""Matched posts: which of an account's posts met which partner, and who came first.

Precedence tells members from followers: members alternate, whereas fans and those whom a campaign copies are always
on the same side of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from claqueur.models.features.contacts import CONTACT_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

REPEATED_K = 2
TURN_TAKING = (
    "account",
    "n_repeated",
    "n_repeated_3",
    "n_repeated_10m",
    "n_leads",
    "n_follows",
    "n_repeated_partners",
    "n_mutual",
    "best_mutual",
    "sum_3_mutual",
)


def matched_posts(co_actions: DataFrame, layers: Sequence[str]) -> DataFrame:
    """One row per account, partner and post of the account: gap_s, lead (1: the account came first), within 60 min.

    Layers of one post are put together at the smallest gap.
    """
    near = co_actions.filter(F.col("layer").isin(list(layers)) & (F.col("gap_s") <= CONTACT_S))
    sides = F.array(
        F.struct(F.col("u").alias("account"), F.col("v").alias("partner"), F.col("post_u").alias("post_id"), "lead"),
        F.struct(
            F.col("v").alias("account"),
            F.col("u").alias("partner"),
            F.col("post_v").alias("post_id"),
            (-F.col("lead")).alias("lead"),
        ),
    )
    both = near.select(F.explode(sides).alias("side"), "gap_s").select("side.*", "gap_s")
    return both.groupBy("account", "partner", "post_id").agg(
        F.min("gap_s").alias("gap_s"),
        F.min("lead").alias("lead"),  # one post: its layers agree
    )


def turn_taking(matched: DataFrame) -> DataFrame:
    """One row per account with a match, columns TURN_TAKING.

    n_repeated: its posts with a partner it matched in two posts or more (_3: three; _10m: two, this one within 10
    min). n_leads, n_follows: partners before, after whom it posted at least once. n_repeated_partners: partners of
    two posts or more; n_mutual: those of them with both orders, or the same second twice or beside another order.
    best_mutual, sum_3_mutual: largest, sum of the three largest of min(leads, follows) + ties / 2 over partners.
    """
    lead = F.col("lead")
    partners = matched.groupBy("account", "partner").agg(
        F.count(F.lit(1)).alias("k"),
        _count(lead > 0).alias("f"),
        _count(lead < 0).alias("l"),
        _count(lead == 0).alias("t"),
    )
    posts = (
        matched.join(partners.select("account", "partner", "k"), ["account", "partner"], how="inner")  # n:1
        .groupBy("account", "post_id")
        .agg(
            F.max("k").alias("k"),
            F.max(((F.col("k") >= REPEATED_K) & (F.col("gap_s") <= 600)).cast("int")).alias("is_quick"),
        )
        .groupBy("account")
        .agg(
            _count(F.col("k") >= REPEATED_K).alias("n_repeated"),
            _count(F.col("k") >= 3).alias("n_repeated_3"),
            F.sum("is_quick").alias("n_repeated_10m"),
        )
    )
    return posts.join(_of_partners(partners), "account", how="inner").select(*TURN_TAKING)  # 1:1


def _of_partners(partners: DataFrame) -> DataFrame:
    f, l, t = (F.col(name) for name in "flt")  # noqa: E741 - as in the method page
    repeated = F.col("k") >= REPEATED_K
    mutual = repeated & (((f > 0) & (l > 0)) | ((t > 0) & (f + l > 0)) | (t >= 2))
    exchanged = F.least(f, l) + t / 2
    best = F.slice(F.sort_array(F.collect_list(exchanged), asc=False), 1, 3)
    return partners.groupBy("account").agg(
        _count(f > 0).alias("n_leads"),
        _count(l > 0).alias("n_follows"),
        _count(repeated).alias("n_repeated_partners"),
        _count(mutual).alias("n_mutual"),
        F.max(exchanged).alias("best_mutual"),
        F.aggregate(best, F.lit(0.0), lambda total, value: total + value).alias("sum_3_mutual"),
    )


def _count(condition: Column) -> Column:
    return F.sum(condition.cast("int"))
