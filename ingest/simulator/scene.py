"""What every part of the simulator writes into: the parameters, the accounts, and the posts so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.simulator.rhythm import DAY_S, sample_times

LANGUAGES = ("en", "fr")
KINDS = ("post", "repost", "reply", "quote")


@dataclass(frozen=True)
class SimulationParameters:
    """What to simulate. The same parameters give the same bytes.

    n_posts: about how many posts; n_accounts: how many ordinary accounts may post (default n_posts / 4.5; one that
    drew no post is left out). french_share: share of ordinary accounts that post in French. campaign_scale and
    lookalike_scale multiply the members of planted campaigns and of benign look-alikes, 0 leaves them out;
    campaigns_per_kind repeats each kind with other languages, targets and members.
    """

    seed: int = 1
    n_posts: int = 20_000
    n_accounts: int | None = None
    days: int = 14
    start: datetime = datetime(2025, 9, 1, tzinfo=UTC)
    french_share: float = 0.5
    campaign_scale: float = 1.0
    campaigns_per_kind: int = 1
    lookalike_scale: float = 1.0

    def __post_init__(self) -> None:
        limits = {
            "n_posts": (1_000, 100_000_000),
            "days": (2, 3_650),
            "french_share": (0, 1),
            "campaign_scale": (0, 100),
        }
        limits |= {"lookalike_scale": (0, 100), "campaigns_per_kind": (1, 100), "seed": (0, 2**63 - 1)}
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UserError(f"{name} is {value}: give a number from {low} to {high}.")
        if self.n_accounts is not None and self.n_accounts < 100:
            raise UserError(f"n_accounts is {self.n_accounts}: give 100 or more, a discourse needs people.")

    @property
    def n_ordinary_accounts(self) -> int:
        """Ordinary accounts in the cast."""
        return round(self.n_posts / 4.5) if self.n_accounts is None else self.n_accounts

    @property
    def end_s(self) -> int:
        """Length of the simulated period, seconds."""
        return self.days * DAY_S


@dataclass
class Ledger:
    """Posts in the order they are written; a post's number is its place. Columns of blocks(): see `add`."""

    size: int = 0
    blocks: list[pl.DataFrame] = field(default_factory=list)

    def add(
        self,
        account: np.ndarray,
        t: np.ndarray,
        kind: str = "post",
        text: pl.Series | None = None,
        target: np.ndarray | None = None,
    ) -> np.ndarray:
        """The numbers of the posts added.

        account: place in the cast; t: seconds after the start; text: empty for reposts (they show their target's);
        target: number of the post that is reposted, replied to or quoted. A target must be earlier than its reaction.
        """
        n = len(account)
        block = {
            "account": pl.Series(account, dtype=pl.Int64),
            "t": pl.Series(t, dtype=pl.Int64),
            "kind": pl.repeat(KINDS.index(kind), n, dtype=pl.UInt8, eager=True),
            "text": pl.repeat(None, n, dtype=pl.String, eager=True) if text is None else text,
            "target": pl.repeat(-1, n, dtype=pl.Int64, eager=True)
            if target is None
            else pl.Series(target, dtype=pl.Int64),
        }
        self.blocks.append(pl.DataFrame(block))
        self.size += n
        return np.arange(self.size - n, self.size)

    def posts(self) -> pl.DataFrame:
        """All posts so far with their number: number, account, t, kind (place in KINDS), text, target (-1: none)."""
        return pl.concat(self.blocks).with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))


@dataclass
class Scene:
    """One simulation under way. cast: one row per account, see cast.py; rng: the stream of the part at work."""

    parameters: SimulationParameters
    cast: pl.DataFrame
    ledger: Ledger
    rng: np.random.Generator

    def column(self, name: str) -> np.ndarray:
        """A column of the cast."""
        return self.cast[name].to_numpy()

    def times(self, accounts: np.ndarray) -> np.ndarray:
        """One time per account, by its own local rhythm, seconds after the start."""
        return sample_times(
            self.rng, self.column("utc_offset_h")[accounts], self.parameters.start, self.parameters.days
        )

    def named(self, *names: str) -> np.ndarray:
        """Places in the cast of public accounts, in the order of `names`."""
        places = {name: place for place, name in enumerate(self.cast["display_name"].drop_nulls())}  # they come first
        return np.array([places[name] for name in names], dtype=np.int64)

    def handle(self, name: str) -> str:
        """Account name (without @) of a public account."""
        return str(self.cast["account_name"][int(self.named(name)[0])])


def pick(rng: np.random.Generator, weights: np.ndarray, n: int) -> np.ndarray:
    """`n` places of `weights`, with replacement, each as likely as its weight."""
    cumulative = np.cumsum(weights, dtype=np.float64)
    return np.searchsorted(cumulative, rng.random(n) * cumulative[-1], side="right")
