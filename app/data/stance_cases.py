"""Reviewers' stances in the case file."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import select

from claqueur.app.data.stances import Stance
from claqueur.case_file import STANCES, add, rows, storable
from claqueur.workspace import Workspace


def record_stance(workspace: Workspace, stance: Stance) -> None:
    """Add a stance to the workspace's case file, which is made at the first one. Raises UserError."""
    add(
        workspace,
        STANCES,
        topic=stance.topic,
        campaign_id=stance.campaign_id,
        run_id=stance.run_id,
        stance=stance.stance,
        reviewer=storable(stance.reviewer),
        note=storable(stance.note),
        given_at=stance.given_at.astimezone(UTC).replace(tzinfo=None),
    )


def stances(workspace: Workspace, topic: str) -> list[Stance]:
    """Every stance ever given on a topic, oldest first. Raises UserError if they cannot be read."""
    wanted = select(STANCES).where(STANCES.c.topic == topic).order_by(STANCES.c.stance_id)
    return [
        Stance(
            topic=row.topic,
            campaign_id=row.campaign_id,
            run_id=row.run_id,
            stance=row.stance,
            reviewer=row.reviewer,
            note=row.note,
            given_at=row.given_at.replace(tzinfo=UTC),
        )
        for row in rows(workspace, STANCES, wanted)
    ]
