"""The Coordination Network Toolkit's co-tweet, co-reply, co-link and co-retweet networks.

Reproduces coordination-network-toolkit 1.5.2 (Graham and the QUT Digital Observatory; PyPI), parameters and columns by
their names there. Left out is `co_similar_tweet`, which compares every message with every other in the window.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.jobs.coordination.meetings import meetings
from claqueur.jobs.presets.steps import Steps
from claqueur.schema import CNT_EDGES, SHARES

MENTION = re.compile(r"@\S*")
TEXT_SHARES = "object_id string, account_id string, content_id string, timestamp_share double"


@dataclass(frozen=True)
class CntParameters:
    """The toolkit's choices; it has no default for the network and the window.

    network: co_retweet, co_tweet, co_reply or co_link. time_window: largest time between two messages, seconds, ends
    included. min_edge_weight: smallest weight of an edge.
    """

    network: str = "co_retweet"
    time_window: float = 60
    min_edge_weight: int = 1

    def __post_init__(self) -> None:
        if self.network not in NETWORKS:
            raise UserError(f'network is "{self.network}": give one of {", ".join(NETWORKS)}.')
        if self.time_window < 0:
            raise UserError(f"time_window is {self.time_window}: give 0 seconds or more, such as 60.")
        if self.min_edge_weight < 1:
            raise UserError(f"min_edge_weight is {self.min_edge_weight}: give 1 or more.")


def network_shares(messages: DataFrame, network: str) -> DataFrame:
    """What a network compares: one row per message and object. messages: columns MESSAGES. Columns SHARES.

    co_retweet: the reposted message. co_reply: the message replied to, no reposts. co_link: every URL once per message,
    as it is written, no reposts. co_tweet: the text, no reposts, in lower case, without what begins with @, white space
    as single spaces; texts of which nothing is left are alike.
    """
    return NETWORKS[network].shares(messages).select(*SHARES.names)


def cnt_network(shares: DataFrame, time_window: float, min_edge_weight: int) -> DataFrame:
    """Directed weights: messages of user_1 that user_2 matched within the window, ends included. Columns CNT_EDGES.

    shares: columns SHARES, from network_shares. A message counts once per account that matched it, however many of its
    objects and of the other's messages agree. An account does not match itself.
    """
    acts = shares.select(
        "object_id", F.col("account_id").alias("account"), F.col("timestamp_share").alias("t"), "content_id"
    )
    met = meetings(acts, ["object_id"], F.lit(time_window), ["content_id"])
    both_ways = F.explode(F.array(_matched("a", "b"), _matched("b", "a"))).alias("match")
    matched = met.select(both_ways).select("match.user_1", "match.user_2", "match.message_id").distinct()
    weighted = matched.groupBy("user_1", "user_2").agg(F.count(F.lit(1)).alias("weight"))
    return weighted.filter(F.col("weight") >= min_edge_weight).select(*CNT_EDGES.names)


def _matched(side: str, other: str) -> Column:
    return F.struct(
        F.col(f"account_{side}").alias("user_1"),
        F.col(f"account_{other}").alias("user_2"),
        F.col(f"content_id_{side}").alias("message_id"),
    )


def _first(messages: DataFrame, *key: str) -> DataFrame:
    """The first row of every key: the toolkit keeps what came first and ignores the rest."""
    in_order = Window.partitionBy(*key).orderBy("row")
    return messages.withColumn("place", F.row_number().over(in_order)).filter(F.col("place") == 1)


def _originals(messages: DataFrame) -> DataFrame:
    return _first(messages, "message_id").filter(F.col("repost_id").isNull())


def _shares_of(messages: DataFrame, object_id: str) -> DataFrame:
    return messages.filter(F.col(object_id).isNotNull()).select(
        F.col(object_id).alias("object_id"),
        F.col("user_id").alias("account_id"),
        F.col("message_id").alias("content_id"),
        F.col("timestamp").alias("timestamp_share"),
    )


def _co_retweet(messages: DataFrame) -> DataFrame:
    return _shares_of(_first(messages, "message_id"), "repost_id")


def _co_reply(messages: DataFrame) -> DataFrame:
    return _shares_of(_originals(messages), "reply_id")


def _co_link(messages: DataFrame) -> DataFrame:
    linking = messages.filter(F.col("repost_id").isNull() & (F.col("urls") != ""))
    per_url = linking.withColumn("url", F.explode(F.split("urls", " ")))
    return _shares_of(_first(per_url, "message_id", "url"), "url")


def _co_tweet(messages: DataFrame) -> DataFrame:
    texts = _originals(messages).withColumn("message", F.coalesce("message", F.lit("")))
    return _shares_of(texts, "message").mapInArrow(_with_compared_text, TEXT_SHARES)


def _with_compared_text(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        texts = [compared_text(text) for text in batch.column("object_id").to_pylist()]
        place = batch.schema.get_field_index("object_id")
        yield batch.set_column(place, "object_id", pa.array(texts, pa.string()))


def compared_text(text: str) -> str:
    """`text` as the toolkit compares it. In Python, since the engines' regular expressions differ."""
    return " ".join(MENTION.sub("", text.lower()).split())


@dataclass(frozen=True)
class Network:
    """One network: the column of messages that it compares, and its shares."""

    column: str
    shares: Callable[[DataFrame], DataFrame]


NETWORKS = {
    "co_retweet": Network("repost_id", _co_retweet),
    "co_tweet": Network("message", _co_tweet),
    "co_reply": Network("reply_id", _co_reply),
    "co_link": Network("urls", _co_link),
}

STEPS: dict[str, Callable[[Steps], DataFrame]] = {
    "shares": lambda s: network_shares(s.source, s.parameters.network),
    "edges": lambda s: cnt_network(s["shares"], s.parameters.time_window, s.parameters.min_edge_weight),
}
