"""What was removed stays away: its hashed id is kept, and an ingest keeps no post whose hash is known.

The hash is made with the workspace's key, so that the list tells nobody who was removed. It is the audit log, too: rows
are added and never changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from deltalake import write_deltalake

from claqueur.ingest.drafts import RESTORED, Notice
from claqueur.ingest.rewriting import is_table
from claqueur.ingest.staging import Staging, as_arrow
from claqueur.schema import FORGOTTEN, POSTS
from claqueur.workspace import Workspace
from claqueur.workspace_key import workspace_key

ASKED = "asked"
HASH_BYTES = 16
COMPARED_AT_ONCE = 25_000


def id_hash(key: bytes, platform: str, kind: str, name: str) -> str:
    """32 hexadecimal digits that stand for an id in this workspace only."""
    return hashlib.blake2b(f"{platform}\0{kind}\0{name}".encode(), key=key, digest_size=HASH_BYTES).hexdigest()


def remember(workspace: Workspace, platform: str, notices: Iterable[Notice]) -> int:
    """Write down what is to stay away, or may come again; how many rows are new. What is known already is not added."""
    key, known = workspace_key(workspace), _known(workspace)
    rows: dict[tuple[str, str], str] = {}
    for notice in notices:
        name = (notice.kind, id_hash(key, platform, notice.kind, notice.id))
        before = rows.get(name, known.get((platform, *name)))
        # What somebody asked for is not undone by a platform, and nothing is restored that was never removed.
        if before not in (notice.reason, ASKED) and (before or notice.reason != RESTORED):
            rows[name] = notice.reason
    if rows:
        now = datetime.now(UTC)
        frame = pl.DataFrame(
            [(platform, kind, hashed, reason, now) for (kind, hashed), reason in rows.items()],
            schema=pl.Schema(FORGOTTEN.arrow),
            orient="row",
        )
        with workspace.lock("forgotten"):
            write_deltalake(workspace.forgotten, as_arrow(frame, FORGOTTEN), mode="append", name=FORGOTTEN.name)
    return len(rows)


def _known(workspace: Workspace) -> dict[tuple[str, str, str], str]:
    """(platform, kind, hash) -> the last reason."""
    if not is_table(workspace.forgotten):
        return {}
    rows = pl.read_delta(str(workspace.forgotten)).sort("forgotten_at", maintain_order=True)
    return {(platform, kind, hashed): reason for platform, kind, hashed, reason, _ in rows.iter_rows()}


def staying_away(workspace: Workspace, stage: Staging) -> np.ndarray:
    """Per staged post: whether it, or its account, was removed and does not come in again."""
    found = np.zeros(stage.n_posts, dtype=bool)
    away = {name for name, reason in _known(workspace).items() if reason != RESTORED}
    if not away:
        return found
    key, start = workspace_key(workspace), 0
    columns = ["platform", "account_id", "post_id"]
    files = (pq.ParquetFile(path) for path in stage.files(POSTS))
    for batch in (batch for file in files for batch in file.iter_batches(COMPARED_AT_ONCE, columns=columns)):
        for row, (platform, account, post) in enumerate(zip(*(c.to_pylist() for c in batch.columns), strict=True)):
            found[start + row] = (platform, "post", id_hash(key, platform, "post", post)) in away or (
                (platform, "account", id_hash(key, platform, "account", account)) in away
            )
        start += batch.num_rows
    return found
