from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.models.examples.grafts import COLUMNS, HELD_OUT_KINDS, KINDS, TRAINING_KINDS, grafts

START = datetime(2026, 1, 1, tzinfo=UTC)
N_POSTS = 400


def campaign_posts() -> pl.DataFrame:
    """Eight members, a post every 10 minutes, every second one a repost; five members share one text."""
    rows = []
    for i in range(N_POSTS):
        reposts = i % 2 == 1
        rows.append(
            {
                "platform": "x",
                "post_id": f"p{i}",
                "account_id": f"member {i % 8}",
                "created_at": START + timedelta(minutes=10 * i),
                "kind": "repost" if reposts else "post",
                "repost_of_post_id": f"source {i // 4}" if reposts else None,
                "text": "words",
                "text_key": 7 if 0 < i <= 10 and not reposts else 1000 + i,
                "near_text_key": 1000 + i,
                "near_text_bands": [i],
                "url_keys": [i],
                "hashtags": ["a", "b"],
            }
        )
    return pl.DataFrame(rows).with_columns(pl.col("created_at").cast(pl.Datetime("us", "UTC")))


def contacts(made: pl.DataFrame) -> pl.DataFrame:
    return made.filter(pl.col("text_key").is_not_null())


def test_a_graft_repeats_the_share_of_posts_that_its_cell_says():
    made, listed = grafts(campaign_posts(), "ring", shares_pct=(2, 20, 50), per_cell=3, seed=5)
    assert made.columns == list(COLUMNS)
    assert len(listed) == len(TRAINING_KINDS) * 3 * 3
    assert made["post_id"].n_unique() == len(made)
    counted = made.group_by("account_id").agg(n=pl.len(), contact=pl.col("text_key").is_not_null().sum())
    for row in counted.join(listed, on="account_id").iter_rows(named=True):
        assert 10 <= row["n"] <= 200
        assert row["contact"] >= 1
        assert row["contact"] == pytest.approx(row["n"] * row["share_pct"] / 100, abs=0.51)
    own = made.filter(pl.col("text_key").is_null())
    assert own["repost_of_post_id"].null_count() == len(own)  # its own posts can match nobody
    assert own["url_keys"].null_count() == own["hashtags"].null_count() == len(own)


def test_the_same_seed_gives_the_same_grafts_in_any_order_of_posts_and_another_seed_others():
    posts = campaign_posts()
    first, _ = grafts(posts, "ring", per_cell=1, seed=5)
    again, _ = grafts(posts.sample(fraction=1.0, shuffle=True, seed=1), "ring", per_cell=1, seed=5)
    other, listed = grafts(posts, "ring", per_cell=1, seed=6)
    assert first.equals(again)
    assert not first["created_at"].equals(other["created_at"])
    assert not set(listed["account_id"]) & set(first["account_id"])


def gaps_min(kind: str) -> pl.Series:
    """Minutes from the member's post to its repetition, by the post's own url key."""
    posts = campaign_posts()
    made, _ = grafts(posts, "ring", kinds=[kind], shares_pct=(50,), per_cell=5)
    key = pl.col("url_keys").list.first().alias("key")
    members = posts.select(key, pl.col("created_at").alias("at"))
    return (
        contacts(made).select(key, "created_at").join(members, on="key").select(pl.col("created_at") - pl.col("at"))
    ).to_series().dt.total_seconds() / 60


def test_a_framed_graft_comes_first_and_a_fan_right_after():
    assert gaps_min("framed").is_between(-10, -1).all()
    assert gaps_min("fan").is_between(1, 5).all()
    assert 15 < gaps_min("random").median() < 60


def test_kinds_differ_in_what_they_repeat():
    made, listed = grafts(campaign_posts(), "ring", kinds=list(KINDS), shares_pct=(20,), per_cell=10)
    by_kind = contacts(made).join(listed, on="account_id").partition_by("kind_right", as_dict=True)
    kinds = {name[0]: frame for name, frame in by_kind.items()}

    assert (kinds["originals"]["kind"] == "post").all()
    assert 0.8 < (kinds["random"]["kind"] == "repost").mean() < 0.97
    assert (kinds["popular"]["text_key"] == 7).all()  # the one text that five members posted
    days = (
        kinds["one_day"]
        .group_by("account_id")
        .agg(
            # a delay can carry a repetition over midnight, the member's post cannot
            pl.col("url_keys").list.first().floordiv(144).n_unique().alias("days")
        )
    )
    assert (days["days"] == 1).all()


def test_grafts_live_on_the_campaigns_main_platform():
    posts = campaign_posts()
    elsewhere = posts.head(50).with_columns(platform=pl.lit("other"))
    made, listed = grafts(pl.concat([elsewhere, posts]), "ring", per_cell=1, seed=5)
    assert set(made["platform"]) == set(listed["platform"]) == {"x"}
    assert made.equals(grafts(posts, "ring", per_cell=1, seed=5)[0])


def test_kinds_held_out_for_testing_are_not_trained_on():
    assert not set(TRAINING_KINDS) & set(HELD_OUT_KINDS)


def test_a_campaign_without_posts_is_refused_with_a_sentence():
    with pytest.raises(UserError, match='Campaign "ring" has no posts, so nobody can be grafted onto it'):
        grafts(campaign_posts().clear(), "ring")
