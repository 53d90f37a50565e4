"""How alike accounts are in what they share: cosine of TF-IDF vectors, Jaccard index of sets, number in common.

Every table here has a column `trace`: the kinds of trace are compared apart.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

# Sums of floats depend on their order, and that on the engine: beyond this digit two engines may differ.
DIGITS = 12


def tf_idf(counts: DataFrame, term_frequency: Column | None = None) -> DataFrame:
    """Each account's vector over its objects, of length 1: trace, account, object_id, value.

    counts: trace, account, object_id, n (how often; one row each). term_frequency: of n, by default n itself. An
    object that few accounts share weighs more: idf = ln((1 + accounts) / (1 + accounts with the object)) + 1, which is
    what scikit-learn's TfidfTransformer computes and the papers' own code uses.
    """
    accounts = counts.groupBy("trace").agg(F.count_distinct("account").alias("n_accounts"))
    crowds = counts.groupBy("trace", "object_id").agg(F.count(F.lit(1)).alias("crowd"))
    idf = F.log((1 + F.col("n_accounts")) / (1 + F.col("crowd"))) + 1
    frequency = F.col("n") if term_frequency is None else term_frequency
    raw = (
        counts.join(crowds, ["trace", "object_id"], how="inner")
        .join(F.broadcast(accounts), "trace", how="inner")
        .withColumn("raw", frequency * idf)
    )
    lengths = raw.groupBy("trace", "account").agg(F.sqrt(F.sum(F.col("raw") * F.col("raw"))).alias("length"))
    unit = raw.join(lengths, ["trace", "account"], how="inner").withColumn("value", F.col("raw") / F.col("length"))
    return unit.select("trace", "account", "object_id", "value")


def cosines(vectors: DataFrame) -> DataFrame:
    """trace, account_a, account_b, weight: the cosine of any two accounts that share an object, account_a < account_b.

    vectors: result of tf_idf. An object of n accounts makes n (n - 1) / 2 pairs, as in the papers: nothing is capped.
    """
    similarity = F.round(F.sum(F.col("value_a") * F.col("value_b")), DIGITS)
    return _sharing(vectors, "value").groupBy("trace", "account_a", "account_b").agg(similarity.alias("weight"))


def jaccard_indices(holdings: DataFrame) -> DataFrame:
    """trace, account_a, account_b, weight: objects that both have of those that either has, account_a < account_b.

    holdings: trace, account, object_id, one row each.
    """
    sizes = holdings.groupBy("trace", "account").agg(F.count(F.lit(1)).alias("size"))
    sized = holdings.join(sizes, ["trace", "account"], how="inner")
    counted = _sharing(sized, "size").groupBy("trace", "account_a", "account_b", "size_a", "size_b")
    both = counted.agg(F.count(F.lit(1)).alias("both"))
    either = F.col("size_a") + F.col("size_b") - F.col("both")
    weight = F.round(F.col("both") / either, DIGITS).alias("weight")
    return both.select("trace", "account_a", "account_b", weight)


def shared_objects(holdings: DataFrame) -> DataFrame:
    """trace, account_a, account_b, weight: how many objects both have, account_a < account_b. holdings: as above."""
    shared = _sharing(holdings).groupBy("trace", "account_a", "account_b")
    return shared.agg(F.count(F.lit(1)).cast("double").alias("weight"))


def _sharing(holdings: DataFrame, *values: str) -> DataFrame:
    """trace, object_id, account_a, account_b and the values of each, for every two accounts with the object."""
    a, b = (
        holdings.select("trace", "object_id", *[F.col(x).alias(f"{x}_{side}") for x in ("account", *values)])
        for side in "ab"
    )
    return a.join(b, ["trace", "object_id"], how="inner").filter(F.col("account_a") < F.col("account_b"))
