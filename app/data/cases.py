"""Reviewers' verdicts in the case file."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import select

from claqueur.app.data.verdicts import Verdict
from claqueur.case_file import VERDICTS, add, rows, storable
from claqueur.workspace import Workspace


def record(workspace: Workspace, verdict: Verdict) -> None:
    """Add a verdict to the workspace's case file, which is made at the first one. Raises UserError."""
    add(
        workspace,
        VERDICTS,
        campaign_id=verdict.campaign_id,
        run_id=verdict.run_id,
        members=sorted(map(list, verdict.members)),
        verdict=verdict.verdict,
        reviewer=storable(verdict.reviewer),
        reasons=list(verdict.reasons),
        note=storable(verdict.note),
        given_at=verdict.given_at.astimezone(UTC).replace(tzinfo=None),
    )


def verdicts(workspace: Workspace, campaign_id: str | None = None) -> list[Verdict]:
    """Every verdict ever given, or those on one campaign, oldest first. Raises UserError if they cannot be read."""
    wanted = select(VERDICTS).order_by(VERDICTS.c.verdict_id)
    if campaign_id is not None:
        wanted = wanted.where(VERDICTS.c.campaign_id == campaign_id)
    return [
        Verdict(
            campaign_id=row.campaign_id,
            run_id=row.run_id,
            members=tuple((platform, account_id) for platform, account_id in row.members),
            verdict=row.verdict,
            reviewer=row.reviewer,
            reasons=tuple(row.reasons),
            note=row.note,
            given_at=row.given_at.replace(tzinfo=UTC),
        )
        for row in rows(workspace, VERDICTS, wanted)
    ]
