"""What reviewers say of a campaign, and where a campaign stands between two of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

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
        if not reviewer_key(self.reviewer):
            raise UserError("A verdict has no reviewer: give your name.")
        if len(self.reviewer) > MAX_NAME or len(self.note) > MAX_NOTE:
            raise UserError(f"A name has at most {MAX_NAME} characters, a note at most {MAX_NOTE}: shorten it.")

    @property
    def key(self) -> str:
        """Who gave it; see reviewer_key."""
        return reviewer_key(self.reviewer)


def reviewer_key(name: str) -> str:
    """The same for all ways to write one name: spaces, capitals, wide letters and invisible characters set aside."""
    plain = safe_line(unicodedata.normalize("NFKC", name), hide_handles=False)
    return plain.removeprefix("'").casefold()


def by_campaign(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """Campaign id -> its verdicts in the order given."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.campaign_id, []).append(verdict)
    return found


def current(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The last verdict of each reviewer, in order of time; `verdicts` of one campaign, oldest first."""
    last: dict[str, Verdict] = {}
    for verdict in verdicts:
        last.pop(verdict.key, None)
        last[verdict.key] = verdict
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


def visible(verdicts: Sequence[Verdict], reviewer: str) -> list[Verdict]:
    """What `reviewer` may see of one campaign's verdicts: nothing until two reviewers, or this one, have judged.

    Who knows what the first said no longer judges alone, and two who agree are then worth less.
    """
    keys = {verdict.key for verdict in verdicts}
    return list(verdicts) if len(keys) > 1 or reviewer_key(reviewer) in keys else []
