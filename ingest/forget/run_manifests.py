"""What the runs' manifests say of a removal: what each run lost, and which version of the posts it reads since."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime

import polars as pl
from deltalake import DeltaTable

from claqueur.ingest.forget.gone import Gone
from claqueur.ingest.forget.run_tables import of_run
from claqueur.ingest.rewriting import n_rows
from claqueur.jobs.manifest import save
from claqueur.results import Run
from claqueur.workspace import Workspace
from claqueur.workspace_key import workspace_key


def runs_of(workspace: Workspace) -> list[Run]:
    """The runs that have a manifest."""
    runs = [Run(workspace, run_id) for run_id in workspace.run_ids()]
    return [run for run in runs if run.has_manifest]


def note(workspace: Workspace, gone: Gone, run_ids: Collection[str]) -> None:
    """Write into each of these runs how many accounts and posts it loses, and when. Again changes nothing."""
    request = _request(workspace, gone)
    for run in (run for run in runs_of(workspace) if run.run_id in run_ids):
        manifest = run.manifest
        notes = manifest.setdefault("forgotten", [])
        if any(note["request"] == request for note in notes):
            continue
        today = datetime.now(UTC).date().isoformat()
        counts = {"accounts": of_run(run, gone).accounts.height, "posts": _n_posts(run, gone)}
        notes.append({"on": today, **counts, "reason": "age" if gone.by_age else gone.reason, "request": request})
        save(manifest, run.path)


def tie(workspace: Workspace) -> None:
    """Let each run read the posts' present version, without what was ingested after the run."""
    version = DeltaTable(str(workspace.posts)).version()
    present = _imports(pl.scan_delta(str(workspace.posts)))
    for run in runs_of(workspace):
        manifest = run.manifest
        given = manifest["input"]
        if given["posts_version"] != version:
            later = present - _imports(run.posts())
            given["later_imports"] = sorted(moment.isoformat() for moment in later)
            given["posts_version"] = version
            save(manifest, run.path)


def _request(workspace: Workspace, gone: Gone) -> str:
    """By what the same request is told again: a hash, with the workspace's key, of all that it means."""
    wanted = hashlib.blake2b(f"{gone.accounts.rows()}{gone.posts.rows()}".encode(), key=workspace_key(workspace)[:64])
    return wanted.hexdigest()[:16]


def _n_posts(run: Run, gone: Gone) -> int:
    """How many of the posts the run had read."""
    return n_rows(run.posts_read().join(gone.posts.lazy(), on=["platform", "post_id"], how="semi"))


def _imports(posts: pl.LazyFrame) -> set[datetime]:
    """When files were ingested: each has a moment of its own, to the microsecond."""
    return set(posts.select(pl.col("ingested_at").unique()).collect(engine="streaming")["ingested_at"])
