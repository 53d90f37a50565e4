"""The conversation without a campaign, side by side with the whole, in words and one table."""

from __future__ import annotations

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.names import Names

KINDS = ("hashtag", "url", "account")


def volume(without: pl.DataFrame, words: Words, formats: Formats) -> str | None:
    """How many posts there are with and without the members; None for runs that did not count it."""
    rows = without.filter(pl.col("kind") == "posts")
    if rows.is_empty():
        return None
    with_them, without_them = rows.select("n_with", "n_without").row(0)
    return words("without.volume", posts=words.counted("posts", with_them), without=formats.number(without_them))


def without_table(without: pl.DataFrame, names: Names, words: Words, formats: Formats) -> pl.DataFrame:
    """Hashtags, links and reposted accounts by their place without the campaign, each with both places and counts."""
    rows = without.filter(pl.col("kind").is_in(KINDS)).sort("place_without", "place_with")
    rows = rows.sort(pl.col("kind").replace_strict({kind: n for n, kind in enumerate(KINDS)}), maintain_order=True)
    return pl.DataFrame(
        {
            words("without.what"): [words(f"without.kind.{kind}") for kind in rows["kind"]],
            words("without.item"): [
                _item(kind, item, names) for kind, item in zip(rows["kind"], rows["item"], strict=True)
            ],
            words("without.place_with"): [formats.number(n) for n in rows["place_with"]],
            words("without.place_without"): [formats.number(n) for n in rows["place_without"]],
            words("without.n_with"): [formats.number(n) for n in rows["n_with"]],
            words("without.n_without"): [formats.number(n) for n in rows["n_without"]],
        }
    )


def _item(kind: str, item: str, names: Names) -> str:
    if kind == "account":
        platform, _, account_id = item.partition(":")
        return names.plain(platform, account_id)
    return safe_line(f"#{item}" if kind == "hashtag" else item, 100)
