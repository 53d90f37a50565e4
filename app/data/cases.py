"""The case file: reviewers' verdicts in a database to which rows are added and in which none is changed.

SQLite in the workspace (cases.db), or what the variable CLAQUEUR_CASES_URL names, such as
postgresql+psycopg://host/case: one database for each workspace. Triggers of the database refuse to change or delete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import lru_cache

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from claqueur.app.data.verdicts import Verdict
from claqueur.errors import UserError
from claqueur.workspace import CASES_VARIABLE, Workspace

BUSY_TIMEOUT_S = 30  # how long one reviewer's write waits for another's

ROWS = Table(
    "verdicts",
    MetaData(),
    Column("verdict_id", Integer, primary_key=True, autoincrement=True),
    Column("campaign_id", String(64), nullable=False, index=True),
    Column("run_id", String(64), nullable=False),
    Column("members", JSON, nullable=False),  # [[platform, account id], ...] in that run
    Column("verdict", String(32), nullable=False),
    Column("reviewer", String(80), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("given_at", DateTime, nullable=False),  # UTC; SQLite knows no zones
    sqlite_autoincrement=True,
)
KEPT = "Verdicts are only ever added: give a new one instead."
TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS verdicts_no_{act} BEFORE {act} ON verdicts "
        f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        for act in ("update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION verdicts_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$",
        "CREATE OR REPLACE TRIGGER verdicts_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON verdicts "
        "FOR EACH STATEMENT EXECUTE FUNCTION verdicts_kept()",
    ],
}


def record(workspace: Workspace, verdict: Verdict) -> None:
    """Add a verdict to the workspace's case file, which is made at the first one. Raises UserError."""
    with _connected(workspace) as connection:
        with workspace.lock("cases"):  # two first verdicts at once make one table
            _make(connection)
        connection.execute(
            ROWS.insert().values(
                campaign_id=verdict.campaign_id,
                run_id=verdict.run_id,
                members=sorted(map(list, verdict.members)),
                verdict=verdict.verdict,
                reviewer=_storable(verdict.reviewer),
                reasons=list(verdict.reasons),
                note=_storable(verdict.note),
                given_at=verdict.given_at.astimezone(UTC).replace(tzinfo=None),
            )
        )
        connection.commit()


def verdicts(workspace: Workspace, campaign_id: str | None = None) -> list[Verdict]:
    """Every verdict ever given, or those on one campaign, oldest first. Raises UserError if they cannot be read."""
    if not workspace.has_cases():
        return []
    wanted = select(ROWS).order_by(ROWS.c.verdict_id)
    if campaign_id is not None:
        wanted = wanted.where(ROWS.c.campaign_id == campaign_id)
    with _connected(workspace) as connection:
        if not inspect(connection).has_table(ROWS.name):
            return []
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
            for row in connection.execute(wanted)
        ]


def _storable(text: str) -> str:
    """`text` without what a database cannot hold: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


@contextmanager
def _connected(workspace: Workspace) -> Iterator[Connection]:
    """A connection to the case file. What the database says becomes a sentence, without its address: it may hold a
    password."""
    try:
        with _engine(workspace.cases_url).connect() as connection:
            yield connection
    except (SQLAlchemyError, ImportError) as error:
        cause = getattr(error, "orig", None) or error
        first_line = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
        raise UserError(
            f"The case file with the verdicts cannot be used ({first_line}): check cases.db in the workspace, or "
            f"{CASES_VARIABLE} if it is set, and who may read and write it."
        ) from error


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    # No pool: reviewers write a few times an hour, and a connection that is kept would outlive its file.
    waits = {"timeout": BUSY_TIMEOUT_S} if url.startswith("sqlite") else {}
    return create_engine(url, poolclass=NullPool, connect_args=waits)


def _make(connection: Connection) -> None:
    """Table and triggers, if they are missing."""
    if inspect(connection).has_table(ROWS.name):
        return
    if connection.dialect.name not in TRIGGERS:
        raise UserError(f"{CASES_VARIABLE} names a {connection.dialect.name} database: give SQLite or PostgreSQL.")
    ROWS.create(connection)
    for statement in TRIGGERS[connection.dialect.name]:
        connection.execute(text(statement))
    connection.commit()
