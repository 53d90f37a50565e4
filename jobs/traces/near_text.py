"""Near-duplicate texts: candidates by the bands of ingest, verified by their shingles, grouped around leaders.

All of it works on distinct texts, not on posts. Broder 1997; why leaders: docs/decisions/0012-near-text.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from claqueur.ingest.texts.near_text import near_words, shingles
from claqueur.ingest.texts.normalise import normalise_text
from claqueur.jobs.graph.protocol import GraphAlgorithms
from claqueur.schema import NEAR_BANDS, NEAR_PAIRS, NEAR_TEXTS

MIN_JACCARD = 0.5
# So many texts in one band are compared each with each; in a fuller one each with the band's first text only.
MAX_TEXTS_IN_BAND = 100
PARTS = 64


def near_bands(posts: DataFrame) -> DataFrame:
    """The texts that share an LSH band with another one. posts: columns POSTS. Returns columns NEAR_BANDS.

    A text_key whose posts differ in what they mark as hashtags goes by the smallest of its near_text_keys, so that
    exact duplicates are always near-duplicates.
    """
    texts = _texts(posts)
    bands = texts.select("near_text_key", F.explode("near_text_bands").alias("band"))
    shared = bands.withColumn("n_texts", F.count(F.lit(1)).over(Window.partitionBy("band"))).filter("n_texts > 1")
    by_key = Window.partitionBy("band").orderBy("near_text_key")
    return shared.withColumn("place", F.row_number().over(by_key).cast("long")).select(*NEAR_BANDS.names)


def near_pairs(bands: DataFrame, posts: DataFrame) -> DataFrame:
    """Pairs of texts whose 4-shingles have a Jaccard similarity of MIN_JACCARD at least. Columns NEAR_PAIRS.

    bands: columns NEAR_BANDS.
    """
    first = bands.select("band", "n_texts", F.col("near_text_key").alias("a"), F.col("place").alias("place_a"))
    second = bands.select("band", F.col("near_text_key").alias("b"), F.col("place").alias("place_b"))
    in_reach = (F.col("n_texts") <= MAX_TEXTS_IN_BAND) | (F.col("place_a") == 1)
    met = first.join(second, "band", how="inner").filter((F.col("place_a") < F.col("place_b")) & in_reach)
    candidates = met.select("a", "b").distinct()
    sets = _shingle_sets(bands, posts)
    both = candidates.join(
        sets.select(F.col("near_text_key").alias("a"), F.col("shingles").alias("of_a")), "a", how="inner"
    ).join(sets.select(F.col("near_text_key").alias("b"), F.col("shingles").alias("of_b")), "b", how="inner")
    shared = F.size(F.array_intersect("of_a", "of_b"))
    jaccard = shared / (F.size("of_a") + F.size("of_b") - shared)
    return both.withColumn("jaccard", jaccard).filter(F.col("jaccard") >= MIN_JACCARD).select(*NEAR_PAIRS.names)


def near_texts(pairs: DataFrame, posts: DataFrame, graph: GraphAlgorithms) -> DataFrame:
    """The texts whose object is not simply their near_text_key, with their group. Columns NEAR_TEXTS.

    pairs: columns NEAR_PAIRS. Inside each connected component the text with the most neighbours leads them, then the
    next one those that are left, and so on: everybody is verified against the leader, so a chain of small changes
    does not end in another text. A component's pairs must fit in memory (40 bytes each).
    """
    components = graph.components(pairs.select(F.col("a").alias("src"), F.col("b").alias("dst")))
    placed = pairs.select("a", "b").join(components.withColumnRenamed("account", "a"), "a", how="inner")
    # components by the hundred: a call of Python for each would take most of the time
    parts = placed.groupBy(F.pmod("component", F.lit(PARTS)))
    groups = parts.applyInPandas(_leaders, "near_text_key long, leader long")
    texts = _key_of_text(posts).join(groups, "near_text_key", how="left")
    object_id = F.coalesce("leader", "near_text_key")
    told = F.col("leader").isNotNull() | (F.col("n_keys") > 1)
    return texts.filter(told).withColumn("object_id", object_id).select(*NEAR_TEXTS.names)


def _originals(posts: DataFrame) -> DataFrame:
    return posts.filter((F.col("kind") != "repost") & F.col("near_text_key").isNotNull())


def _key_of_text(posts: DataFrame) -> DataFrame:
    """text_key, near_text_key, n_keys: one row per distinct text, with the smallest of its keys."""
    keys = _originals(posts).groupBy("text_key", "near_text_key").agg(F.count(F.lit(1)).alias("n"))
    return keys.groupBy("text_key").agg(
        F.min("near_text_key").alias("near_text_key"), F.count(F.lit(1)).alias("n_keys")
    )


def _texts(posts: DataFrame) -> DataFrame:
    """near_text_key, near_text_bands of the distinct texts. Equal keys have equal bands."""
    bands = _originals(posts).select("near_text_key", "near_text_bands").distinct()
    return bands.join(_key_of_text(posts), "near_text_key", how="left_semi")


def _shingle_sets(bands: DataFrame, posts: DataFrame) -> DataFrame:
    """near_text_key, shingles: the distinct shingles of the texts in `bands`, from the text of any of their posts."""
    wanted = bands.select("near_text_key").distinct()
    texts = _originals(posts).select("near_text_key", "text").join(wanted, "near_text_key", how="left_semi")
    one_each = texts.groupBy("near_text_key").agg(F.min("text").alias("text"))
    return one_each.mapInArrow(_with_shingles, "near_text_key long, shingles array<long>")


def _with_shingles(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        texts = batch.column("text").to_pylist()
        words = [near_words(text, normalise_text(text)) for text in texts]
        found, starts = shingles(pl.Series(words, dtype=pl.String))
        sets = [np.unique(part).view(np.int64) for part in np.split(found, starts[1:])] if texts else []
        lists = pa.array(sets, pa.list_(pa.int64()))
        yield pa.RecordBatch.from_arrays([batch.column("near_text_key"), lists], ["near_text_key", "shingles"])


def _leaders(pairs: pd.DataFrame) -> pd.DataFrame:
    """near_text_key, leader (the key of its group's leader) of the texts of some components."""
    keys, ends = np.unique(pairs[["a", "b"]].to_numpy(), return_inverse=True)
    ends = ends.reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=len(keys))
    both = np.concatenate([ends, ends[:, ::-1]])
    both = both[np.argsort(both[:, 0], kind="stable")]
    neighbours = np.split(both[:, 1], np.cumsum(degree)[:-1])
    leader = np.full(len(keys), -1)
    for text in np.lexsort((np.arange(len(keys)), -degree)):  # most neighbours first, then the smaller key
        if leader[text] < 0:
            free = neighbours[text][leader[neighbours[text]] < 0]
            leader[free], leader[text] = text, text
    return pd.DataFrame({"near_text_key": keys, "leader": keys[leader]})
