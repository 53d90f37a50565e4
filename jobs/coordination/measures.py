"""The windows and object sets in which co-actions are counted.

k, d, E and M of one measure are always counted on the same objects, else the expectation sits on its floor.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F


@dataclass(frozen=True)
class Measure:
    """One way of counting: co-actions at most window_s apart on objects of at most max_accounts accounts."""

    name: str
    window_s: int
    max_accounts: int | None = None

    def includes_object(self) -> Column:
        """Whether an object (columns n_accounts, join_window_s) belongs to this measure's object set."""
        wide_enough = F.col("join_window_s") >= self.window_s
        if self.max_accounts is None:
            return wide_enough
        return wide_enough & (F.col("n_accounts") <= self.max_accounts)


COLD_ACCOUNTS = 100
RARE_ACCOUNTS = 5


def measures(window_s: int) -> tuple[Measure, ...]:
    """The measures of a run whose pair test uses `window_s`, in the order of schema.MEASURES."""
    return (
        Measure("test", window_s),
        Measure("10m", 600),
        Measure("60m", 3_600),
        Measure("24h", 86_400, COLD_ACCOUNTS),
        Measure("rare", 3_600, RARE_ACCOUNTS),
    )
