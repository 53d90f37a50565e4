"""Records of a repository of Bluesky that was unpacked into a folder.

Layout: what `goat repo unpack` writes (bluesky-social/goat): _commit.json says whose repository it is, each record is a
file <collection>/<key>.json.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from claqueur.ingest.sources import parse_json

COMMIT = "_commit.json"


def is_unpacked(folder: Path) -> bool:
    """Whether the folder is such a repository."""
    return _did(folder) is not None


def records_of(folder: Path, collections: Collection[str]) -> Iterator[dict[str, Any]]:
    """{"uri", "value"} of each record of these collections, in the order of their keys; value: None if no JSON."""
    did = _did(folder)
    for collection in sorted(collections):
        for path in sorted((folder / collection).glob("*.json")):
            value = parse_json(path.read_text(encoding="utf-8", errors="replace"))
            yield {"uri": f"at://{did}/{collection}/{path.stem}", "value": value}


def _did(folder: Path) -> str | None:
    try:
        commit = parse_json((folder / COMMIT).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    did = commit.get("did") if isinstance(commit, dict) else None
    return did if isinstance(did, str) else None
