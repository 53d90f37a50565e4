from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from claqueur.models.evaluation.shuffled_posts import shuffled_posts
from claqueur.models.training import TrainParameters

DAY = {
    # account: hour and minute of its posts on 5 March
    "busy": ((8, 0), (9, 0), (12, 0), (15, 30), (18, 0), (21, 15)),
    "hasty": ((10, 0), (10, 1)),  # exchanged or not, they move by no more than a minute
    "lone": ((10, 0),),
}


def test_posts_exchange_their_times_within_the_day_and_those_that_stay_are_left_out(sail):
    rows = [(account, hour, minute) for account, times in DAY.items() for hour, minute in times]
    posts = pl.DataFrame(
        {
            "platform": ["x"] * len(rows),
            "post_id": [f"p{number}" for number in range(len(rows))],
            "account_id": [account for account, _, _ in rows],
            "created_at": [datetime(2026, 3, 5, hour, minute, tzinfo=UTC) for _, hour, minute in rows],
            "text_key": list(range(len(rows))),
        },
        schema_overrides={"created_at": pl.Datetime("us", "UTC")},
    )
    moved = shuffled_posts(sail, posts, TrainParameters())
    assert moved.schema == posts.schema
    assert set(moved["account_id"]) == {"busy"}
    assert len(moved) >= 2
    joined = moved.join(posts, on="text_key", suffix="_before")
    assert (joined["created_at"] != joined["created_at_before"]).all()
    assert set(moved["created_at"]) <= set(posts.filter(pl.col("account_id") == "busy")["created_at"])
    assert moved["created_at"].is_unique().all()
    assert moved.sort("text_key").equals(shuffled_posts(sail, posts, TrainParameters()).sort("text_key"))
