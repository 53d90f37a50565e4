"""Campaigns: communities with enough evidence to be reported, their members and what they shared."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key
from claqueur.schema import CAMPAIGN_MEMBERS, CAMPAIGN_OBJECTS, WEAK_LAYERS

# What is reported at least (one shared text is never enough): DESIGN principle 3
MIN_ACCOUNTS = 3
MIN_OBJECTS = 2
PAIR_MIN_OBJECTS = 10
SAME_CAMPAIGN_JACCARD = 0.5
LABEL_LENGTH = 280


def campaign_edges(edges: DataFrame, communities: DataFrame) -> DataFrame:
    """Edges whose ends lie in one community: u, v, community and the columns of EDGES."""
    of_u = communities.select(F.col("account").alias("u"), "community")
    of_v = communities.select(F.col("account").alias("v"), F.col("community").alias("community_v"))
    inside = edges.join(of_u, "u", how="inner").join(of_v, "v", how="inner")
    return inside.filter(F.col("community") == F.col("community_v")).drop("community_v")


def reported(inside: DataFrame, evidence: DataFrame) -> DataFrame:
    """Communities that are reported: community, campaign_id.

    At least 3 accounts, or 2 with at least 10 shared objects; at least 2 distinct shared objects in any case, weak
    layers not counted. inside: campaign_edges. The id is a hash of the sorted members.
    """
    members = inside.select("community", F.explode(F.array("u", "v")).alias("account")).distinct()
    sizes = members.groupBy("community").agg(
        F.count(F.lit(1)).alias("size"),
        F.xxhash64(F.array_sort(F.collect_list("account"))).alias("members_key"),
    )
    pairs = inside.select("community", "u", "v")
    strong = evidence.filter(~F.col("layer").isin(*WEAK_LAYERS))
    objects = strong.join(pairs, ["u", "v"], how="inner").select("community", "layer", "object_id").distinct()
    n_objects = objects.groupBy("community").agg(F.count(F.lit(1)).alias("n_objects"))
    group = (F.col("size") >= MIN_ACCOUNTS) & (F.col("n_objects") >= MIN_OBJECTS)
    strong_pair = (F.col("size") == 2) & (F.col("n_objects") >= PAIR_MIN_OBJECTS)
    found = sizes.join(n_objects, "community", how="inner").filter(group | strong_pair)
    return found.select("community", _as_id(F.col("members_key")).alias("campaign_id"))


def _as_id(key: Column) -> Column:
    return F.lpad(F.lower(F.hex(key)), 16, "0")


def campaign_members(
    edges: DataFrame, communities: DataFrame, evidence: DataFrame, earlier: DataFrame | None = None
) -> DataFrame:
    """Members of the reported campaigns. Columns CAMPAIGN_MEMBERS.

    earlier: campaign_members of an earlier run; a campaign that keeps at least half of its members (Jaccard) keeps
    its id.
    """
    inside = campaign_edges(edges, communities)
    ids = reported(inside, evidence)
    inside = inside.join(ids, "community", how="inner")
    sides = inside.select("campaign_id", F.col("u").alias("account"), F.col("v").alias("partner")).unionByName(
        inside.select("campaign_id", F.col("v").alias("account"), F.col("u").alias("partner"))
    )
    partners = sides.groupBy("campaign_id", "account").agg(F.count_distinct("partner").alias("n_partners"))
    shares = _shares(evidence, inside)
    members = (
        partners.join(shares, ["campaign_id", "account"], how="inner")
        .join(communities.select("account", "stability"), "account", how="inner")
        .select(*CAMPAIGN_MEMBERS.names)
    )
    return members if earlier is None else _with_earlier_ids(members, earlier)


def _shares(evidence: DataFrame, inside: DataFrame) -> DataFrame:
    """campaign_id, account, n_objects, first_share_pct over the evidence inside campaigns."""
    own = evidence.join(inside.select("campaign_id", "u", "v"), ["u", "v"], how="inner")
    sides = own.select(
        "campaign_id", F.col("u").alias("account"), "layer", "object_id", (F.col("lead") > 0).alias("first")
    ).unionByName(
        own.select("campaign_id", F.col("v").alias("account"), "layer", "object_id", (F.col("lead") < 0).alias("first"))
    )
    objects = sides.select("campaign_id", "account", "layer", "object_id").distinct()
    n_objects = objects.groupBy("campaign_id", "account").agg(F.count(F.lit(1)).alias("n_objects"))
    firsts = sides.groupBy("campaign_id", "account").agg(
        (100 * F.avg(F.col("first").cast("double"))).alias("first_share_pct")
    )
    return n_objects.join(firsts, ["campaign_id", "account"], how="inner")


def _with_earlier_ids(members: DataFrame, earlier: DataFrame) -> DataFrame:
    """Members with the id of the earlier campaign that they mostly continue.

    Campaigns of one run are disjoint, so two can only tie, at exactly .5 each: then the smaller id decides. A
    campaign of just those members whose id an earlier, since changed campaign still bears is another: it gets another.
    """
    now = members.groupBy("campaign_id").agg(F.count(F.lit(1)).alias("n_now"))
    then = earlier.groupBy("campaign_id").agg(F.count(F.lit(1)).alias("n_then"))
    overlap = (
        members.select("campaign_id", "account")
        .join(earlier.select(F.col("campaign_id").alias("earlier_id"), "account"), "account", how="inner")
        .groupBy("campaign_id", "earlier_id")
        .agg(F.count(F.lit(1)).alias("n_both"))
        .join(now, "campaign_id", how="inner")
        .join(then.withColumnRenamed("campaign_id", "earlier_id"), "earlier_id", how="inner")
    )
    jaccard = F.col("n_both") / (F.col("n_now") + F.col("n_then") - F.col("n_both"))
    kept = (
        overlap.filter(jaccard >= SAME_CAMPAIGN_JACCARD).groupBy("campaign_id").agg(F.min("earlier_id").alias("kept"))
    )
    one_each = kept.groupBy("kept").agg(F.min("campaign_id").alias("campaign_id"))
    borne = then.select("campaign_id", F.lit(1).alias("borne"))
    fresh = F.when(F.col("borne").isNull(), F.col("campaign_id")).otherwise(_as_id(F.xxhash64("campaign_id")))
    return (
        members.join(one_each, "campaign_id", how="left")
        .join(borne, "campaign_id", how="left")
        .withColumn("campaign_id", F.coalesce(F.col("kept"), fresh))
        .select(*CAMPAIGN_MEMBERS.names)
    )


def inside_campaigns(rows: DataFrame, members: DataFrame) -> DataFrame:
    """Rows of pairs u, v (edges or evidence) with both ends in one campaign: campaign_id and their own columns."""
    of_u = members.select(F.col("account").alias("u"), "campaign_id")
    of_v = members.select(F.col("account").alias("v"), F.col("campaign_id").alias("campaign_v"))
    both = rows.join(of_u, "u", how="inner").join(of_v, "v", how="inner")
    return both.filter(F.col("campaign_id") == F.col("campaign_v")).drop("campaign_v")


def campaign_objects(evidence: DataFrame, members: DataFrame, posts: DataFrame, actions: DataFrame) -> DataFrame:
    """What the members of each campaign shared, with a readable label. Columns CAMPAIGN_OBJECTS.

    actions: all acts, to tell on what outsiders acted first.
    """
    own = inside_campaigns(evidence, members)
    sides = own.select("campaign_id", "layer", "object_id", F.explode(F.array("u", "v")).alias("account")).distinct()
    n_members = sides.groupBy("campaign_id", "layer", "object_id").agg(F.count(F.lit(1)).alias("n_members"))
    first = F.when(
        F.col("t_u") <= F.col("t_v"),
        F.struct(F.col("t_u").alias("t"), F.col("post_u").alias("post"), F.col("u").alias("account")),
    ).otherwise(F.struct(F.col("t_v").alias("t"), F.col("post_v").alias("post"), F.col("v").alias("account")))
    shared = own.groupBy("campaign_id", "layer", "object_id").agg(
        F.max("n_accounts").alias("n_accounts"),
        F.count(F.lit(1)).alias("n_co_actions"),
        F.min(F.least("t_u", "t_v")).alias("first_t"),
        F.max(F.greatest("t_u", "t_v")).alias("last_t"),
        F.min(first).alias("example"),
    )
    flat = shared.select(
        "campaign_id",
        "layer",
        "object_id",
        "n_accounts",
        "n_co_actions",
        "first_t",
        "last_t",
        F.col("example.post").alias("example_post_id"),
        F.col("example.account").alias("example_account"),
    )
    return (
        flat.join(n_members, ["campaign_id", "layer", "object_id"], how="inner")
        .join(_before_members(n_members, members, actions), ["campaign_id", "layer", "object_id"], how="left")
        .withColumn("n_before", F.coalesce("n_before", F.lit(0)))
        .join(_labels(posts), ["example_post_id", "example_account"], how="left")
        .withColumn("label", _label())
        .select(*CAMPAIGN_OBJECTS.names)
    )


def _before_members(objects: DataFrame, members: DataFrame, actions: DataFrame) -> DataFrame:
    """campaign_id, layer, object_id, n_before: outsiders whose act came before any member's, if there are any."""
    keys = ["campaign_id", "layer", "object_id"]
    acted = objects.select(*keys).join(actions, ["layer", "object_id"], how="inner")
    firsts = acted.groupBy(*keys, "account").agg(F.min("t").alias("t"))
    of = members.select("campaign_id", "account", F.lit(True).alias("member"))
    known = firsts.join(of, ["campaign_id", "account"], how="left")
    first_member = F.min(F.when(F.col("member"), F.col("t"))).over(Window.partitionBy(*keys))
    before = known.withColumn("before", F.col("t") < first_member).filter(F.col("before"))
    return before.groupBy(*keys).agg(F.count(F.lit(1)).alias("n_before"))


