"""The week of a campaign in a thumbnail: few enough bars for the cell of a table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

HOURS_PER_BAR = 4


def cadence(hours: Sequence[int]) -> list[int]:
    """42 bars of four hours from the 168 hours of a week (Monday 00:00 UTC first)."""
    return [sum(hours[start : start + HOURS_PER_BAR]) for start in range(0, len(hours), HOURS_PER_BAR)]


def cadences(conduct: pl.DataFrame) -> dict[str, list[int]]:
    """Campaign id -> its cadence, from columns campaign_id, hours of CONDUCT."""
    return {name: cadence(hours) for name, hours in conduct.select("campaign_id", "hours").iter_rows()}
