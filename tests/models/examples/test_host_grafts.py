from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.models.examples.grafts import COLUMNS, TRAINING_KINDS
from claqueur.models.examples.host_grafts import host_grafts, in_place_of_hosts

START = datetime(2026, 1, 1, tzinfo=UTC)
CAMPAIGN_KEYS_FROM = 1_000_000  # text keys of the campaign lie above, of the controls below


def account(account_id: str, n_posts: int, *, first_key: int, platform: str = "x") -> list[dict]:
    """One post an hour, each with the next text key."""
    return [
        {
            "platform": platform,
            "post_id": f"{account_id} {i}",
            "account_id": account_id,
            "created_at": START + timedelta(hours=i),
            "kind": "post",
            "repost_of_post_id": None,
            "text": None,
            "text_key": first_key + i,
            "near_text_key": first_key + i,
            "near_text_bands": None,
            "url_keys": None,
            "hashtags": None,
        }
        for i in range(n_posts)
    ]


def frame(*accounts: list[dict]) -> pl.DataFrame:
    schema = {
        "repost_of_post_id": pl.String,
        "text": pl.String,
        "near_text_bands": pl.List(pl.Int64),
        "url_keys": pl.List(pl.Int64),
        "hashtags": pl.List(pl.String),
        "created_at": pl.Datetime("us", "UTC"),
    }
    return pl.DataFrame([row for rows in accounts for row in rows], schema_overrides=schema)


CAMPAIGN = frame(*(account(f"member {i}", 50, first_key=CAMPAIGN_KEYS_FROM + 50 * i) for i in range(4)))
CONTROLS = frame(
    account("small", 9, first_key=0),  # too small for any share
    account("ann", 20, first_key=100),  # shares its texts with bob
    account("bob", 20, first_key=100),
    account("eve", 60, first_key=300),  # the only one of whose posts 2% is a post
    account("far", 60, first_key=500, platform="elsewhere"),
)


def test_a_share_of_a_hosts_posts_is_replaced_and_the_rest_stays_its_own():
    made, listed = host_grafts(CAMPAIGN, "ring", CONTROLS, shares_pct=(5, 20, 50), per_cell=1, seed=3)
    assert made.columns == list(COLUMNS)
    assert listed["share_pct"].to_list() == [5, 20, 50]
    assert set(listed["host"]) == {"ann", "bob", "eve"}  # each once; not the small one, nor the other platform's
    for row in listed.iter_rows(named=True):
        lent = CONTROLS.filter(pl.col("account_id") == row["host"])
        graft = made.filter(pl.col("account_id") == row["account_id"])
        is_contact = pl.col("text_key") >= CAMPAIGN_KEYS_FROM
        kept = graft.filter(~is_contact)
        assert len(graft) == len(lent)
        assert len(graft.filter(is_contact)) == round(len(lent) * row["share_pct"] / 100)
        assert kept.join(lent, on=["text_key", "created_at"], how="semi").equals(kept)
    assert made["post_id"].n_unique() == len(made)
    assert not set(made["post_id"]) & set(CONTROLS["post_id"])


def test_what_is_repeated_comes_after_the_campaigns_post():
    made, _ = host_grafts(CAMPAIGN, "ring", CONTROLS, shares_pct=(50,), per_cell=3)
    contact = made.join(CAMPAIGN.select("text_key", at="created_at"), on="text_key")
    minutes = contact.select((pl.col("created_at") - pl.col("at")).dt.total_seconds() / 60).to_series()
    assert minutes.min() > 0
    assert 15 < minutes.median() < 60  # 30 by construction, of 50 draws


def test_the_smallest_share_gets_the_large_hosts_and_too_few_hosts_give_fewer_grafts():
    _, listed = host_grafts(CAMPAIGN, "ring", CONTROLS, shares_pct=(50, 2), per_cell=5)
    assert listed.select("share_pct", "host").rows()[0] == (2, "eve")
    assert listed["share_pct"].value_counts().sort("share_pct").rows() == [(2, 1), (50, 2)]
    made, none = host_grafts(CAMPAIGN, "ring", CONTROLS.clear(), per_cell=5)
    assert made.is_empty() and none.is_empty()


def test_a_graft_takes_its_hosts_place_so_that_the_two_never_meet():
    hosts = CONTROLS.filter(pl.col("account_id") == "ann")
    grafted, listed = host_grafts(CAMPAIGN, "ring", hosts, shares_pct=(20,), per_cell=1)
    corpus = in_place_of_hosts(pl.concat([CAMPAIGN, CONTROLS]), grafted, listed)
    assert "ann" not in corpus["account_id"]
    assert len(corpus) == len(CAMPAIGN) + len(CONTROLS)

    kept = corpus.join(listed, on="account_id", how="semi").filter(pl.col("text_key") < CAMPAIGN_KEYS_FROM)
    met = corpus.join(kept, on="text_key", how="semi").join(listed, on="account_id", how="anti")
    assert met["account_id"].unique().to_list() == ["bob"]  # who shared texts with the host before
    assert len(met) == 16


def test_a_host_cannot_lend_its_posts_twice():
    first = host_grafts(CAMPAIGN, "one", CONTROLS, shares_pct=(50,), per_cell=3)
    second = host_grafts(CAMPAIGN, "two", CONTROLS, shares_pct=(50,), per_cell=3)
    together = [pl.concat(frames) for frames in zip(first, second, strict=True)]
    with pytest.raises(ValueError, match="Two grafts have the same host"):
        in_place_of_hosts(CONTROLS, *together)


def test_the_same_seed_gives_the_same_grafts_in_any_order_of_posts_and_another_seed_others():
    shuffled = CONTROLS.sample(fraction=1.0, shuffle=True, seed=1)
    first, _ = host_grafts(CAMPAIGN, "ring", CONTROLS, per_cell=1, seed=5)
    again, _ = host_grafts(CAMPAIGN.sort("created_at", descending=True), "ring", shuffled, per_cell=1, seed=5)
    other, _ = host_grafts(CAMPAIGN, "ring", CONTROLS, per_cell=1, seed=6)
    assert first.equals(again)
    assert not first["created_at"].equals(other["created_at"])


def test_hosts_are_held_out_for_testing():
    assert "host" not in TRAINING_KINDS


def test_a_campaign_without_posts_is_refused_with_a_sentence():
    with pytest.raises(UserError, match='Campaign "ring" has no posts, so nobody can be grafted onto it'):
        host_grafts(CAMPAIGN.clear(), "ring", CONTROLS)
