from __future__ import annotations

import polars as pl

from claqueur.models.examples.permutation import permute_accounts


def corpus() -> pl.DataFrame:
    n = 600
    return pl.DataFrame(
        {
            "platform": ["x"] * n,
            "post_id": [f"p{i:04}" for i in range(n)],
            "account_id": [f"{'left' if i < 300 else 'right'} {i % 7}" for i in range(n)],
            "group": ["left"] * 300 + ["right"] * 300,
            "kind": ["repost" if i % 3 else "reply" for i in range(n)],
            "text_key": list(range(n)),
        }
    )


def test_posts_change_hands_but_never_leave_their_campaign_or_kind():
    before, after = corpus(), permute_accounts(corpus(), seed=3)
    assert after.drop("account_id").equals(before.drop("account_id"))  # nothing but the hand changes
    assert after["account_id"].str.starts_with("left").to_list() == (after["group"] == "left").to_list()

    def volumes(posts: pl.DataFrame) -> pl.DataFrame:
        return posts.group_by("account_id", pl.col("kind") == "repost").len().sort("account_id", "kind")

    assert volumes(after).equals(volumes(before))  # every account keeps its numbers of posts and reposts
    kept = (after["account_id"] == before["account_id"]).mean()
    assert kept < 0.3  # by chance a seventh


def test_the_seed_decides_and_the_order_of_rows_does_not():
    shuffled = corpus().sample(fraction=1.0, shuffle=True, seed=9)
    assert permute_accounts(shuffled, seed=3).equals(permute_accounts(corpus(), seed=3))
    assert not permute_accounts(corpus(), seed=4).equals(permute_accounts(corpus(), seed=3))