def _labels(posts: DataFrame) -> DataFrame:
    return posts.select(
        F.col("post_id").alias("example_post_id"),
        account_key().alias("example_account"),
        "text",
        "urls",
        "url_keys",
        "hashtags",
        "domains",
        "media_hashes",
        "mentions",
        "platform",
        "repost_of_post_id",
        "reply_to_post_id",
        "quote_of_post_id",
    )


def _label() -> Column:
    """The shared thing itself: the URL, site, name or image of that key, the hashtags, the id of the post that is
    answered or quoted, else the text, else the reposted post's id."""
    # SQL, since PySpark's own array_position takes no column to look for
    place = F.expr("cast(array_position(url_keys, object_id) as int)")
    url = F.expr("element_at(urls, cast(greatest(array_position(url_keys, object_id), 1) as int))")
    tags = F.concat(F.lit("#"), F.array_join("hashtags", " #"))
    layer = F.col("layer")
    what = (
        F.when((layer == "url") & (place > 0), url)
        .when(layer == "hashtag_sequence", tags)
        .when(layer == "domain", F.expr("filter(domains, item -> xxhash64(item) = object_id)[0]"))
        .when(layer == "media", F.expr("filter(media_hashes, item -> xxhash64(item) = object_id)[0]"))
        .when(layer == "mention", F.expr("filter(mentions, item -> xxhash64(platform, item) = object_id)[0]"))
        .when(layer == "reply_target", F.col("reply_to_post_id"))
        .when(layer == "quote_target", F.col("quote_of_post_id"))
        .otherwise(F.coalesce("text", "repost_of_post_id"))
    )
    return F.substring(what, 1, LABEL_LENGTH)
