"""Training on real data: accounts of three known campaigns against organic control sets.

Times are exact to the minute in some sets and so floored to minutes in all. Links are left out: some sets have them
shortened, others expanded. At most 200 posts of an account are drawn, as in the reference study. What is printed and
asserted are counts and shares; no account or post leaves this test.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from claqueur.ingest.load import ingest
from claqueur.jobs.engines.engine import open_engine
from claqueur.models.examples.corpus import CorpusParameters
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.training import TrainedModel, TrainParameters, train
from claqueur.workspace import Workspace

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]

MAX_POSTS = 200
PARAMETERS = TrainParameters(
    CorpusParameters(layers=("repost", "text", "hashtag_sequence"), max_posts=MAX_POSTS), grafts_per_cell=18
)
TWITTER_EPOCH_MS = 1_288_834_974_657
MINUTES = {"constants.platform": "x", "time.precision": "minute", "time.zone": "UTC"}


@dataclass(frozen=True)
class Source:
    """Posts in the columns that ingest knows, and the labels of their accounts."""

    posts: pl.DataFrame
    labels: pl.DataFrame

    def labelled(self, folder: Path) -> LabelledWorkspace:
        folder.mkdir()
        self.posts.write_parquet(folder / "posts.parquet")
        self.labels.write_csv(folder / "labels.csv")
        workspace = Workspace.create(folder / "workspace")
        ingest([folder / "posts.parquet"], workspace, mapping=MINUTES)
        return LabelledWorkspace(workspace, folder / "labels.csv")


def kind(is_repost: pl.Expr) -> pl.Expr:
    return pl.when(is_repost).then(pl.lit("repost")).otherwise(pl.lit("post")).alias("kind")


def controls(posts: pl.DataFrame, group: str) -> Source:
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
        kind(pl.col("retweet") == "1"),
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
    tweets = pl.read_parquet(data / "stocknet" / "tweets.parquet").unique("id", keep="first", maintain_order=True)
    posts = tweets.select(
        pl.col("id").alias("post_id"),
        pl.col("user_id").alias("account_id"),
        "text",
        pl.col("ts").alias("created_at"),
        kind(pl.col("rt_id").fill_null("") != ""),
        pl.col("rt_id").alias("repost_of_post_id"),
        pl.col("source").alias("client"),
    )
    return controls(posts, "stocknet")


def brand(data: Path, name: str) -> Source:
    """Ids are spoilt by a spreadsheet in these files: row numbers stand for them."""
    rows = pl.read_csv(data / "brand" / f"{name}.csv.gz", infer_schema=False).with_row_index("n")
    posts = rows.select(
        pl.format(f"{name}-{{}}", "n").alias("post_id"),
        pl.col("name").alias("account_id"),
        "text",
        pl.col("tweet_created").str.to_datetime("%m/%d/%Y %H:%M").alias("created_at"),
        kind(pl.col("text").str.starts_with("RT @")),
    )
    return controls(posts, name)


def russian(data: Path) -> Source:
    rows = pl.read_csv(data / "coortweet" / "russian_coord_tweets.csv.gz", infer_schema=False)
    posts = rows.select(
        pl.col("content_id").alias("post_id"),
        "account_id",
        pl.from_epoch(pl.col("timestamp_share").cast(pl.Float64).cast(pl.Int64)).alias("created_at"),
        pl.lit("repost").alias("kind"),
        pl.col("object_id").alias("repost_of_post_id"),
    )
    return controls(posts.unique("post_id", keep="first", maintain_order=True), "russian")


def cascades(data: Path) -> Source:
    rows = pl.read_parquet(data / "twitter16" / "retweets.parquet").with_row_index("n")
    posted_ms = pl.col("source_id").cast(pl.Int64) // 2**22 + TWITTER_EPOCH_MS
    posts = rows.filter(pl.col("parent_uid") != "ROOT").select(
        pl.format("cascade-{}", "n").alias("post_id"),
        pl.col("uid").alias("account_id"),
        pl.from_epoch((posted_ms / 1000 + pl.col("delay_minutes") * 60).cast(pl.Int64)).alias("created_at"),
        pl.lit("repost").alias("kind"),
        pl.col("source_id").alias("repost_of_post_id"),
    )
    return controls(posts, "twitter16")


@pytest.fixture(scope="module")
def trained(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainedModel:
    folder = tmp_path_factory.mktemp("train")
    made = {
        "ira": campaigns(real_data),
        "stocknet": stocks(real_data),
        "debate": brand(real_data, "gop_debate_2015"),
        "airlines": brand(real_data, "us_airlines_2015"),
        "russian": russian(real_data),
        "twitter16": cascades(real_data),
    }
    sources = [source.labelled(folder / name) for name, source in made.items()]
    with open_engine("sail") as engine:
        model = train(sources, engine=engine, parameters=PARAMETERS, progress=print)
    for name, value in model.figures.numbers.items():
        print(f"{name:40} {value:.4g}")
    for test in model.figures.stress:
        print(f"{test.name:40} {test.flagged} of {test.of}")
    for (graft, share_pct), (flagged, of) in model.figures.grafts.items():
        print(f"graft {graft:10} {share_pct:3}% {flagged:4} of {of}")
    return model


def test_the_sources_hold_what_they_are_known_to_hold(trained):
    members = [source["n_members"] for source in trained.data]
    assert members[0] == 910
    assert sum(members[1:]) == 0
    assert trained.figures.numbers["n_members"] == 813  # with at least 10 posts, as in the reference study


def test_members_of_campaigns_never_seen_are_found_and_controls_hardly_ever(trained):
    numbers = trained.figures.numbers
    assert numbers["recall_at_flag"] > 0.2
    assert numbers["recall_at_triage"] > 0.4
    assert numbers["audited_controls_flagged"] <= 0.001
    assert numbers["precision_at_20"] > 0.9
    # NewsFeed accounts hardly ever share anything with each other within an hour: who reports many of them has a leak
    assert numbers["recall_at_flag of NewsFeed"] < 0.2 < numbers["recall_at_flag of RightTroll"]


def test_more_is_found_than_the_number_of_posts_alone_would(trained):
    """A meter for how differently the sets were collected, not a competitor: whole timelines against samples."""
    assert trained.figures.numbers["recall_at_flag"] > trained.figures.numbers["posts_only_recall_at_0.1pct_audited"]


def test_ordinary_accounts_with_little_contact_and_permuted_accounts_are_not_flagged(trained):
    grafts, permuted = trained.figures.stress
    assert grafts.passed and grafts.of >= 200
    assert permuted.passed and permuted.of == 813
    assert permuted.share <= 0.01
