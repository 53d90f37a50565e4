"""Files for ingest made from the real data beside the repository (never committed)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

PROFILES = Path(__file__).resolve().parents[1] / "docs" / "profiles"
SNOWFLAKE_EPOCH_MS = 1_288_834_974_657  # a tweet's id holds its time in the bits above 22


@dataclass(frozen=True)
class Import:
    """One `claqueur ingest`: file, dataset name and further arguments."""

    file: Path
    dataset: str
    arguments: tuple[str, ...] = ()


def russian(data: Path) -> list[Import]:
    """CooRTweet's Russian reposts: organic as far as is known."""
    return [Import(data / "coortweet" / "russian_coord_tweets.csv.gz", "russian")]


def stocknet(data: Path) -> list[Import]:
    """Tweets on 88 stocks."""
    profile = ("--profile", str(PROFILES / "stocknet.toml"))
    return [Import(data / "stocknet" / "tweets.parquet", "stocknet", profile)]


# Panels of organic accounts: file and mapping profile
PANELS = {
    "airlines": ("brand/us_airlines_2015.csv.gz", "us_airlines"),
    "debate": ("brand/gop_debate_2015.csv.gz", "gop_debate"),
    "telegram": ("telegram/posts.parquet", "telegram_channels"),
    "french": ("french/candidates_2022.parquet", "candidates_2022"),
}


def panel(data: Path, name: str) -> list[Import]:
    """One of PANELS: customers, debate watchers, news channels, declared political teams."""
    file, profile = PANELS[name]
    return [Import(data / file, name, ("--profile", str(PROFILES / f"{profile}.toml")))]


def twitter16(data: Path, folder: Path) -> list[Import]:
    """Repost cascades with real automation rings inside; time = time of the source's id + delay."""
    cascades = pl.scan_parquet(data / "twitter16" / "retweets.parquet").filter(pl.col("parent_uid") != "ROOT")
    source_ms = pl.col("source_id").cast(pl.Int64) // (1 << 22) + SNOWFLAKE_EPOCH_MS
    at = pl.from_epoch(source_ms + (pl.col("delay_minutes") * 60_000).cast(pl.Int64), time_unit="ms")
    path = folder / "twitter16.csv"
    cascades.select("uid", "source_id", at.dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias("time")).collect().write_csv(path)
    return [Import(path, "twitter16", ("--profile", str(PROFILES / "cascades.toml")))]


def right_trolls_and_stocknet(data: Path, folder: Path) -> list[Import]:
    """The Internet Research Agency's RightTroll accounts among tweets on stocks: minutes against seconds."""
    return [_internet_research_agency(data, folder, "RightTroll"), *stocknet(data)]


def posing_newsrooms(data: Path, folder: Path) -> list[Import]:
    """The Internet Research Agency's NewsFeed accounts, September to November 2016."""
    return [_internet_research_agency(data, folder, "NewsFeed", datetime(2016, 9, 1), datetime(2016, 12, 1))]


def _internet_research_agency(
    data: Path, folder: Path, category: str, since: datetime = datetime.min, until: datetime = datetime.max
) -> Import:
    path = folder / f"{category}.parquet"
    accounts = pl.scan_parquet(data / "ira" / "accounts.parquet").filter(pl.col("account_category") == category)
    within = (pl.col("publish_date") >= since) & (pl.col("publish_date") < until)
    tweets = pl.scan_parquet(data / "ira" / "tweets.parquet").filter(within)
    tweets.join(accounts.select("author_id").unique(), on="author_id", how="semi").collect().write_parquet(path)
    fields = {"account_id": "author_id", "created_at": "publish_date", "text": "content", "kind": "retweet"}
    fields |= {"lang": "language", "constants.platform": "x", "time.zone": "UTC"}
    mapping = tuple(word for field, column in fields.items() for word in ("--map", f"{field}={column}"))
    return Import(path, "ira", mapping)
