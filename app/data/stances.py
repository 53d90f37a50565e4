"""What reviewers say of where a campaign stands on a topic: for it, against it, neither. No model says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from claqueur.app.data.verdicts import by_campaign, current, require_signed, reviewer_key
from claqueur.errors import UserError

STANCES = ("for", "against", "neither", "unsure")


@dataclass(frozen=True)
class Stance:
    """One reviewer's word on one campaign and one topic (its key) at one time. given_at: UTC.

    Raises UserError if the stance is unknown or the reviewer has no name.
    """

    topic: str
    campaign_id: str
    run_id: str
    stance: str
    reviewer: str
    note: str = ""
    given_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __post_init__(self) -> None:
        if self.stance not in STANCES:
            raise UserError(f'There is no stance "{self.stance}": give one of {", ".join(STANCES)}.')
        require_signed("stance", self.reviewer, self.note)

    @property
    def key(self) -> str:
        """Who gave it; see reviewer_key."""
        return reviewer_key(self.reviewer)


def holding(stances: Iterable[Stance]) -> dict[str, list[Stance]]:
    """Campaign id -> the last stance of each reviewer, in order of time; `stances` of one topic, oldest first."""
    return {campaign_id: current(said) for campaign_id, said in by_campaign(stances).items()}
