"""Labelled workspaces made from the real data beside the repository: accounts of three campaigns, and control sets.

Times are exact to the minute in some sets and so floored to minutes in all. Links are left out: some sets have them
shortened, others expanded. At most 200 posts of an account are drawn, as in the reference study.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.real_sets import SNOWFLAKE_EPOCH_MS
from claqueur.ingest.load import ingest
from claqueur.models.examples.corpus import CorpusParameters
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.training import TrainParameters
from claqueur.workspace import Workspace

MAX_POSTS = 200
LAYERS = ("repost", "text", "near_text", "hashtag_sequence")
PARAMETERS = TrainParameters(CorpusParameters(layers=LAYERS, max_posts=MAX_POSTS))
MINUTES = {"constants.platform": "x", "time.precision": "minute", "time.zone": "UTC"}


@dataclass(frozen=True)
class Source:
    """Posts in the columns that ingest knows, and the labels of their accounts."""

    posts: pl.DataFrame
    labels: pl.DataFrame

    def labelled(self, folder: Path) -> LabelledWorkspace:
        """The posts ingested into a workspace in `folder`, which is made."""
        folder.mkdir()
        self.posts.write_parquet(folder / "posts.parquet")
        self.labels.write_csv(folder / "labels.csv")
        workspace = Workspace.create(folder / folder.name)  # the model card names it
        ingest([folder / "posts.parquet"], workspace, mapping=MINUTES)
        return LabelledWorkspace(workspace, folder / "labels.csv")


def _kind(is_repost: pl.Expr) -> pl.Expr:
    """The field kind."""
    return pl.when(is_repost).then(pl.lit("repost")).otherwise(pl.lit("post")).alias("kind")


def _controls(posts: pl.DataFrame, group: str) -> Source:
    """`posts` with every account labelled organic, of one control set."""
    accounts = posts.select(pl.lit("x").alias("platform"), "account_id").unique()
    return Source(posts, accounts.with_columns(label=pl.lit("organic"), group=pl.lit(group)))


def campaigns(data: Path) -> Source:
    """IRA accounts; their reposts lack source ids, so the text stands for what was reposted."""
    columns = ["author_id", "content", "publish_date", "retweet"]
    tweets = pl.read_parquet(data / "ira" / "tweets.parquet", columns=columns).with_row_index("n")
    drawn = tweets.filter(pl.int_range(pl.len()).shuffle(seed=1).over("author_id") < MAX_POSTS)
    posts = drawn.select(
        pl.format("ira-{}", "n").alias("post_id"),
        pl.col("author_id").alias("account_id"),
        pl.col("content").alias("text"),
        pl.col("publish_date").alias("created_at"),
        _kind(pl.col("retweet") == "1"),
    )
    known = pl.read_parquet(data / "ira" / "accounts.parquet").unique("author_id", keep="first", maintain_order=True)
    labels = known.join(posts, left_on="author_id", right_on="account_id", how="semi").select(
        pl.lit("x").alias("platform"),
        pl.col("author_id").alias("account_id"),
        pl.lit("coordinated").alias("label"),
        pl.col("account_category").alias("group"),
    )
    return Source(posts, labels)


def stocks(data: Path) -> Source:
    """Tweets on 88 stocks: controls."""
    tweets = pl.read_parquet(data / "stocknet" / "tweets.parquet").unique("id", keep="first", maintain_order=True)
    posts = tweets.select(
        pl.col("id").alias("post_id"),
        pl.col("user_id").alias("account_id"),
        "text",
        pl.col("ts").alias("created_at"),
        _kind(pl.col("rt_id").fill_null("") != ""),
        pl.col("rt_id").alias("repost_of_post_id"),
        pl.col("source").alias("client"),
    )
    return _controls(posts, "stocknet")


def brand(data: Path, name: str) -> Source:
    """Ids are spoilt by a spreadsheet in these files: row numbers stand for them."""
    rows = pl.read_csv(data / "brand" / f"{name}.csv.gz", infer_schema=False).with_row_index("n")
    posts = rows.select(
        pl.format(f"{name}-{{}}", "n").alias("post_id"),
        pl.col("name").alias("account_id"),
        "text",
        pl.col("tweet_created").str.to_datetime("%m/%d/%Y %H:%M").alias("created_at"),
        _kind(pl.col("text").str.starts_with("RT @")),
    )
    return _controls(posts, name)


def russian(data: Path) -> Source:
    """CooRTweet's Russian reposts: controls."""
    rows = pl.read_csv(data / "coortweet" / "russian_coord_tweets.csv.gz", infer_schema=False)
    posts = rows.select(
        pl.col("content_id").alias("post_id"),
        "account_id",
        pl.from_epoch(pl.col("timestamp_share").cast(pl.Float64).cast(pl.Int64)).alias("created_at"),
        pl.lit("repost").alias("kind"),
        pl.col("object_id").alias("repost_of_post_id"),
    )
    return _controls(posts.unique("post_id", keep="first", maintain_order=True), "russian")


def cascades(data: Path) -> Source:
    """Repost cascades with automation rings inside: controls. Time is that of the source's id and a delay."""
    rows = pl.read_parquet(data / "twitter16" / "retweets.parquet").with_row_index("n")
    posted_ms = pl.col("source_id").cast(pl.Int64) // 2**22 + SNOWFLAKE_EPOCH_MS
    posts = rows.filter(pl.col("parent_uid") != "ROOT").select(
        pl.format("cascade-{}", "n").alias("post_id"),
        pl.col("uid").alias("account_id"),
        pl.from_epoch((posted_ms / 1000 + pl.col("delay_minutes") * 60).cast(pl.Int64)).alias("created_at"),
        pl.lit("repost").alias("kind"),
        pl.col("source_id").alias("repost_of_post_id"),
    )
    return _controls(posts, "twitter16")


def training_sets(data: Path, folder: Path) -> list[LabelledWorkspace]:
    """The sources that the classifier is trained on, ingested into `folder`. data: the folder of real data."""
    made = {
        "ira": campaigns(data),
        "stocknet": stocks(data),
        "debate": brand(data, "gop_debate_2015"),
        "airlines": brand(data, "us_airlines_2015"),
        "russian": russian(data),
        "twitter16": cascades(data),
    }
    return [source.labelled(folder / name) for name, source in made.items()]
