"""One owner who signs: most members carry one and the same link in most of what they post, evidence or not."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.hypothesis import CAMPAIGN, Hypothesis, Number
from claqueur.jobs.traces.actions import account_key

MOST_POSTS = 0.5
# two of three, and both of a pair
SIGNATURE = Hypothesis("signature", (Number("signing_share", at_least=0.6),))


def signing_share(members: DataFrame, posts: DataFrame) -> DataFrame:
    """campaign_id, signing_share: members with the same link in half of their own posts or more, of all members.

    The link is that which most members sign with; the whole link counts and not its site, since half of a platform's
    posts may link to the platform. Empty where no post in the data has a link.
    """
    of = members.select(CAMPAIGN, "account")
    originals = posts.filter(F.col("kind") != "repost").select(account_key().alias("account"), "url_keys")
    own = of.join(originals, "account", how="inner")
    n_posts = own.groupBy(CAMPAIGN, "account").agg(F.count(F.lit(1)).alias("n_posts"))
    links = own.select(CAMPAIGN, "account", F.explode(F.array_distinct("url_keys")).alias("link"))
    used = links.filter(F.col("link").isNotNull()).groupBy(CAMPAIGN, "account", "link")
    often = (
        used.agg(F.count(F.lit(1)).alias("n"))
        .join(n_posts, [CAMPAIGN, "account"], how="inner")
        .filter(F.col("n") >= MOST_POSTS * F.col("n_posts"))
    )
    signing = often.groupBy(CAMPAIGN, "link").agg(F.count(F.lit(1)).alias("n"))
    most = signing.groupBy(CAMPAIGN).agg(F.max("n").alias("n_signing"))
    any_link = posts.agg(F.max(F.size("url_keys") > 0).alias("any_link"))
    sizes = of.groupBy(CAMPAIGN).agg(F.count(F.lit(1)).alias("size"))
    share = F.coalesce("n_signing", F.lit(0)) / F.col("size")
    known = sizes.join(most, CAMPAIGN, how="left").crossJoin(any_link)
    return known.select(CAMPAIGN, F.when(F.col("any_link"), share).alias("signing_share"))
