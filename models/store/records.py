"""What the workspace's registry holds, read straight from its database: quick, and without MLflow or scikit-learn."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

from claqueur.errors import UserError
from claqueur.workspace import Workspace

MODEL_NAME = "account-coordination"
CHAMPION = "champion"
TAG = "claqueur"  # our own record of a version, as JSON


def registered(workspace: Workspace) -> list[dict[str, Any]]:
    """Our record of every version, oldest first, with version, run_id and is_champion.

    Raises UserError if the database cannot be read.
    """
    if not workspace.has_models():
        return []
    database = f"{(workspace.path / 'mlflow.db').as_uri()}?mode=ro"
    query = """
        SELECT v.version, v.run_id, t.value, a.alias IS NOT NULL
        FROM model_versions v
        JOIN model_version_tags t ON t.name = v.name AND t.version = v.version AND t.key = ?
        LEFT JOIN registered_model_aliases a ON a.name = v.name AND a.version = v.version AND a.alias = ?
        WHERE v.name = ? ORDER BY v.version
    """
    try:
        with closing(sqlite3.connect(database, uri=True)) as connection:
            rows = connection.execute(query, (TAG, CHAMPION, MODEL_NAME)).fetchall()
    except sqlite3.Error as error:
        raise UserError(
            f"The models of this workspace cannot be read (mlflow.db: {error}): restore the file."
        ) from error
    return [
        json.loads(value) | {"version": version, "run_id": run_id, "is_champion": bool(is_champion)}
        for version, run_id, value, is_champion in rows
    ]


def kept_text(workspace: Workspace, record: dict[str, Any], name: str) -> str | None:
    """The text of the file that a record keeps under `name` (card, profile, curve); None if it keeps none.

    Raises UserError if the file is gone.
    """
    if not record.get(name):
        return None
    path = workspace.path / record[name]
    if not path.is_file():
        raise UserError(f"The {name} of model version {record['version']} is missing ({path}): restore it.")
    return path.read_text(encoding="utf-8")
