"""Posts to topics: which of the selected posts are on which topic of the watchlist."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.jobs.topics.matches import DDL, KEPT, READ, matcher
from claqueur.jobs.traces.actions import account_key
from claqueur.schema import TOPIC_POSTS
from claqueur.watchlist import Watchlist


def topic_posts(posts: DataFrame, watchlist: Watchlist) -> DataFrame:
    """One row per post and topic that it is on. posts: columns POSTS. Columns TOPIC_POSTS.

    A repost is on the topics of what it reposts, whether its own text shows it or was cut off or left out, and the
    other way round; so a post counts alike on platforms that repeat the text in reposts and on those that do not.
    """
    if not watchlist.topics:
        posts = posts.limit(0)
    reposted = F.when(F.col("kind") == "repost", F.col("repost_of_post_id"))
    from_one = posts.withColumn("origin", F.coalesce(reposted, F.col("post_id")))
    found = from_one.select(*KEPT, *READ).mapInArrow(matcher(watchlist.topics), DDL)
    ways = found.select(*KEPT, "topic", F.explode("matched_by").alias("way"))
    matches = ways.groupBy(*KEPT, "topic").agg(F.array_sort(F.collect_set("way")).alias("matched_by"))
    own = from_one.select(
        *KEPT,
        account_key().alias("account"),
        "post_id",
        F.col("created_at").cast("long").alias("t"),
    )
    return own.join(matches, list(KEPT), how="inner").select(*TOPIC_POSTS.names)
