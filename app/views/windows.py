"""A campaign in other time windows, in words and one table."""

from __future__ import annotations

from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words


def windows_table(windows: pl.DataFrame, size: int, words: Words, formats: Formats) -> pl.DataFrame:
    """One row per window, shortest first: pairs and members that hold in it, accounts outside that join.

    windows: rows of CAMPAIGN_WINDOWS. size: members of the campaign.
    """
    tested = windows.filter("is_test")["n_edges"].to_list()
    return pl.DataFrame(
        {
            words("windows.window"): [_window(row, words, formats) for row in windows.iter_rows(named=True)],
            words("windows.pairs"): [
                words("windows.of", n=formats.number(n), of=formats.number(tested[0] if tested else None))
                for n in windows["n_edges"]
            ],
            words("windows.members"): [
                words("windows.of", n=formats.number(n), of=formats.number(size)) for n in windows["n_members"]
            ],
            words("windows.outsiders"): [formats.number(n) for n in windows["n_outsiders"]],
        }
    )


def _window(row: dict[str, Any], words: Words, formats: Formats) -> str:
    window = formats.span(row["window_s"])
    return words("windows.tested", window=window) if row["is_test"] else window


def windows_sentence(windows: pl.DataFrame, size: int, words: Words, formats: Formats) -> str:
    """In how many of the other windows all members still hold together."""
    others = windows.filter(~pl.col("is_test"))
    whole = [formats.span(window) for window in others.filter(pl.col("n_members") == size)["window_s"]]
    if len(whole) == others.height:
        return words("windows.all")
    return words("windows.some", windows=words.listed(whole)) if whole else words("windows.none")
