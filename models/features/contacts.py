"""Contacts: an account's posts that met somebody else's act on the same object within the hour.

Worked out by windows over each object's acts, never by expanding pairs, so a crowd costs no more than its acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from claqueur.jobs.coordination.bystanders import with_seen_times
from claqueur.jobs.coordination.single_acts import family
from claqueur.jobs.many_groups import continues, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

CONTACT_S = 3_600
FEW_ACCOUNTS = 10
RANKED_ACTS = 3  # fewer acts on an object have no order worth a name
OBJECT = ("layer", "object_id")
CONTACTS = (
    "account",
    "n_contacts",
    "n_contacts_10m",
    "n_contacts_1m",
    "n_contacts_few",
    "n_contacts_original",
    "n_contacts_first",
    "rarity",
    "log_gap",
    "quickness",
)


def contacts(
    actions: DataFrame, objects: DataFrame, layers: Sequence[str], bystanders: DataFrame | None = None
) -> DataFrame:
    """One row per account with a contact, columns CONTACTS.

    n_contacts: posts of which an object met another account's act within 60 min; _10m, _1m: within 10 and 1 min; _few:
    on an object of at most 10 accounts; _original: in a layer of copied originals; _first: nobody came before it
    within the hour. rarity: sum over contacts of 1 / ln(1 + accounts on the object). log_gap: mean of ln(1 + seconds
    to the nearest act of another). quickness: mean share of the acts on the object whose neighbour is farther away,
    over objects with three acts or more, else 0.

    objects: layer, object_id, n_accounts. Acts of `bystanders` are met by nobody. An account that repeats itself on an
    object within the hour counts once.
    """
    acts = actions.filter(F.col("layer").isin(list(layers))).select(*OBJECT, "account", "t", "post_id")
    once = _once_an_hour(acts).join(objects.select(*OBJECT, "n_accounts"), [*OBJECT], how="inner")  # n:1
    met = _nearest(with_seen_times(once, bystanders)).filter(F.col("gap_s") <= CONTACT_S)
    return _of_accounts(_of_posts(met)).select(*CONTACTS)


def _once_an_hour(acts: DataFrame) -> DataFrame:
    """Acts less those within the hour after an act of the same account on the same object: so nobody meets itself."""
    own, order = [*OBJECT, "account"], ["t", "post_id"]
    since = F.when(continues(own, order), F.col("t") - F.lag("t").over(in_order(own, order)))
    return acts.withColumn("since", since).filter(F.col("since").isNull() | (F.col("since") > CONTACT_S)).drop("since")


def _nearest(acts: DataFrame) -> DataFrame:
    """Acts with gap_s to the nearest act seen, is_first and quickness."""
    in_order = Window.partitionBy(*OBJECT).orderBy("t", "account", "post_id")
    earlier = F.last("seen_t", ignorenulls=True).over(in_order.rowsBetween(Window.unboundedPreceding, -1))
    later = F.first("seen_t", ignorenulls=True).over(in_order.rowsBetween(1, Window.unboundedFollowing))
    hour_before = Window.partitionBy(*OBJECT).orderBy("t").rangeBetween(-CONTACT_S, -1)
    gap = F.least(F.col("t") - earlier, later - F.col("t"))
    near = acts.select(
        "layer",
        "object_id",
        "account",
        "post_id",
        "n_accounts",
        gap.alias("gap_s"),
        (F.count("seen_t").over(hour_before) == 0).alias("is_first"),
        F.col("seen_t").isNotNull().cast("long").alias("is_seen"),
    )
    return near.withColumn("quickness", _quickness()).drop("is_seen")


def _quickness() -> Column:
    """The share of the other acts seen on the object that are farther from their neighbours; null if they are few."""
    seen = F.sum("is_seen").over(Window.partitionBy(*OBJECT))
    as_near = F.sum("is_seen").over(Window.partitionBy(*OBJECT).orderBy(F.asc_nulls_last("gap_s")))  # ties included
    others = seen - F.col("is_seen")
    return F.when(others + 1 >= RANKED_ACTS, (seen - as_near) / others)


def _of_posts(met: DataFrame) -> DataFrame:
    """One row per post: layers of one post are the same act seen twice."""
    is_original = family() == "original"
    return met.groupBy("account", "post_id").agg(
        F.min("gap_s").alias("gap_s"),
        F.min("n_accounts").alias("n_accounts"),
        F.min(F.col("is_first").cast("int")).alias("is_first"),
        F.max(is_original.cast("int")).alias("is_original"),
        F.max("quickness").alias("quickness"),
    )


def _of_accounts(posts: DataFrame) -> DataFrame:
    return posts.groupBy("account").agg(
        F.count(F.lit(1)).alias("n_contacts"),
        _count(F.col("gap_s") <= 600).alias("n_contacts_10m"),
        _count(F.col("gap_s") <= 60).alias("n_contacts_1m"),
        _count(F.col("n_accounts") <= FEW_ACCOUNTS).alias("n_contacts_few"),
        F.sum("is_original").alias("n_contacts_original"),
        F.sum("is_first").alias("n_contacts_first"),
        F.sum(1 / F.log1p(F.col("n_accounts"))).alias("rarity"),
        F.avg(F.log1p("gap_s")).alias("log_gap"),
        F.coalesce(F.avg("quickness"), F.lit(0.0)).alias("quickness"),
    )


def _count(condition: Column) -> Column:
    return F.sum(condition.cast("int"))
