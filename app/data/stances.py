"""What reviewers say of where a campaign stands on a topic: for it, against it, neither. No model says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from claqueur.app.data.verdicts import MAX_NAME, MAX_NOTE, reviewer_key
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
        if not reviewer_key(self.reviewer):
            raise UserError("A stance has no reviewer: give your name.")
        if len(self.reviewer) > MAX_NAME or len(self.note) > MAX_NOTE:
            raise UserError(f"A name has at most {MAX_NAME} characters, a note at most {MAX_NOTE}: shorten it.")


def holding(stances: Iterable[Stance]) -> dict[str, list[Stance]]:
    """Campaign id -> the last stance of each reviewer, in order of time; `stances` of one topic, oldest first."""
    found: dict[str, dict[str, Stance]] = {}
    for stance in stances:
        of_campaign = found.setdefault(stance.campaign_id, {})
        key = reviewer_key(stance.reviewer)
        of_campaign.pop(key, None)
        of_campaign[key] = stance
    return {campaign: list(last.values()) for campaign, last in found.items()}


def is_visible(said: Sequence[Stance], reviewer: str) -> bool:
    """Whether `reviewer` may see the stances that hold on one campaign and topic: as with verdicts, the first one is
    hidden until this reviewer, or a second one, has given theirs, so that each judges alone."""
    keys = {reviewer_key(stance.reviewer) for stance in said}
    return len(keys) != 1 or reviewer_key(reviewer) in keys
