"""Real files, whole: the counts of each, and what has to be in the rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.summary import IngestSummary
from claqueur.workspace import Workspace

pytestmark = pytest.mark.real
PROFILES = Path(__file__).resolve().parents[2] / "docs" / "profiles"
IRA_BY_MAP = {
    "account_id": "author_id",
    "text": "content",
    "created_at": "publish_date",
    "lang": "language",
    "kind": "retweet",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace")


def posts(workspace: Workspace) -> pl.DataFrame:
    return pl.read_delta(str(workspace.posts))


def counts(summary: IngestSummary) -> tuple[int, int, int, int]:
    assert summary.read == summary.kept + summary.duplicates + summary.quarantined
    return summary.read, summary.kept, summary.duplicates, summary.quarantined


def test_coortweets_own_example_is_read_whole(real_data: Path, workspace: Workspace) -> None:
    path = real_data / "coortweet" / "russian_coord_tweets.csv.gz"
    assert counts(ingest([path], workspace)) == (35_125, 35_085, 40, 0)  # 40 rows repeat a content_id
    kept = posts(workspace)
    assert kept["account_id"].n_unique() == 9_509
    assert kept["kind"].unique().to_list() == ["repost"]
    assert kept["repost_of_post_id"].null_count() == 0
    assert counts(ingest([path], workspace)) == (35_125, 0, 35_125, 0)


def test_the_old_apis_tweets_are_read_whole(real_data: Path, workspace: Workspace) -> None:
    assert counts(ingest([real_data / "raw" / "twitter_v1.1.jsonl.gz"], workspace)) == (3_000, 3_000, 0, 0)
    kept = posts(workspace)
    assert kept.group_by("kind").len().sort("kind").rows() == [
        ("post", 1_971),
        ("quote", 9),
        ("reply", 121),
        ("repost", 899),
    ]
    reposts = kept.filter(pl.col("kind") == "repost")
    assert reposts["repost_of_post_id"].null_count() == reposts["repost_of_account_id"].null_count() == 0
    copies = reposts.join(kept, left_on="repost_of_post_id", right_on="post_id", suffix="_original")
    assert copies.height > 0
    assert copies["text"].to_list() == copies["text_original"].to_list()
    assert not kept["client"].str.contains("<").any()


def test_pages_and_flattened_posts_of_twarc_are_the_same(real_data: Path, tmp_path: Path) -> None:
    frames = []
    for name in ("noflat", "flat"):
        workspace = Workspace.create(tmp_path / name)
        assert counts(ingest([real_data / "twarc" / f"{name}.jsonl.gz"], workspace, dataset="twarc")) == (
            100,
            100,
            0,
            0,
        )
        frames.append(posts(workspace).drop("source_file", "ingested_at").sort("post_id"))
    assert frames[0].equals(frames[1])
    reposts = frames[0].filter(pl.col("kind") == "repost")
    assert reposts.height > 0
    assert not reposts["text"].str.starts_with("RT @").any()


@pytest.mark.parametrize("name", ["users", "counts"])
def test_twarcs_files_without_posts_say_so(name: str, real_data: Path, workspace: Workspace) -> None:
    with pytest.raises(UserError, match="and no posts"):
        ingest([real_data / "twarc" / f"{name}.jsonl"], workspace)


def test_stocknet_is_read_by_its_profile(real_data: Path, workspace: Workspace) -> None:
    path = real_data / "stocknet" / "tweets.parquet"
    assert counts(ingest([path], workspace, profile=PROFILES / "stocknet.toml")) == (74_849, 74_849, 0, 0)
    source, kept = pl.read_parquet(path).sort("id"), posts(workspace).sort("post_id")
    assert kept["created_at"].to_list() == source["ts"].to_list()
    assert kept["account_id"].to_list() == source["user_id"].to_list()
    assert kept["repost_of_post_id"].to_list() == source["rt_id"].to_list()
    joined = kept["cashtags"].list.join("|").to_list()
    assert joined == source["symbols"].str.to_uppercase().to_list()
    assert kept["time_precision"].unique().to_list() == ["second"]


def test_ids_spoilt_by_a_spreadsheet_are_refused_then_left_out(real_data: Path, tmp_path: Path) -> None:
    path = real_data / "brand" / "gop_debate_2015.csv.gz"
    order = {"time.order": "month-first"}
    assert ingest([path], Workspace.create(tmp_path / "a"), mapping=order).quarantined_by == {"spoilt_id": 13_871}
    workspace = Workspace.create(tmp_path / "b")
    read, kept, _, quarantined = counts(ingest([path], workspace, profile=PROFILES / "gop_debate.toml"))
    assert (read, quarantined) == (13_871, 0)
    assert kept > 13_800
    assert posts(workspace)["created_at"].min().isoformat() == "2015-08-07T00:44:00+00:00"  # 17:44 in California


def test_the_airlines_are_read_by_their_profile(real_data: Path, workspace: Workspace) -> None:
    summary = ingest(
        [real_data / "brand" / "us_airlines_2015.csv.gz"], workspace, profile=PROFILES / "us_airlines.toml"
    )
    assert (summary.read, summary.quarantined) == (14_640, 0)


def test_ira_is_read_by_map_as_by_profile(real_data: Path, tmp_path: Path) -> None:
    part = tmp_path / "ira.parquet"
    pl.scan_parquet(real_data / "ira" / "tweets.parquet").head(60_000).sink_parquet(part)
    by_map, by_profile = (Workspace.create(tmp_path / name) for name in ("map", "profile"))
    mapped = ingest([part], by_map, mapping={**IRA_BY_MAP, "constants.platform": "x"})
    profiled = ingest([part], by_profile, profile=PROFILES / "ira.toml")
    assert counts(mapped) == counts(profiled)
    assert mapped.read == 60_000
    assert mapped.quarantined == 0
    assert mapped.files[0].time_precision == "minute"
    left, right = (posts(workspace).drop("ingested_at").sort("post_id") for workspace in (by_map, by_profile))
    assert left.equals(right)
    retweets = (
        pl.read_parquet(part).unique(["author_id", "publish_date", "content", "retweet"])["retweet"].value_counts()
    )
    assert left["kind"].value_counts().sort("kind")["count"].to_list() == retweets.sort("retweet")["count"].to_list()


def test_the_french_candidates_keep_what_they_refer_to(real_data: Path, workspace: Workspace) -> None:
    path = real_data / "french" / "candidates_2022.parquet"
    assert counts(ingest([path], workspace, profile=PROFILES / "candidates_2022.toml")) == (58_926, 58_926, 0, 0)
    kept, source = posts(workspace), pl.read_parquet(path)
    references = source.filter(pl.col("referenced_tweet_id").is_not_null())["type"].value_counts()
    expected = dict(references.iter_rows())
    for column, kind, name in (
        ("repost_of_post_id", "repost", "retweet"),
        ("reply_to_post_id", "reply", "reply"),
        ("quote_of_post_id", "quote", "quoting"),
    ):
        with_reference = kept.filter(pl.col(column).is_not_null())
        assert with_reference["kind"].unique().to_list() == [kind]
        assert with_reference.height == expected[name] > 4_000


def test_telegram_numbers_are_no_ids(real_data: Path, tmp_path: Path) -> None:
    path = real_data / "telegram" / "posts.parquet"
    guessed = ingest([path], Workspace.create(tmp_path / "guessed"))
    assert any("that carry the id of a different post" in warning for warning in guessed.warnings)
    profiled = ingest([path], Workspace.create(tmp_path / "profile"), profile=PROFILES / "telegram_channels.toml")
    assert profiled.read == 22_099
    assert profiled.kept > guessed.kept
