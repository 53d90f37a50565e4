"""The case file, in which reviewers' verdicts and stances are kept: to its tables rows are added, and none is changed.

SQLite in the workspace (cases.db), or what the variable CLAQUEUR_CASES_URL names, such as
postgresql+psycopg://host/case: one database for each workspace. Triggers of the database refuse to change or delete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Row,
    Select,
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

from claqueur.errors import UserError
from claqueur.workspace import CASES_VARIABLE, Workspace

BUSY_TIMEOUT_S = 30  # how long one reviewer's write waits for another's
KEPT = "What reviewers say is only ever added: say something new instead."

VERDICTS = Table(
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
STANCES = Table(
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


def add(workspace: Workspace, table: Table, **values: Any) -> None:
    """Add a row to `table`, which is made at the first one. Raises UserError."""
    with _connected(workspace) as connection:
        _make(connection, workspace, table)
        connection.execute(table.insert().values(values))
        connection.commit()


def rows(workspace: Workspace, table: Table, wanted: Select[Any]) -> list[Row[Any]]:
    """What `wanted` selects from `table`; nothing before its first row. Raises UserError if it cannot be read."""
    if not workspace.has_cases():
        return []
    with _connected(workspace) as connection:
        return list(connection.execute(wanted)) if inspect(connection).has_table(table.name) else []


def amend(
    workspace: Workspace, table: Table, change: Callable[[dict[str, Any]], dict[str, Any]], *, write: bool
) -> int:
    """The one exception, for people who are to be forgotten: how many rows `change` gives other values for.

    With `write` they get them, in one step in which the triggers are away; no trace of the old values stays in SQLite.
    """
    if not workspace.has_cases():
        return 0
    with workspace.lock("cases"), _connected(workspace) as connection:
        if not inspect(connection).has_table(table.name):
            return 0
        (key,) = table.primary_key.columns
        found = {row[key.name]: change(dict(row)) for row in connection.execute(select(table)).mappings()}
        changed = {number: values for number, values in found.items() if values}
        if write and changed:
            for statement in _without_triggers(connection.dialect.name, table.name):
                connection.execute(text(statement))
            for number, values in changed.items():
                connection.execute(table.update().where(key == number).values(values))
            for statement in _triggers(connection.dialect.name, table.name):
                connection.execute(text(statement))
            connection.commit()
            if connection.dialect.name == "sqlite":
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM"))
        return len(changed)


def storable(written: str) -> str:
    """`written` without what a database cannot hold: NUL, and halves of characters."""
    return written.replace("\0", "").encode("utf-8", "replace").decode()


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


def _make(connection: Connection, workspace: Workspace, table: Table) -> None:
    """`table` with its triggers, if it is missing. Raises UserError if the database is of another kind."""
    with workspace.lock("cases"):  # two first rows at once make one table
        if inspect(connection).has_table(table.name):
            return
        triggers = _triggers(connection.dialect.name, table.name)
        table.create(connection)
        for statement in triggers:
            connection.execute(text(statement))
        connection.commit()


def _triggers(dialect: str, table: str) -> list[str]:
    """What makes the database refuse to change or delete a row of `table`."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            for act in ("update", "delete")
        ]
    if dialect == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$",
            f"CREATE OR REPLACE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
        ]
    raise UserError(f"{CASES_VARIABLE} names a {dialect} database: give SQLite or PostgreSQL.")


def _without_triggers(dialect: str, table: str) -> list[str]:
    """What takes the triggers away."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{act}" for act in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {table}_kept ON {table}"]


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    # No pool: reviewers write a few times an hour, and a connection that is kept would outlive its file.
    waits = {"timeout": BUSY_TIMEOUT_S} if url.startswith("sqlite") else {}
    return create_engine(url, poolclass=NullPool, connect_args=waits)
