"""What reviewers say of a campaign, and where a campaign stands between two of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from claqueur.app.display.safe_text import safe_line
from claqueur.errors import UserError

VERDICTS = ("undeclared", "declared", "automation", "organic", "unsure")
UNSURE = "unsure"
REASONS = (
    "same_moment",
    "same_words",
    "same_links",
    "accounts_alike",
    "says_so",
    "software",
    "news",
    "public_call",
    "community",
    "too_little",
    "other_sources",
)
# Where a campaign of a run stands: it waits for a first or a second reviewer, they disagree, they agree.
STATES = ("first", "second", "disagree", "settled")
MAX_NAME, MAX_NOTE = 80, 4_000


class Said(Protocol):
    """What one reviewer says of one campaign, whether a verdict or a stance."""

    @property
    def campaign_id(self) -> str:
        """Of which campaign."""

    @property
    def key(self) -> str:
        """Who said it; see reviewer_key."""


S = TypeVar("S", bound=Said)


@dataclass(frozen=True)
class Verdict:
    """One reviewer's word on one campaign at one time.

    members: (platform, account id) of the campaign in the run that the reviewer looked at, sorted. given_at: UTC.
    Raises UserError if the verdict or a reason is unknown, if there is neither a reason nor a note, or no name.
    """

    campaign_id: str
    run_id: str
    members: tuple[tuple[str, str], ...]
    verdict: str
    reviewer: str
    reasons: tuple[str, ...] = ()
    note: str = ""
    given_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __post_init__(self) -> None:
        unknown = [reason for reason in self.reasons if reason not in REASONS]
        if self.verdict not in VERDICTS:
            raise UserError(f'There is no verdict "{self.verdict}": give one of {", ".join(VERDICTS)}.')
        if unknown:
            raise UserError(f'There is no reason "{unknown[0]}": give some of {", ".join(REASONS)}.')
        if not self.reasons and not self.note.strip():
            raise UserError("A verdict has no reason: choose one, or write a note.")
        require_signed("verdict", self.reviewer, self.note)

    @property
    def key(self) -> str:
        """Who gave it; see reviewer_key."""
        return reviewer_key(self.reviewer)


def reviewer_key(name: str) -> str:
    """The same for all ways to write one name: spaces, capitals, wide letters and invisible characters set aside."""
    plain = safe_line(unicodedata.normalize("NFKC", name), hide_handles=False)
    return plain.removeprefix("'").casefold()


def require_signed(what: str, reviewer: str, note: str) -> None:
    """Raises UserError if `what` (verdict, stance) has no reviewer, or if the name or the note is too long."""
    if not reviewer_key(reviewer):
        raise UserError(f"A {what} has no reviewer: give your name.")
    if len(reviewer) > MAX_NAME or len(note) > MAX_NOTE:
        raise UserError(f"A name has at most {MAX_NAME} characters, a note at most {MAX_NOTE}: shorten it.")


def by_campaign(said: Iterable[S]) -> dict[str, list[S]]:
    """Campaign id -> what was said of it, in the order given."""
    found: dict[str, list[S]] = {}
    for one in said:
        found.setdefault(one.campaign_id, []).append(one)
    return found


def current(said: Iterable[S]) -> list[S]:
    """The last word of each reviewer, in order of time; `said` of one campaign, oldest first."""
    last: dict[str, S] = {}
    for one in said:
        last.pop(one.key, None)
        last[one.key] = one
    return list(last.values())


def state(verdicts: Sequence[Verdict]) -> str:
    """One of STATES for the verdicts of one campaign, oldest first."""
    held = current(verdicts)
    if len(held) < 2:
        return STATES[len(held)]
    return "settled" if len({verdict.verdict for verdict in held}) == 1 else "disagree"


def agreed(verdicts: Sequence[Verdict]) -> bool:
    """Whether two reviewers or more agree on one campaign: only then may a pack name its accounts."""
    return state(verdicts) == "settled"


def visible(said: Sequence[S], reviewer: str) -> list[S]:
    """What `reviewer` may see of what was said of one campaign: nothing until two reviewers, or this one, have judged.

    Who knows what the first said no longer judges alone, and two who agree are then worth less.
    """
    keys = {one.key for one in said}
    return list(said) if len(keys) > 1 or reviewer_key(reviewer) in keys else []
