"""What each campaign says on a topic that the others there do not: the words and hashtags that mark it."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key
from claqueur.schema import TOPIC_WORDS

MOST = 12  # of each kind
MIN_POSTS = 2
MIN_LETTERS = 3
MIN_KEYNESS = 10.83  # chance alone gives as much to one item in a thousand
DECIMALS = 9  # the last bits of a logarithm differ by engine
ITEM = ("topic", "kind", "item")


def topic_words(found: DataFrame, members: DataFrame, posts: DataFrame) -> DataFrame:
    """The MOST words and hashtags that mark a campaign's posts on a topic. Columns TOPIC_WORDS. found: TOPIC_POSTS.

    By keyness, the log-likelihood ratio of corpus linguistics (Dunning 1993, Rayson & Garside 2000), counted in posts:
    2 (a ln(a / E_a) + b ln(b / E_b)) for an item in a posts of the campaign and b of the others on the topic, where E
    is what either would have if it were used alike. Only what the campaign uses more is kept. What everybody says
    there, the topic's own name first, is no mark, and no list of stop words is needed. Words come from
    text_normalised: of short posts there are none.
    """
    of = members.select("campaign_id", "account")
    said = _said(found, posts)
    all_posts = found.groupBy("topic").agg(F.count(F.lit(1)).alias("n_all"))
    own_posts = found.join(of, "account", how="inner").groupBy("topic", "campaign_id")
    everybody = said.groupBy(*ITEM).agg(F.count(F.lit(1)).alias("n_with"))
    own = said.join(of, "account", how="inner").groupBy("campaign_id", *ITEM).agg(F.count(F.lit(1)).alias("n_posts"))
    joined = (
        own.filter(F.col("n_posts") >= MIN_POSTS)
        .join(everybody, list(ITEM), how="inner")
        .join(own_posts.agg(F.count(F.lit(1)).alias("n_own")), ["topic", "campaign_id"], how="inner")
        .join(all_posts, "topic", how="inner")
        .withColumn("n_others", F.col("n_with") - F.col("n_posts"))
    )
    weighed = joined.withColumn("keyness", _keyness()).filter(_is_used_more() & (F.col("keyness") >= MIN_KEYNESS))
    strongest = Window.partitionBy("topic", "campaign_id", "kind").orderBy(F.col("keyness").desc(), "item")
    ranked = weighed.withColumn("rank", F.row_number().over(strongest).cast("long"))
    return ranked.filter(F.col("rank") <= MOST).select(*TOPIC_WORDS.names)


def _is_used_more() -> Column:
    return F.col("n_posts") * (F.col("n_all") - F.col("n_own")) > F.col("n_others") * F.col("n_own")


def _keyness() -> Column:
    share = F.col("n_with") / F.col("n_all")
    own = F.col("n_posts") * F.log(F.col("n_posts") / (F.col("n_own") * share))
    expected = (F.col("n_all") - F.col("n_own")) * share
    others = F.when(F.col("n_others") > 0, F.col("n_others") * F.log(F.col("n_others") / expected)).otherwise(0.0)
    return F.round(2 * (own + others), DECIMALS)


def _said(found: DataFrame, posts: DataFrame) -> DataFrame:
    """topic, account, kind (word, hashtag), item: each once per post on a topic."""
    texts = posts.select(account_key().alias("account"), "post_id", "text_normalised", "hashtags")
    on_topic = found.select("topic", "account", "post_id").join(texts, ["account", "post_id"], how="inner")
    words = F.explode(F.array_distinct(F.split("text_normalised", " ")))
    tags = F.explode(F.array_distinct("hashtags"))
    kinds = {"word": words, "hashtag": tags}
    word, tag = (
        on_topic.select("topic", "account", F.lit(kind).alias("kind"), items.alias("item"))
        for kind, items in kinds.items()
    )
    return word.filter(F.length("item") >= MIN_LETTERS).unionByName(tag)
