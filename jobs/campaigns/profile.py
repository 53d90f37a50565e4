"""What is known about each campaign: sizes, seen against expected, three axes, benign hypotheses, class."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.automation_client import automated_share
from claqueur.jobs.campaigns.hypotheses.breaking_news import expected_share
from claqueur.jobs.campaigns.hypotheses.contest import few_objects
from claqueur.jobs.campaigns.hypotheses.declared_team import declared_share
from claqueur.jobs.campaigns.hypotheses.share_button import texts
from claqueur.jobs.campaigns.hypotheses.signature import signing_share
from claqueur.jobs.campaigns.hypotheses.syndication import top_site_share
from claqueur.jobs.campaigns.hypotheses.verdicts import campaign_class, verdicts
from claqueur.jobs.campaigns.members import inside_campaigns
from claqueur.jobs.coordination.pairs import median_of_sorted
from claqueur.jobs.traces.actions import account_key
from claqueur.schema import CAMPAIGNS

YOUNG_DAYS = 90
CAMPAIGN = "campaign_id"


def campaigns(
    members: DataFrame,
    objects: DataFrame,
    conduct: DataFrame,
    edges: DataFrame,
    evidence: DataFrame,
    posts: DataFrame,
    activity: DataFrame,
) -> DataFrame:
    """One row per campaign. Columns CAMPAIGNS.

    members: campaign_members; objects: campaign_objects. The three axes are never merged into one score.
    """
    own_edges = inside_campaigns(edges, members)
    behind = _evidence_posts(evidence, members, posts)
    parts = [
        _size(members),
        _from_edges(own_edges),
        _coordination(own_edges),
        _counts(objects, "n_objects"),
        _counts(behind, "n_posts"),
        _inauthenticity(members, activity, own_edges),
        _reach(members, posts),
        # what the hypotheses look at
        expected_share(own_edges),
        few_objects(objects),
        texts(objects),
        top_site_share(behind),
        signing_share(members, posts),
        automated_share(behind),
        declared_share(members, activity),
        conduct.select(CAMPAIGN, "replies_inside", "replying_share"),
    ]
    joined = reduce(lambda left, right: left.join(right, CAMPAIGN, how="left"), parts)
    full = joined.withColumn("density_pct", 200 * F.col("n_edges") / (F.col("size") * (F.col("size") - 1)))
    return full.withColumn("class", campaign_class()).withColumn("hypotheses", verdicts()).select(*CAMPAIGNS.names)


def _size(members: DataFrame) -> DataFrame:
    return members.groupBy(CAMPAIGN).agg(F.count(F.lit(1)).alias("size"), F.avg("stability").alias("stability"))


def _from_edges(own_edges: DataFrame) -> DataFrame:
    layers = own_edges.select(CAMPAIGN, F.explode("layers").alias("layer")).groupBy(CAMPAIGN)
    numbers = own_edges.groupBy(CAMPAIGN).agg(
        F.count(F.lit(1)).alias("n_edges"),
        F.sum("k").alias("seen"),
        F.sum("expected").alias("expected"),
        F.min("first_t").alias("first_t"),
        F.max("last_t").alias("last_t"),
        F.array_sort(F.collect_list("median_gap_s")).alias("gaps"),
    )
    numbers = numbers.withColumn("median_gap_s", median_of_sorted("gaps")).drop("gaps")
    return numbers.join(layers.agg(F.array_sort(F.collect_set("layer")).alias("layers")), CAMPAIGN, how="inner")


def _coordination(own_edges: DataFrame) -> DataFrame:
    """Median over members of k / n_shared of their best edge: how much of what two share, they share at once."""
    share = F.least(F.col("k") / F.col("n_shared"), F.lit(1.0))
    ends = own_edges.select(CAMPAIGN, F.explode(F.array("u", "v")).alias("account"), share.alias("share"))
    best = ends.groupBy(CAMPAIGN, "account").agg(F.max("share").alias("share"))
    shares = best.groupBy(CAMPAIGN).agg(F.array_sort(F.collect_list("share")).alias("shares"))
    return shares.select(CAMPAIGN, median_of_sorted("shares").alias("coordination"))


def _counts(rows: DataFrame, name: str) -> DataFrame:
    return rows.groupBy(CAMPAIGN).agg(F.count(F.lit(1)).alias(name))


def _evidence_posts(evidence: DataFrame, members: DataFrame, posts: DataFrame) -> DataFrame:
    """campaign_id, account, post_id, client, domains of the member posts behind the evidence."""
    behind = evidence_posts(inside_campaigns(evidence, members))
    about = posts.select("post_id", account_key().alias("account"), "client", "domains")
    return behind.join(about, ["post_id", "account"], how="left")


def evidence_posts(own_evidence: DataFrame) -> DataFrame:
    """campaign_id, account, post_id: the distinct posts behind evidence rows that carry a campaign_id."""
    of_u = own_evidence.select(CAMPAIGN, F.col("u").alias("account"), F.col("post_u").alias("post_id"))
    of_v = own_evidence.select(CAMPAIGN, F.col("v").alias("account"), F.col("post_v").alias("post_id"))
    return of_u.unionByName(of_v).distinct()


def _inauthenticity(members: DataFrame, activity: DataFrame, own_edges: DataFrame) -> DataFrame:
    """Mean of two signs among members whose creation is known: made less than 90 days before the first co-action,
    and made on the same day as another member.
    """
    start = own_edges.groupBy(CAMPAIGN).agg(F.min("first_t").alias("start_t"))
    made = members.join(activity, "account", how="inner").select(
        CAMPAIGN,
        F.col("account_created_at").cast("long").alias("made_t"),
        F.to_date("account_created_at").alias("made_on"),
    )
    same_day = made.groupBy(CAMPAIGN, "made_on").agg(F.count(F.lit(1)).alias("n_that_day"))
    young = (F.col("start_t") - F.col("made_t") < YOUNG_DAYS * 86_400).cast("double")
    numbers = (
        made.join(start, CAMPAIGN, how="inner")
        .join(same_day, [CAMPAIGN, "made_on"], how="left")
        .groupBy(CAMPAIGN)
        .agg(
            F.avg(young).alias("young"),
            F.avg(F.when(F.col("made_on").isNotNull(), (F.col("n_that_day") > 1).cast("double"))).alias("same_day"),
        )
    )
    return numbers.select(CAMPAIGN, ((F.col("young") + F.col("same_day")) / 2).alias("inauthenticity"))


def _reach(members: DataFrame, posts: DataFrame) -> DataFrame:
    """Share of all posts that are the members' or repost the members'."""
    member = members.select(CAMPAIGN, "account")
    by_member = posts.select(account_key().alias("account")).join(member, "account", how="inner")
    of_member = (
        posts.filter(F.col("repost_of_account_id").isNotNull())
        .select(account_key(account_id="repost_of_account_id").alias("account"), account_key().alias("by"))
        .join(member, "account", how="inner")
        .join(member.select(F.col(CAMPAIGN).alias("own"), F.col("account").alias("by")), "by", how="left")
        .filter(F.col("own").isNull() | (F.col("own") != F.col(CAMPAIGN)))
    )
    moved = by_member.select(CAMPAIGN).unionByName(of_member.select(CAMPAIGN)).groupBy(CAMPAIGN).count()
    total = posts.agg(F.count(F.lit(1)).alias("total"))
    return moved.crossJoin(total).select(CAMPAIGN, (F.col("count") / F.col("total")).alias("reach"))
