"""Who starts and who follows in a campaign, one kind of trace at a time."""

from __future__ import annotations

import polars as pl

from claqueur.app.texts import Words

COUNTS = ("n_started", "n_first", "n_followed", "n_same")


def precedence_table(precedence: pl.DataFrame, members: pl.DataFrame, words: Words) -> pl.DataFrame:
    """One row per kind of trace and member, who started most first. Columns layer, account, COUNTS.

    precedence: rows of PRECEDENCE; members went through `Names.added`.
    """
    named = precedence.join(members.select("account", "name"), on="account", how="inner")
    ordered = named.sort("layer", "n_started", "n_first", "account", descending=[False, True, True, False])
    layers = [words(f"layer.{layer}") for layer in ordered["layer"]]
    return ordered.select(pl.Series("layer", layers, dtype=pl.String), pl.col("name").alias("account"), *COUNTS)
