"""What a batch compliance job of X (API v2) found: one JSON object per line, with id, action and reason."""

from __future__ import annotations

from pathlib import Path

from claqueur.errors import UserError, no_file
from claqueur.ingest.drafts import Reject
from claqueur.ingest.sources import Source, parse_json

DELETE = "delete"


def to_delete(path: Path) -> tuple[str, ...]:
    """The ids that are to be deleted; other actions, such as scrub_geo, ask for nothing that is kept here.

    Raises UserError if a line is no result of such a job: nothing is to be removed by half.
    """
    if not path.is_file():
        raise no_file(path)
    rejects: list[Reject] = []
    found: list[str] = []
    for number, text in Source(path, "jsonl").lines(rejects):
        if not text.strip():
            continue
        record = parse_json(text)
        if not isinstance(record, dict) or not isinstance(record.get("id"), str) or "action" not in record:
            raise UserError(
                f"Line {number} of {path.name} is no result of a compliance job (an object with id, action and "
                "reason): give the file as X wrote it."
            )
        if record["action"] == DELETE:
            found.append(record["id"])
    for reject in rejects:
        raise UserError(f"Line {reject.line} of {path.name} is no result of a compliance job: {reject.detail}")
    return tuple(dict.fromkeys(found))
