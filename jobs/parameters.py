"""What a run can be told, checked when it is built and stored in the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claqueur.errors import UserError
from claqueur.schema import DEFAULT_LAYERS, LAYERS, WEAK_LAYERS

DAY_S = 86_400
MAX_NULL_RUNS = 100


@dataclass(frozen=True)
class RunParameters:
    """Choices of one run.

    datasets: imports to read, empty for all. since, until: first and last moment, UTC, until excluded.
    window_s: largest gap of a co-action in the pair test, seconds, ends included; None to estimate
    one for each layer (jobs/coordination/rhythm.py). layers: kinds of trace.
    min_hashtags: shortest sequence of hashtags that is an object.
    fdr: false discovery rate of the pair test. max_crowd: accounts on one object in one window above which
    pairs are not expanded (counted as a loss). seed: of Leiden and of shuffles. null_runs: runs on shuffled actions,
    of each kind, that the run is held against. model: what scores the accounts: auto (the champion of the workspace,
    else the model that comes with claqueur), none, shipped, or the number of a version.
    """

    datasets: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    window_s: int | None = 60
    layers: tuple[str, ...] = DEFAULT_LAYERS
    min_hashtags: int = 2
    fdr: float = 0.01
    max_crowd: int = 3_000
    seed: int = 1
    null_runs: int = 0
    model: str = "auto"

    def __post_init__(self) -> None:
        unknown = [layer for layer in self.layers if layer not in LAYERS]
        if unknown or not self.layers:
            raise UserError(f"There is no layer {', '.join(unknown) or 'chosen'}: choose among {', '.join(LAYERS)}.")
        if set(self.layers) <= set(WEAK_LAYERS):
            raise UserError(
                f"The layers {', '.join(self.layers)} are too weak to make an edge alone: add a stronger one, such as "
                "text or repost, with --layers."
            )
        if self.min_hashtags < 2:
            raise UserError(f"--min-hashtags is {self.min_hashtags}: give 2 or more, one hashtag is no sequence.")
        if self.window_s is not None and not 1 <= self.window_s <= DAY_S:
            raise UserError(f"--window is {self.window_s} s: give 1 second to 24 hours, such as 60s, 10m or 1h.")
        if not 0 < self.fdr < 1:
            raise UserError(f"--fdr is {self.fdr}: give a rate between 0 and 1, such as 0.01.")
        if self.max_crowd < 2:
            raise UserError(f"--max-crowd is {self.max_crowd}: give 2 or more, one account cannot co-act.")
        if not 0 <= self.null_runs <= MAX_NULL_RUNS:
            raise UserError(
                f"--null-runs is {self.null_runs}: give 0 to {MAX_NULL_RUNS}, each repeats half of the run."
            )
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise UserError(f"--since {self.since} is not before --until {self.until}: exchange or correct them.")
