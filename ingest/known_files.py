"""Files that were ingested before are told by their contents, so that they are not read again.

A file counts as known while the posts table still has every data file that it had after that ingest: then no row has
gone since, so each of its posts is still there. Files with quarantined records or deleted posts are read again each
time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from deltalake import DeltaTable

from claqueur import __version__
from claqueur.ingest.summary import FileSummary
from claqueur.ingest.tables.mapping import SourceMapping
from claqueur.workspace import Workspace

LEDGER = "known_files.json"
MIN_BYTES = 2**20  # smaller ones are read again about as quickly
NOTE = "the very same file was ingested before and all of its posts are there, so it was not read again."


def key_of(path: Path, dataset: str | None, source_format: str, mapping: SourceMapping) -> str | None:
    """What is the same for the same contents read in the same way under the same name; None for small files and those
    that may not be read.
    """
    if path.stat().st_size < MIN_BYTES:
        return None
    try:
        with path.open("rb") as file:
            contents = hashlib.file_digest(file, "sha256").hexdigest()
    except PermissionError:
        return None  # looking at it says so in a sentence
    way = repr((__version__, path.name, dataset, source_format, mapping))
    return f"{contents}-{hashlib.sha256(way.encode()).hexdigest()[:16]}"


@dataclass
class KnownFiles:
    """The workspace's files by key: their summaries and the data files that the posts table had."""

    workspace: Workspace
    entries: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, workspace: Workspace) -> KnownFiles:
        """Those that count as known now; a ledger that cannot be read knows none."""
        try:
            entries = json.loads((workspace.path / LEDGER).read_text(encoding="utf-8"))
            present = _data_files(workspace)
            return cls(workspace, {key: entry for key, entry in entries.items() if present >= set(entry["table"])})
        except (OSError, ValueError, KeyError, TypeError):
            return cls(workspace, {})

    def summary(self, key: str | None) -> FileSummary | None:
        """The summary of a known file, all of it duplicates; None for others."""
        if key is None or key not in self.entries:
            return None
        found = dict(self.entries[key]["summary"])
        for name in ("first_at", "last_at"):
            found[name] = found[name] and datetime.fromisoformat(found[name])
        found["warnings"] = (*found["warnings"], NOTE)
        return replace(FileSummary(**found), kept=0, duplicates=found["read"], quarantined_by=())

    def remember(self, summaries: Mapping[str, FileSummary], scratch: Path) -> None:
        """Add files that were ingested just now; the ledger is replaced at once by one written in `scratch`."""
        good = {key: found for key, found in summaries.items() if not found.quarantined + found.deleted}
        if not good:
            return
        with self.workspace.lock("ingest"):
            table = sorted(_data_files(self.workspace))
            entries = KnownFiles.of(self.workspace).entries
            entries |= {key: {"table": table, "summary": asdict(summary)} for key, summary in good.items()}
            part = scratch / LEDGER
            part.write_text(json.dumps(entries, default=datetime.isoformat), encoding="utf-8")
            part.replace(self.workspace.path / LEDGER)


def _data_files(workspace: Workspace) -> set[str]:
    return {Path(uri).name for uri in DeltaTable(str(workspace.posts)).file_uris()} if workspace.has_posts() else set()
