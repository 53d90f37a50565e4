"""The table of an evaluation as a Markdown page."""

from __future__ import annotations

import math

import polars as pl

from claqueur.models.evaluation.protocol import DISGUISED, FLOORS, FOUND, PARTS, SHUFFLED, SPARED, VOLUME

MEANINGS = {
    FOUND: "Each campaign was judged by a model that had not seen it. Recall at flag keeps all limits on false alarms.",
    VOLUME: 'Controls weighed to the members\' numbers of posts; "of" beside flagged controls: effective controls.',
    FLOORS: "What the number of posts, or words, would find by themselves: how much of a result is in the collection.",
    SPARED: "Ordinary accounts that touch a campaign: share flagged.",
    DISGUISED: "Members who change what they do: share still flagged, at the threshold set before.",
    SHUFFLED: "Controls whose posts exchanged their times within the day: hardly any should be left.",
}


def report(table: pl.DataFrame) -> str:
    """`table`, columns SCHEMA of protocol.py, as Markdown: a section per part, a column per cap."""
    sections = [_section(part, table.filter(pl.col("part") == part)) for part in PARTS if part in table["part"]]
    return "# Evaluation of the account classifier\n\n" + "\n\n".join(sections) + "\n"


def _section(part: str, rows: pl.DataFrame) -> str:
    caps = rows["max_posts"].unique(maintain_order=True).to_list()
    lines = [
        f"## {part.capitalize()}",
        MEANINGS[part],
        "",
        "| figure | " + " | ".join(f"at most {cap} posts" if cap else "all posts" for cap in caps) + " |",
        "|---" * (len(caps) + 1) + "|",
    ]
    cells = {(row["figure"], row["max_posts"]): _cell(row) for row in rows.iter_rows(named=True)}
    for figure in rows["figure"].unique(maintain_order=True):
        lines.append(f"| {figure} | " + " | ".join(cells.get((figure, cap), "") for cap in caps) + " |")
    return "\n".join(lines)


def _cell(row: dict) -> str:
    """Value, interval and number of accounts: 0.5 (0.4 to 0.6) of 100."""
    if math.isnan(row["value"]):
        return "not measured"
    interval = "" if row["low"] is None else f" ({row['low']:.3f} to {row['high']:.3f})"
    return f"{row['value']:.3f}{interval}" + ("" if row["of"] is None else f" of {row['of']:,}")
