"""What a group of accounts that acts together is: its kind, its members, and its tactics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from claqueur.ingest.simulator.grammar import VOCABULARIES
from claqueur.ingest.simulator.scene import LANGUAGES, Scene, SimulationParameters


@dataclass(frozen=True)
class Tactic:
    """One way of acting together: `rounds` times, a `participation` share of the members, within `spread_s` seconds."""

    act: Callable[[Scene, Group, np.ndarray, Tactic], None]
    rounds: int
    participation: float
    spread_s: float


@dataclass(frozen=True)
class Kind:
    """A kind of group. dose: smallest and largest share of a member's posts that are the group's."""

    name: str
    label: str  # coordinated or organic
    members: int
    tactics: tuple[Tactic, ...]
    dose: tuple[float, float]
    topic: str = "party"  # what it is about: party or brand
    belongs_to: str | None = None  # what its members declare: UNION, PUBLISHER, party, or nothing
    client: str | None = None
    age_days: tuple[int, int] = (60, 4_000)  # how old the accounts are


@dataclass(frozen=True)
class Group:
    """One planted campaign or look-alike."""

    name: str
    kind: Kind
    lang: str
    members: int
    target: str  # the party or brand it is about

    @property
    def affiliation(self) -> str | None:
        """What its members declare to belong to."""
        if self.kind.belongs_to is None:
            return None
        return (
            self.target if self.kind.belongs_to == "party" else getattr(VOCABULARIES[self.lang], self.kind.belongs_to)
        )

    @property
    def posts_per_member(self) -> float:
        """Posts that a member is expected to write for the group."""
        return sum(tactic.rounds * tactic.participation for tactic in self.kind.tactics)


def form_groups(kinds: tuple[Kind, ...], parameters: SimulationParameters, scale: float) -> list[Group]:
    """One group per kind and repetition, languages in turn; an empty list if `scale` is 0."""
    groups = []
    for place, kind in enumerate(kinds if scale > 0 else ()):
        for repetition in range(parameters.campaigns_per_kind):
            lang = LANGUAGES[(place + repetition) % 2]
            targets = VOCABULARIES[lang].PARTIES if kind.topic == "party" else VOCABULARIES[lang].BRANDS
            target = targets[(place + repetition // 2) % len(targets)]
            name = f"{kind.name}-{repetition + 1}-{lang}"
            groups.append(Group(name, kind, lang, max(3, round(kind.members * scale)), target))
    return groups


def meet(scene: Scene, members: np.ndarray, tactic: Tactic) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who joins which round when: round, account, t (seconds). Rounds fall when the members are up."""
    rng = scene.rng
    starts = scene.times(rng.choice(members, tactic.rounds))
    return join(scene, members, tactic, starts)


def join(
    scene: Scene, members: np.ndarray, tactic: Tactic, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same for rounds that start at `starts`; gaps are spread evenly over spread_s, from 2 s on."""
    rng = scene.rng
    rounds, places = np.nonzero(rng.random((len(starts), len(members))) < tactic.participation)
    gaps = rng.uniform(min(2, tactic.spread_s / 2), tactic.spread_s, len(rounds))
    return rounds, members[places], starts[rounds] + gaps.astype(np.int64)
