"""Verdicts of reviewers: the members that are gone are taken out, notes that name them lose the name."""

from __future__ import annotations

from typing import Any

from claqueur.ingest.forget.gone import HIDDEN
from claqueur.ingest.forget.kept_files import Names
from claqueur.workspace import Workspace


def verdicts(workspace: Workspace, names: Names, *, write: bool) -> int:
    """How many verdicts and stances name them; with `write`, they no longer do."""
    if not workspace.has_cases():
        return 0
    from claqueur.case_file import STANCES, VERDICTS, amend

    def without(row: dict[str, Any]) -> dict[str, Any]:
        changed = {}
        if any(account in names.accounts for _, account in row.get("members", ())):
            changed["members"] = [[of, account] for of, account in row["members"] if account not in names.accounts]
        note = " ".join(HIDDEN if word in names.accounts | names.posts else word for word in row["note"].split(" "))
        note = names.hidden(note)
        return changed | ({"note": note} if note != row["note"] else {})

    return sum(amend(workspace, table, without, write=write) for table in (VERDICTS, STANCES))
