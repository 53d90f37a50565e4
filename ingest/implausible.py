"""Posts that can hardly be as they are written: they are kept, counted by a code, and told to the user."""

from __future__ import annotations

from collections import Counter

import polars as pl

MIN_IDS = 100  # below, all of them can end alike by chance
LONG_ID = r"^[1-9]\d{16,18}$"  # of X, TikTok, Mastodon; too long for a number of a spreadsheet or of JavaScript
SENTENCES = {
    "own_repost": (
        "reposts of an account's own posts: {count:,}; a few are usual, many mean that two columns are mixed up."
    ),
    "before_account": (
        "posts from more than a day before their account was made: {count:,}; check which time is which, and the zone."
    ),
    "rounded_id": (
        "long ids that all end as rounded numbers do: {count:,}; if a program has read them as numbers, different "
        "posts carry the same id: use the original export, or ignore the column with --map post_id=."
    ),
}


def count_implausible(posts: pl.DataFrame, seen: Counter[str]) -> None:
    """Add a batch of posts to `seen`: the codes of SENTENCES, and what rounded_id is judged by at the end."""
    ids = posts["post_id"].filter(posts["post_id"].str.contains(LONG_ID)).cast(pl.UInt64)
    found = posts.select(
        own_repost=(pl.col("repost_of_account_id") == pl.col("account_id")).sum(),
        before_account=(pl.col("created_at") + pl.duration(days=1) < pl.col("account_created_at")).sum(),
    )
    seen.update(found.row(0, named=True))
    seen.update(long_id=len(ids), decimal=int((ids % 100 == 0).sum()), binary=int((ids % 64 == 0).sum()))


def codes(seen: Counter[str]) -> dict[str, int]:
    """Code -> how many, for the codes that occurred.

    JavaScript and spreadsheets leave zeros at the end, floats multiples of 64. Ids of X are multiples of 64 in up to
    three of four cases and end in 00 in one of 25, so nearly all have to.
    """
    counts = {code: seen[code] for code in ("own_repost", "before_account")}
    rounded = max(seen["decimal"], seen["binary"])
    if seen["long_id"] >= MIN_IDS and rounded > 0.99 * seen["long_id"]:
        counts["rounded_id"] = rounded
    return {code: count for code, count in counts.items() if count}
