"""Luceri et al. 2024: similarity networks of several traces, fused, and pruned by eigenvector centrality.

Luca Luceri, Valeria Pantè, Keith Burghardt, Emilio Ferrara: "Unmasking the Web of Deceit: Uncovering Coordinated
Activity to Expose Information Operations on Twitter", WWW 2024. In each trace accounts are TF-IDF vectors of their
objects, tied by cosine similarity:

co_retweet: the posts that an account reposted. co_url: the URLs in its original posts. hashtag_sequence: the hashtags
of an original post in order. fast_retweet: the accounts that it reposted within 10 s of the original, more than once,
with how often. In the fused network two accounts are tied if they are in any trace. Accounts of low eigenvector
centrality are pruned, and with them their edges. The fifth trace, texts alike by sentence embeddings, is not done here.

As in the authors' published code: co_retweet takes accounts with at least 20 reposts; a sequence has at least 5
hashtags; the first three traces take an object once per account, and none that one account alone has; the idf is that
of similarity.py. Fixed by neither paper nor code as far as we could read them, and chosen: the weight of a fused edge
is its largest similarity; centrality is weighted by it; pruned is who lies below the quantile `centrality_quantile`
(.95). The original's time is that of the collected original or, on X, the one inside its id, as in their code; a repost
whose original has none is not fast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.jobs.graph.centrality import eigenvector_centrality
from claqueur.jobs.presets.quantile import quantile
from claqueur.jobs.presets.shares import shares
from claqueur.jobs.presets.similarity import cosines, tf_idf
from claqueur.jobs.presets.steps import Steps
from claqueur.schema import FUSED_EDGES

SNOWFLAKE_PLATFORMS = ("x", "twitter")
SNOWFLAKE_EPOCH_MS = 1_288_834_974_657  # an id of X holds the milliseconds since then above its last 22 bits
SNOWFLAKE_DIGITS = (15, 19)  # ids from November 2010 on


@dataclass(frozen=True)
class LuceriParameters:
    """time_window: largest time between a post and a fast repost of it, seconds, ends included. min_reposts: of an
    account in co_retweet. min_hashtags: of a sequence. centrality_quantile: accounts below it are pruned; 0 keeps all.
    """

    time_window: float = 10
    min_reposts: int = 20
    min_hashtags: int = 5
    centrality_quantile: float = 0.95

    def __post_init__(self) -> None:
        if self.time_window < 0:
            raise UserError(f"time_window is {self.time_window}: give 0 seconds or more, such as 10.")
        for name in ("min_reposts", "min_hashtags"):
            if getattr(self, name) < 1:
                raise UserError(f"{name} is {getattr(self, name)}: give 1 or more.")
        if not 0 <= self.centrality_quantile < 1:
            raise UserError(f"centrality_quantile is {self.centrality_quantile}: give 0 or more and less than 1.")


def traces(posts: DataFrame, parameters: LuceriParameters) -> DataFrame:
    """trace, account, object_id, n: what the accounts are compared by. posts: columns POSTS."""
    reposts = shares(posts, "repost")
    totals = reposts.groupBy("account_id").agg(F.count(F.lit(1)).alias("total"))
    frequent = totals.filter(F.col("total") >= parameters.min_reposts)
    tagged = posts.filter(F.size("hashtags") >= parameters.min_hashtags)
    once = {
        "co_retweet": reposts.join(frequent, "account_id", how="left_semi"),
        "co_url": shares(posts, "url"),
        "hashtag_sequence": shares(tagged, "hashtag_sequence"),
    }
    found = [_shared_once(held, trace) for trace, held in once.items()]
    fast = fast_reposts(posts, parameters.time_window)
    return reduce(lambda left, right: left.unionByName(right), [*found, fast])


def _shared_once(held: DataFrame, trace: str) -> DataFrame:
    """Every object of an account once, if another account has it too."""
    pairs = held.select(F.col("account_id").alias("account"), "object_id").distinct()
    crowds = pairs.groupBy("object_id").agg(F.count(F.lit(1)).alias("crowd")).filter(F.col("crowd") > 1)
    shared = pairs.join(crowds, "object_id", how="left_semi")
    return shared.select(F.lit(trace).alias("trace"), "account", "object_id", F.lit(1).cast("long").alias("n"))


def fast_reposts(posts: DataFrame, time_window: float) -> DataFrame:
    """trace, account, object_id (the account reposted), n: who reposted whom fast more than once. posts: POSTS."""
    originals = posts.select(
        "platform",
        F.col("post_id").alias("repost_of_post_id"),
        F.col("created_at").cast("long").alias("collected_t"),
        F.col("account_id").alias("collected_author"),
    )
    reposts = posts.filter((F.col("kind") == "repost") & F.col("repost_of_post_id").isNotNull())
    timed = reposts.join(originals, ["platform", "repost_of_post_id"], how="left").select(  # n:1
        F.col("account_id").alias("account"),
        F.coalesce("repost_of_account_id", "collected_author").alias("object_id"),
        (F.col("created_at").cast("long") - F.coalesce("collected_t", _time_in_id())).alias("delay_s"),
    )
    fast = timed.filter(F.col("delay_s").between(0, time_window) & F.col("object_id").isNotNull())
    counted = fast.groupBy("account", "object_id").agg(F.count(F.lit(1)).alias("n")).filter(F.col("n") > 1)
    return counted.select(F.lit("fast_retweet").alias("trace"), "account", "object_id", "n")


def _time_in_id() -> Column:
    """Seconds since 1970 in the reposted post's id, on platforms whose ids hold their time."""
    post_id = F.col("repost_of_post_id")
    only_digits = F.length(F.translate(post_id, "0123456789", "")) == 0
    has_time = F.col("platform").isin(*SNOWFLAKE_PLATFORMS) & F.length(post_id).between(*SNOWFLAKE_DIGITS) & only_digits
    milliseconds = F.shiftright(F.when(has_time, post_id).cast("long"), 22) + SNOWFLAKE_EPOCH_MS
    return F.floor(milliseconds / 1000)


def fused(similarities: DataFrame) -> DataFrame:
    """account_a, account_b, weight, traces: one edge for every pair that is alike in some trace."""
    named = F.array_join(F.array_sort(F.collect_set("trace")), "|").alias("traces")
    alike = similarities.filter(F.col("weight") > 0)
    return alike.groupBy("account_a", "account_b").agg(F.max("weight").alias("weight"), named)


def pruned(network: DataFrame, centralities: DataFrame, centrality_quantile: float) -> DataFrame:
    """The edges between accounts whose centrality is at least that quantile of all. Columns FUSED_EDGES."""
    threshold = F.broadcast(quantile(centralities, "centrality", centrality_quantile))
    kept = centralities.crossJoin(threshold).filter(F.col("centrality") >= F.col("quantile"))
    a, b = (
        kept.select(F.col("account").alias(f"account_{side}"), F.col("centrality").alias(f"centrality_{side}"))
        for side in "ab"
    )
    return network.join(a, "account_a", how="inner").join(b, "account_b", how="inner").select(*FUSED_EDGES.names)


STEPS: dict[str, Callable[[Steps], DataFrame]] = {
    "traces": lambda s: traces(s.source, s.parameters),
    "vectors": lambda s: tf_idf(s["traces"]),
    "similarities": lambda s: cosines(s["vectors"]),
    "network": lambda s: fused(s["similarities"]),
    "centralities": lambda s: eigenvector_centrality(s["network"]),
    "edges": lambda s: pruned(s["network"], s["centralities"], s.parameters.centrality_quantile),
}
