"""Simulated fans: alike in taste and hours, nobody coordinates."""

from __future__ import annotations

import polars as pl
import pytest

from claqueur.models.examples.communities import MAX_POSTS, MIN_POSTS, communities
from claqueur.models.examples.corpus import CorpusParameters, account_features
from claqueur.models.examples.grafts import COLUMNS


@pytest.fixture(scope="module")
def posts() -> pl.DataFrame:
    return communities(6, seed=1)


def test_the_same_seed_gives_the_same_posts_and_another_other_ones(posts):
    assert posts.columns == [*COLUMNS, "group"]
    assert posts.equals(communities(6, seed=1))
    assert posts.filter(group="community 1-0").equals(communities(1, seed=1))
    assert not posts.equals(communities(6, seed=2))


def test_every_fan_has_posts_of_its_own_community_and_passes_each_post_on_once(posts):
    fans = posts.group_by("account_id", "group").agg(n=pl.len(), reposts=pl.col("repost_of_post_id").drop_nulls().len())
    assert fans["account_id"].is_unique().all()
    assert fans["n"].min() >= MIN_POSTS
    assert fans["reposts"].max() <= MAX_POSTS
    passed_on = posts.filter(kind="repost")
    assert not passed_on.select("account_id", "repost_of_post_id").is_duplicated().any()
    of_own = pl.col("repost_of_post_id").str.starts_with(pl.col("group") + " ")
    assert passed_on.select(of_own.all()).item()
    assert posts["post_id"].is_unique().all()


def test_fans_share_much_more_than_strangers_but_the_pair_test_finds_no_ring(posts, sail, tmp_path):
    """Why they are needed: strong ties within the hour, none within the minute that chance does not explain."""
    parameters = CorpusParameters(layers=("repost", "text", "hashtag_sequence"))
    features = account_features(sail, posts.drop("group"), tmp_path, parameters)
    assert features["best_s_repeated"].quantile(0.9) > 4
    assert features["is_in_ring"].sum() <= 0.01 * len(features)
