"""Which pairs acted on the same object within the window, and when."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.coordination.measures import COLD_ACCOUNTS
from claqueur.jobs.coordination.meetings import meetings
from claqueur.jobs.coordination.single_acts import one_object_per_post
from claqueur.jobs.many_groups import first_of_each
from claqueur.schema import CANDIDATES, CO_ACTIONS

OBJECT = ["layer", "object_id"]
LONE_S = 3_600


def candidates(actions: DataFrame, objects: DataFrame, exposures: DataFrame) -> DataFrame:
    """Pairs that shared two objects of a layer, or one that few accounts share. Columns CANDIDATES.

    Two objects within the objects' join windows; or one within LONE_S on an object of at most COLD_ACCOUNTS accounts:
    an account that meets many others once each is told by these, whereas a lone meeting in a crowd says nothing.
    Accounts with a single comparable object in the layer are left out of the crowds before the join: no pair of theirs
    can have two. (The narrower of the test's window and 10 min holds every object that is compared at all.)
    """
    enough = F.greatest("n_objects_test", "n_objects_10m") >= 2
    acting = exposures.filter(enough).select("layer", "account", F.lit(True).alias("acts_often"))
    acts = _comparable(actions, objects).join(acting, ["layer", "account"], how="left")  # n:1
    met = _meetings(acts.filter(F.col("acts_often") | (F.col("n_accounts") <= COLD_ACCOUNTS)))
    is_lone = (F.col("n_accounts") <= COLD_ACCOUNTS) & (F.col("gap_s") <= LONE_S)
    by_pair = met.groupBy("layer", "u", "v").agg(
        F.min("object_id").alias("a"), F.max("object_id").alias("b"), F.max(is_lone.cast("int")).alias("lone")
    )
    return by_pair.filter((F.col("a") != F.col("b")) | (F.col("lone") == 1)).select(*CANDIDATES.names)


def co_actions(actions: DataFrame, objects: DataFrame, candidates: DataFrame) -> DataFrame:
    """Every object that a candidate pair shared, once, at its smallest gap. Columns CO_ACTIONS.

    Of several links (images, names) in one copied post one counts.
    """
    ends = candidates.select("layer", F.explode(F.array("u", "v")).alias("account")).distinct()
    meeting = _meetings(_comparable(actions, objects).join(ends, ["layer", "account"], how="left_semi"))
    met = meeting.join(candidates, ["layer", "u", "v"], how="left_semi")
    by_gap = ["gap_s", "t_u", "t_v", "post_u", "post_v"]
    nearest = first_of_each(met, ["layer", "u", "v", "object_id"], by_gap)
    lead = F.signum(F.col("t_v") - F.col("t_u")).cast("long")
    return one_object_per_post(nearest.withColumn("lead", lead).select(*CO_ACTIONS.names))


def _comparable(actions: DataFrame, objects: DataFrame) -> DataFrame:
    cool = objects.filter(F.col("join_window_s") > 0).select(*OBJECT, "n_accounts", "join_window_s")
    return actions.join(cool, OBJECT, how="inner")


def _meetings(acts: DataFrame) -> DataFrame:
    """Each pair of acts of two accounts within the object's join window, as u (the smaller account) and v."""
    met = meetings(acts, OBJECT, F.col("join_window_s"), ["n_accounts", "join_window_s", "post_id"])
    a_is_u = F.col("account_a") < F.col("account_b")
    ends = {"t": "t", "post": "post_id"}
    return met.select(
        *OBJECT,
        F.col("n_accounts_a").alias("n_accounts"),
        F.col("join_window_s_a").alias("join_window_s"),
        F.least("account_a", "account_b").alias("u"),
        F.greatest("account_a", "account_b").alias("v"),
        "gap_s",
        *[F.when(a_is_u, F.col(f"{x}_a")).otherwise(F.col(f"{x}_b")).alias(f"{name}_u") for name, x in ends.items()],
        *[F.when(a_is_u, F.col(f"{x}_b")).otherwise(F.col(f"{x}_a")).alias(f"{name}_v") for name, x in ends.items()],
    )
