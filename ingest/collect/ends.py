"""Why a collection ends, as its state keeps it."""

from __future__ import annotations

COMPLETE, LIMIT, BUDGET, STOPPED = "complete", "limit", "budget", "stopped"
REPEATS, ENDLESS = "repeats", "endless"  # the server goes round in circles, or gives pages with nothing new


class EndedError(Exception):
    """Nothing further is to be asked for. kind: why."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
