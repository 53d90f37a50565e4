from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.models.evaluation.robustness import ROBUSTNESS, disguised
from claqueur.models.examples.grafts import COLUMNS

START = datetime(2026, 1, 1, tzinfo=UTC)
N_POSTS = 40


def posts(account_ids: list[str], *, platform: str = "x", text_key: int | None = None) -> pl.DataFrame:
    """40 posts an account, one an hour, every second one a repost; each with its own text key if none is given."""
    rows = [
        {
            "platform": platform,
            "post_id": f"{account_id} {i}",
            "account_id": account_id,
            "created_at": START + timedelta(hours=i),
            "kind": "repost" if i % 2 else "post",
            "repost_of_post_id": f"source {i}" if i % 2 else None,
            "text_key": N_POSTS * n + i if text_key is None else text_key,
            "near_text_key": N_POSTS * n + i,
            "near_text_bands": [i],
            "url_keys": [i],
            "hashtags": ["a", "b"],
            "client": "web",
            "text": "words",
        }
        for n, account_id in enumerate(account_ids)
        for i in range(N_POSTS)
    ]
    return pl.DataFrame(rows, schema_overrides={"created_at": pl.Datetime("us", "UTC")})


MEMBERS = posts(["ann", "bob"])
CROWD = posts([f"c{i}" for i in range(20)], text_key=-7).filter(
    pl.col("created_at") == START
)  # one text of 20 accounts
LONELY = posts(["lonely"]).with_columns(text_key=-1000 - pl.col("text_key"), repost_of_post_id=None)
ORGANIC = pl.concat([CROWD, LONELY])


@pytest.mark.parametrize("name", ROBUSTNESS)
def test_a_disguise_keeps_accounts_and_columns_and_depends_on_the_seed_alone(name):
    shuffled = MEMBERS.sample(fraction=1.0, shuffle=True, seed=2)
    for level in ROBUSTNESS[name].levels:
        changed = disguised(MEMBERS, name, level, organic=ORGANIC, seed=1)
        assert changed.schema == MEMBERS.schema
        assert set(changed["account_id"]) == {"ann", "bob"}
        assert changed["post_id"].n_unique() == len(changed) >= len(MEMBERS)
        assert changed.equals(disguised(shuffled, name, level, organic=ORGANIC, seed=1))
        assert not changed.equals(disguised(MEMBERS, name, level, organic=ORGANIC, seed=2))


def test_jitter_moves_every_post_by_its_own_minutes():
    changed = disguised(MEMBERS, "jitter", 30, organic=ORGANIC, seed=1)
    both = changed.join(MEMBERS.select("post_id", was="created_at"), on="post_id")
    minutes = both.select((pl.col("created_at") - pl.col("was")).dt.total_seconds() / 60).to_series()
    assert minutes.is_between(-30, 30).all()
    assert minutes.min() < -20 and minutes.max() > 20  # of 80 draws
    assert minutes.n_unique() > 70
    assert changed.drop("created_at").equals(MEMBERS.sort("post_id").drop("created_at"))


def test_a_paraphrase_matches_nothing_and_the_rest_stays_as_it_was():
    changed = disguised(MEMBERS, "paraphrase", 0.5, organic=ORGANIC, seed=1)
    kept = changed.join(MEMBERS, on=["post_id", "text_key"], how="semi")
    new = changed.join(MEMBERS, on=["post_id", "text_key"], how="anti")
    assert len(kept) == len(new) == N_POSTS  # of 2 x 40 posts
    assert kept.equals(MEMBERS.sort("post_id").join(kept, on="post_id", how="semi"))
    assert new["text_key"].n_unique() == len(new)
    assert new["hashtags"].null_count() == new["text"].null_count() == len(new)

    originals, reposts = (new.filter((pl.col("kind") == "repost") == is_repost) for is_repost in (False, True))
    assert originals["url_keys"].null_count() == 0  # links stay
    assert reposts["url_keys"].null_count() == len(reposts)
    assert originals["repost_of_post_id"].null_count() == len(originals)
    assert reposts["repost_of_post_id"].n_unique() == len(reposts)  # each its own, and nobody else's:
    assert not set(new["repost_of_post_id"].drop_nulls()) & set(MEMBERS["repost_of_post_id"])


def test_dilution_adds_posts_that_match_nobody_while_the_account_was_active():
    changed = disguised(MEMBERS, "dilution", 3, organic=ORGANIC, seed=1)
    added = changed.join(MEMBERS, on="post_id", how="anti")
    assert changed.join(MEMBERS, on="post_id", how="semi").equals(MEMBERS.sort("post_id"))
    assert added["account_id"].value_counts().sort("account_id").rows() == [("ann", 120), ("bob", 120)]
    assert added["created_at"].is_between(START, START + timedelta(hours=N_POSTS - 1)).all()
    content = ["repost_of_post_id", "text", "text_key", "near_text_key", "near_text_bands", "url_keys", "hashtags"]
    assert added.select(content).null_count().row(0) == (240,) * 7


def test_camouflage_repeats_what_most_organic_accounts_share():
    changed = disguised(MEMBERS, "camouflage", 0.2, organic=ORGANIC, seed=1)
    added = changed.join(MEMBERS, on="post_id", how="anti")
    assert added["account_id"].value_counts().sort("account_id").rows() == [("ann", 8), ("bob", 8)]
    assert (added["text_key"] == -7).all()  # not what the lonely account wrote
    assert (added["created_at"] > START).all()  # after the organic posts


def test_camouflage_needs_somebody_to_hide_among():
    elsewhere = ORGANIC.with_columns(platform=pl.lit("vk"))
    with pytest.raises(UserError, match="Camouflage needs organic posts on x, and there are none"):
        disguised(MEMBERS, "camouflage", 0.2, organic=elsewhere, seed=1)


def test_posts_without_texts_and_clients_can_be_disguised():
    bare = MEMBERS.select(COLUMNS)
    for name, disguise in ROBUSTNESS.items():
        changed = disguised(bare, name, disguise.levels[-1], organic=ORGANIC, seed=1)
        assert changed.columns == list(COLUMNS)
