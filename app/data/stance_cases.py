"""Reviewers' stances in the case file."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, Text, select

from claqueur.app.data.case_file import add, rows, storable
from claqueur.app.data.stances import Stance
from claqueur.workspace import Workspace

ROWS = Table(
    "stances",
    MetaData(),
    Column("stance_id", Integer, primary_key=True, autoincrement=True),
    Column("topic", String(400), nullable=False, index=True),
    Column("campaign_id", String(64), nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("stance", String(32), nullable=False),
    Column("reviewer", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("given_at", DateTime, nullable=False),  # UTC; SQLite knows no zones
    sqlite_autoincrement=True,
)


def record_stance(workspace: Workspace, stance: Stance) -> None:
    """Add a stance to the workspace's case file, which is made at the first one. Raises UserError."""
    add(
        workspace,
        ROWS,
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
    wanted = select(ROWS).where(ROWS.c.topic == topic).order_by(ROWS.c.stance_id)
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
        for row in rows(workspace, ROWS, wanted)
    ]
