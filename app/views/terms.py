"""Languages and hashtags of campaigns, from what their members use."""

from __future__ import annotations

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line

MOST = 0.5  # a language or hashtag is a campaign's if at least this share of its members use it


def of_most_members(terms: pl.DataFrame, campaigns: pl.DataFrame) -> dict[str, list[str]]:
    """Campaign id -> the terms that are its own, most used first. terms: campaign_id, term, n_accounts of a kind."""
    sized = terms.join(campaigns.select("campaign_id", "size"), on="campaign_id", how="inner")
    own = sized.filter(pl.col("n_accounts") >= MOST * pl.col("size"))
    ordered = own.sort("n_accounts", "term", descending=[True, False])
    return dict(ordered.group_by("campaign_id", maintain_order=True).agg("term").iter_rows())


def language_name(code: str, formats: Formats) -> str:
    """A language in the reader's language; the code itself where it is not known."""
    return formats.locale.languages.get(code.lower().partition("-")[0]) or safe_line(code, 20)


def hashtags_offered(terms: pl.DataFrame, limit: int) -> list[str]:
    """The hashtags of the most campaigns. terms: campaign_id, term, n_accounts of kind hashtag."""
    counted = terms.group_by("term").agg(pl.len().alias("n"), pl.col("n_accounts").sum())
    return counted.sort("n", "n_accounts", "term", descending=[True, True, False])["term"].head(limit).to_list()


def with_hashtags(terms: pl.DataFrame, chosen: list[str]) -> set[str]:
    """Ids of the campaigns that use at least one of the hashtags."""
    return set(terms.filter(pl.col("term").is_in(chosen))["campaign_id"])
