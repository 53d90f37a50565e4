"""Pacheco et al. 2021: coordination networks from hashtag sequences, reposts and images.

Diogo Pacheco, Pik-Mai Hui, Christopher Torres-Lugo, Bao Tran Truong, Alessandro Flammini, Filippo Menczer: "Uncovering
Coordinated Networks on Social Media: Methods and Case Studies", ICWSM 2021, case studies 2, 3 and 4, with the filters
of their tables. Shared handles (1) and synchronised times (5) are not done here.

hashtag_sequence (case study 3): an account's hashtags of one day (UTC) in the order in which it used them are one
object; days with at least 5 original posts with hashtags and 5 different hashtags count. An edge joins accounts with
the same sequence on the same day. The paper's edges are unweighted; the weight here is the number of such days.

co_retweet (case study 4): accounts with at least 10 reposts, reposts of oneself left out, as TF-IDF vectors of the
posts that they reposted; cosine; the heaviest 0.5% of the edges. The term frequency is 1 + ln(n), as in the authors'
code. That code also leaves out posts that fewer than 3 accounts reposted, which the paper does not mention: kept here.

image (case study 2): Jaccard index of the accounts' sets of images; the heaviest 1% of the edges. The paper calls two
images the same if their colour histograms are alike; here they are if the hashes or ids that the source gives are
equal. How many images an account must have is left to `min_images` (5).

Left open, and chosen: edges that tie for the last place are all kept; the idf (see similarity.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.jobs.presets.backbone import heaviest
from claqueur.jobs.presets.shares import shares
from claqueur.jobs.presets.similarity import cosines, jaccard_indices, shared_objects, tf_idf
from claqueur.jobs.presets.steps import Steps
from claqueur.schema import SIMILARITY_EDGES

DAY_S = 86_400


@dataclass(frozen=True)
class PachecoParameters:
    """network: hashtag_sequence, co_retweet or image. min_posts and min_hashtags: of an account in a day, for
    hashtag_sequence. min_reposts and min_images: of an account, for co_retweet and image. edge_share: heaviest share of
    the edges that is kept; by default the paper's, 1 for hashtag_sequence, 0.005 for co_retweet, 0.01 for image.
    """

    network: str = "co_retweet"
    min_posts: int = 5
    min_hashtags: int = 5
    min_reposts: int = 10
    min_images: int = 5
    edge_share: float | None = None

    def __post_init__(self) -> None:
        if self.network not in NETWORKS:
            raise UserError(f'network is "{self.network}": give one of {", ".join(NETWORKS)}.')
        for name in ("min_posts", "min_hashtags", "min_reposts", "min_images"):
            if getattr(self, name) < 1:
                raise UserError(f"{name} is {getattr(self, name)}: give 1 or more.")
        if self.edge_share is not None and not 0 < self.edge_share <= 1:
            raise UserError(f"edge_share is {self.edge_share}: give a share above 0 and up to 1, such as 0.005.")


def day_sequences(posts: DataFrame, min_posts: int, min_hashtags: int) -> DataFrame:
    """trace, account, object_id (day and sequence), n: the days of an account with enough hashtags. posts: POSTS."""
    tagged = posts.filter((F.col("kind") != "repost") & (F.size("hashtags") > 0))
    day = F.floor(F.col("created_at").cast("long") / DAY_S)
    in_order = F.array_sort(F.collect_list(F.struct("created_at", "post_id", "hashtags")))
    days = tagged.groupBy(F.col("account_id").alias("account"), day.alias("day")).agg(
        F.count(F.lit(1)).alias("n_posts"), in_order.alias("posts")
    )
    sequences = days.withColumn("sequence", F.flatten(F.col("posts.hashtags")))
    enough = (F.col("n_posts") >= min_posts) & (F.size(F.array_distinct("sequence")) >= min_hashtags)
    object_id = F.concat_ws(" ", F.col("day").cast("string"), F.concat_ws(" ", "sequence"))
    return sequences.filter(enough).select(
        F.lit("hashtag_sequence").alias("trace"), "account", object_id.alias("object_id"), F.lit(1).alias("n")
    )


def repost_counts(posts: DataFrame, min_reposts: int) -> DataFrame:
    """trace, account, object_id, n of accounts with enough reposts of others. posts: columns POSTS."""
    is_own = F.coalesce(F.col("repost_of_account_id") == F.col("account_id"), F.lit(False))
    counts = _counts(shares(posts.filter(~is_own), "repost"), "co_retweet")
    totals = counts.groupBy("account").agg(F.sum("n").alias("total"))
    return counts.join(totals.filter(F.col("total") >= min_reposts), "account", how="left_semi")


def image_holdings(posts: DataFrame, min_images: int) -> DataFrame:
    """trace, account, object_id, n of accounts with enough different images in original posts. posts: columns POSTS."""
    counts = _counts(shares(posts, "media"), "image")
    totals = counts.groupBy("account").agg(F.count(F.lit(1)).alias("total"))
    return counts.join(totals.filter(F.col("total") >= min_images), "account", how="left_semi")


def _counts(held: DataFrame, trace: str) -> DataFrame:
    counts = held.groupBy(F.col("account_id").alias("account"), "object_id").agg(F.count(F.lit(1)).alias("n"))
    return counts.select(F.lit(trace).alias("trace"), "account", "object_id", "n")


@dataclass(frozen=True)
class Network:
    """One case study: its accounts with their objects, how alike two are, the heaviest share of edges that is kept."""

    traces: Callable[[DataFrame, PachecoParameters], DataFrame]
    similarity: Callable[[DataFrame], DataFrame]
    edge_share: float


NETWORKS = {
    "hashtag_sequence": Network(lambda posts, p: day_sequences(posts, p.min_posts, p.min_hashtags), shared_objects, 1),
    "co_retweet": Network(
        lambda posts, p: repost_counts(posts, p.min_reposts),
        lambda traces: cosines(tf_idf(traces, 1 + F.log("n"))),
        0.005,
    ),
    "image": Network(lambda posts, p: image_holdings(posts, p.min_images), jaccard_indices, 0.01),
}


def _edges(s: Steps) -> DataFrame:
    given, usual = s.parameters.edge_share, NETWORKS[s.parameters.network].edge_share
    return heaviest(s["similarities"], usual if given is None else given).select(*SIMILARITY_EDGES.names)


STEPS: dict[str, Callable[[Steps], DataFrame]] = {
    "traces": lambda s: NETWORKS[s.parameters.network].traces(s.source, s.parameters),
    "similarities": lambda s: NETWORKS[s.parameters.network].similarity(s["traces"]),
    "edges": _edges,
}
