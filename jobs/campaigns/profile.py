"""What is known about each campaign: sizes, seen against expected, three axes, benign hypotheses, class."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses import campaign_class, is_automation_client, verdicts
from claqueur.jobs.campaigns.members import inside_campaigns
from claqueur.jobs.coordination.pairs import median_of_sorted
from claqueur.jobs.traces.actions import account_key
from claqueur.schema import CAMPAIGNS

YOUNG_DAYS = 90
SYNDICATION_MAX_K_SHARE = 0.3
CAMPAIGN = "campaign_id"


def campaigns(
    members: DataFrame, objects: DataFrame, edges: DataFrame, evidence: DataFrame, posts: DataFrame, activity: DataFrame
) -> DataFrame:
    """One row per campaign. Columns CAMPAIGNS.

    members: campaign_members; objects: campaign_objects. The three axes are never merged into one score.
    """
    own_edges = inside_campaigns(edges, members)
    parts = [
        _size(members),
        _from_edges(own_edges),
        _coordination(own_edges),
        _from_objects(objects),
        _evidence_posts(evidence, members, posts),
        _declared_and_young(members, activity, own_edges),
        _reach(members, posts),
        _replying(members, posts),
    ]
    joined = reduce(lambda left, right: left.join(right, CAMPAIGN, how="left"), parts)
    full = (
        joined.withColumn("density_pct", 200 * F.col("n_edges") / (F.col("size") * (F.col("size") - 1)))
        .withColumn("expected_share", F.col("expected") / F.col("seen"))
        .withColumn("syndicated_share", _syndicated_share())
    )
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


def _from_objects(objects: DataFrame) -> DataFrame:
    """n_objects and the shares that speak for contests, share buttons and one site's links.

    A share button shows in texts only: a popular post is reposted by many outsiders whoever the members are.
    """
    member_share = F.when(F.col("layer").isin("text", "near_text"), F.col("n_members") / F.col("n_accounts"))
    numbers = objects.groupBy(CAMPAIGN).agg(
        F.count(F.lit(1)).alias("n_objects"),
        F.sum("n_co_actions").alias("all_co_actions"),
        F.max("n_co_actions").alias("top_co_actions"),
        F.array_sort(F.collect_list(member_share)).alias("member_shares"),
    )
    sites = (
        objects.filter(F.col("layer") == "url")
        .groupBy(CAMPAIGN, F.element_at(F.split("label", "/"), 3).alias("site"))
        .agg(F.sum("n_co_actions").alias("n"))
        .groupBy(CAMPAIGN)
        .agg(F.max("n").alias("top_site"))
    )
    return numbers.join(sites, CAMPAIGN, how="left").select(
        CAMPAIGN,
        "n_objects",
        (F.col("top_co_actions") / F.col("all_co_actions")).alias("top_object_share"),
        F.when(F.size("member_shares") > 0, median_of_sorted("member_shares")).alias("median_member_share"),
        (F.col("top_site") / F.col("all_co_actions")).alias("top_site_share"),
    )


def _syndicated_share() -> Column:
    """Share of the co-actions that are links to the most linked site; 0 where members mostly act at once."""
    at_once = F.col("coordination") > SYNDICATION_MAX_K_SHARE
    return F.when(F.col("top_site_share").isNotNull() & at_once, F.lit(0.0)).otherwise(F.col("top_site_share"))


def _evidence_posts(evidence: DataFrame, members: DataFrame, posts: DataFrame) -> DataFrame:
    """n_posts: member posts behind the evidence; automated_share: of those with a known client."""
    own = inside_campaigns(evidence, members)
    behind = evidence_posts(own)
    clients = posts.select("post_id", account_key().alias("account"), "client")
    automated = is_automation_client(F.col("client")).cast("double")
    return (
        behind.join(clients, ["post_id", "account"], how="left")
        .groupBy(CAMPAIGN)
        .agg(F.count(F.lit(1)).alias("n_posts"), F.avg(automated).alias("automated_share"))
    )


def evidence_posts(own_evidence: DataFrame) -> DataFrame:
    """campaign_id, account, post_id: the distinct posts behind evidence rows that carry a campaign_id."""
    of_u = own_evidence.select(CAMPAIGN, F.col("u").alias("account"), F.col("post_u").alias("post_id"))
    of_v = own_evidence.select(CAMPAIGN, F.col("v").alias("account"), F.col("post_v").alias("post_id"))
    return of_u.unionByName(of_v).distinct()


def _declared_and_young(members: DataFrame, activity: DataFrame, own_edges: DataFrame) -> DataFrame:
    """declared_share (empty if nobody in the data declares anything) and inauthenticity.

    Inauthenticity is the mean of two signs among members whose creation is known: made less than 90 days before
    the first co-action, and made on the same day as another member.
    """
    start = own_edges.groupBy(CAMPAIGN).agg(F.min("first_t").alias("start_t"))
    declares = activity.agg(F.max("affiliation").isNotNull().alias("any_declared"))
    made = members.join(activity, "account", how="inner").select(
        CAMPAIGN,
        "affiliation",
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
            F.avg(F.col("affiliation").isNotNull().cast("double")).alias("declared"),
            F.avg(young).alias("young"),
            F.avg(F.when(F.col("made_on").isNotNull(), (F.col("n_that_day") > 1).cast("double"))).alias("same_day"),
        )
    )
    return numbers.crossJoin(declares).select(
        CAMPAIGN,
        F.when(F.col("any_declared"), F.col("declared")).alias("declared_share"),
        ((F.col("young") + F.col("same_day")) / 2).alias("inauthenticity"),
    )


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


def _replying(members: DataFrame, posts: DataFrame) -> DataFrame:
    """Share of members who replied to another member; empty where the data hold no replies to anybody."""
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
    any_reply = replies.agg((F.count(F.lit(1)) > 0).alias("any_reply"))
    shares = (
        of.join(talking, [CAMPAIGN, "account"], how="left")
        .groupBy(CAMPAIGN)
        .agg(F.avg(F.coalesce("talks", F.lit(0.0))).alias("talks"))
    )
    return shares.crossJoin(any_reply).select(
        CAMPAIGN, F.when(F.col("any_reply"), F.col("talks")).alias("replying_share")
    )
