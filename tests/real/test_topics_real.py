"""Topics on tweets that people sorted by airline: 14,640 of them, each with the one it is about."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from claqueur.ingest.texts.normalise import text_parts
from claqueur.jobs.topics.matches import matched
from claqueur.watchlist import parse_watchlist

LIST = ("hashtags", "cashtags", "mentions", "urls")


@pytest.mark.real
def test_handles_find_the_tweets_that_people_sorted_by_brand(real_data: Path) -> None:
    tweets = pl.read_csv(real_data / "brand" / "us_airlines_2015.csv.gz", infer_schema=False).with_row_index("origin")
    parts = [text_parts(text) for text in tweets["text"]]
    posts = tweets.select(
        pl.lit("x").alias("platform"),
        pl.col("origin").cast(pl.String),
        account_name="name",
        text="text",
        **{name: pl.Series([getattr(part, name) for part in parts], dtype=pl.List(pl.String)) for name in LIST},
    )
    mentioned = tweets.select("airline", mention=posts["mentions"]).explode("mention").drop_nulls()
    handles = mentioned.group_by("airline").agg(pl.col("mention").mode().first())  # whom people write to
    watchlist = "\n".join(
        f'[[topic]]\nname = "{name}"\nkind = "brand"\nnames = []\nhandles = ["{handle}"]'
        for name, handle in handles.sort("airline").iter_rows()
    )
    topics = parse_watchlist(watchlist).topics
    names = {topic.key: topic.name for topic in topics}
    found = matched(posts, topics).with_columns(pl.col("topic").replace_strict(names))
    both = found.join(posts.select("origin").with_columns(sorted_as=tweets["airline"]), on="origin")
    right = both.filter(pl.col("topic") == pl.col("sorted_as"))
    for name, n in tweets["airline"].value_counts().iter_rows():
        n_found, n_right = (rows.filter(pl.col("topic") == name).height for rows in (both, right))
        print(f"{name}: {n_right} of {n} found, {n_found - n_right} more that mention it")
        assert n_right / n >= 0.99, name  # the rest name the airline in other words
        assert n_right / n_found >= 0.9, name  # a tweet may mention two airlines and was sorted under one
