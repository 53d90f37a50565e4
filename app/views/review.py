"""Where the campaigns of a run stand between two reviewers, and what was said when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from claqueur.app.data.verdicts import STATES, Verdict, by_campaign, current, state, visible
from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name

NAME_SHOWN, NOTE_SHOWN = 80, 1_000
ICONS = {
    "first": ":material/hourglass_empty:",
    "second": ":material/hourglass_bottom:",
    "disagree": ":material/call_split:",
    "settled": ":material/task_alt:",
}


def states(campaign_ids: Sequence[str], verdicts: Mapping[str, Sequence[Verdict]]) -> list[str]:
    """One of STATES for each campaign; verdicts: by campaign, oldest first."""
    return [state(verdicts.get(name, ())) for name in campaign_ids]


def counts(of: Sequence[str]) -> dict[str, int]:
    """State -> campaigns, every state named, in the order of the work."""
    return {name: of.count(name) for name in STATES}


def state_text(verdicts: Sequence[Verdict], words: Words) -> str:
    """A state in words, with the verdict where it is settled."""
    now = state(verdicts)
    said = verdict_name(verdicts[-1].verdict, words) if now == "settled" else ""
    return words(f"review.state.{now}.name", verdict=said)


def verdict_name(verdict: str, words: Words) -> str:
    """A verdict in the reader's language."""
    return words(f"review.verdict.{verdict}.name")


def waiting_table(
    campaigns: pl.DataFrame, verdicts: Mapping[str, Sequence[Verdict]], reviewer: str, words: Words
) -> pl.DataFrame:
    """One row per campaign in the given order: which, class, accounts, what is said so far, by whom."""
    rows = []
    for campaign in campaigns.iter_rows(named=True):
        given = verdicts.get(campaign["campaign_id"], ())
        rows.append(
            {
                "campaign": campaign_name(campaign["campaign_id"]),
                "class": class_name(campaign["class"], words),
                "size": campaign["size"],
                "said": said(given, reviewer, words),
                "reviewers": ", ".join(safe_name(verdict.reviewer) for verdict in current(given)),
                "last_verdict": max((verdict.given_at for verdict in given), default=None),
            }
        )
    schema = {"campaign": pl.String, "class": pl.String, "size": pl.Int64, "said": pl.String, "reviewers": pl.String}
    return pl.DataFrame(rows, schema={**schema, "last_verdict": pl.Datetime("us", "UTC")})


def said(verdicts: Sequence[Verdict], reviewer: str, words: Words) -> str:
    """The verdicts that hold, in words; hidden where `reviewer` is to judge alone first."""
    if verdicts and not visible(verdicts, reviewer):
        return words("review.hidden")
    names = [verdict_name(verdict.verdict, words) for verdict in current(verdicts)]
    return " / ".join(dict.fromkeys(names))


def history_table(
    verdicts: Sequence[Verdict],
    members: Collection[tuple[str, str]] | None,
    words: Words,
    formats: Formats,
    reveal: bool,
) -> pl.DataFrame:
    """One row per verdict ever given, the newest first. members: who is in the campaign now, None to leave that out."""
    holding = set(map(id, current_of_all(verdicts)))
    rows: list[dict[str, Any]] = [
        {
            "when": formats.moment(verdict.given_at, "minute"),
            "campaign": campaign_name(verdict.campaign_id),
            "reviewer": safe_name(verdict.reviewer),
            "said": verdict_name(verdict.verdict, words),
            "holds": words("review.holds" if id(verdict) in holding else "review.replaced"),
            "reasons": ", ".join(words(f"review.reason.{reason}") for reason in verdict.reasons),
            "note": safe_line(verdict.note, NOTE_SHOWN, hide_handles=not reveal),
            "members_then": members_then(verdict, members, words),
            "run": safe_line(verdict.run_id, 40),
        }
        for verdict in reversed(verdicts)
    ]
    names = ("when", "campaign", "reviewer", "said", "holds", "reasons", "note", "members_then", "run")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def current_of_all(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts that hold, of every campaign."""
    return [held for given in by_campaign(verdicts).values() for held in current(given)]


def members_then(verdict: Verdict, members: Collection[tuple[str, str]] | None, words: Words) -> str:
    """How many members were judged, and how many have come and left since: an id outlives its first members."""
    judged = words.counted("accounts", len(verdict.members))
    if members is None or set(members) == set(verdict.members):
        return judged
    came, left = set(members) - set(verdict.members), set(verdict.members) - set(members)
    return words(
        "review.changed_since",
        judged=judged,
        came=words.counted("accounts", len(came)),
        left=words.counted("accounts", len(left)),
    )


def safe_name(name: str) -> str:
    """A reviewer's name on one harmless line; a name is no handle, even with an @ in it."""
    return safe_line(name, NAME_SHOWN, hide_handles=False)
