"""Removing accounts and posts from a workspace: told first, carried out in steps that may be repeated.

The order is what makes a kill harmless: what stays away is written down first, posts go last, and until then the same
request finds the same rows; what it finds done it leaves. Old files and logs go when everything is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from claqueur.ingest.drafts import Notice
from claqueur.ingest.forget.gone import Gone, Request, resolve
from claqueur.ingest.forget.kept_files import Names, collections, sources
from claqueur.ingest.forget.references import (
    ACCOUNT_REFERENCES,
    POST_REFERENCES,
    Hidden,
    hidden,
    without_references,
)
from claqueur.ingest.forget.run_manifests import note, runs_of, tie
from claqueur.ingest.forget.run_tables import change, names, of_run
from claqueur.ingest.forget.tombstones import remember
from claqueur.ingest.forget.verdicts import verdicts
from claqueur.ingest.rewriting import clean, is_table, n_rows, rewrite
from claqueur.workspace import IN_USE, Workspace
from claqueur.workspace_key import workspace_key

MARK = ".forgetting"  # there as long as a removal is under way, or was killed
LOG = "forgotten.log"
COUNTS = {"where": pl.String, "n_removed": pl.Int64, "n_changed": pl.Int64}


@dataclass(frozen=True)
class Removal:
    """What a request removes. table: where, n_removed, n_changed (rows, files or verdicts in which something is
    hidden); n_accounts, n_posts: of the posts table; n_runs: runs with rows of theirs.
    """

    table: pl.DataFrame
    n_accounts: int
    n_posts: int
    n_runs: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remove."""
        return self.table.is_empty()

    @property
    def run_ids(self) -> set[str]:
        """The runs in which something is removed or hidden."""
        return {where.split("/")[1] for where in self.table["where"] if where.startswith("runs/")}

    def by_place(self) -> pl.DataFrame:
        """The table with the runs put together: each of their tables once."""
        place = pl.col("where").str.replace("^runs/[^/]+/", "runs: ")
        return self.table.group_by(place, maintain_order=True).agg(pl.sum("n_removed", "n_changed"))


def removal(workspace: Workspace, request: Request) -> Removal:
    """What would be removed; nothing is. Raises UserError if it cannot be told whom the request means."""
    gone = resolve(workspace, request)
    return _go_through(workspace, gone, _hidden(workspace, gone), write=False)


def forget(workspace: Workspace, request: Request) -> Removal:
    """Remove what a request means, and clean up; again, it finishes what was killed. What was removed."""
    with _alone(workspace):
        return remove(workspace, resolve(workspace, request))


def forget_known(workspace: Workspace, gone: Gone) -> Removal:
    """Remove these accounts and posts, as a platform asks."""
    with _alone(workspace):
        return remove(workspace, gone)


def remove(workspace: Workspace, gone: Gone) -> Removal:
    """As `forget`, for those who hold the locks."""
    hide = _hidden(workspace, gone)
    told = _go_through(workspace, gone, hide, write=False)
    was_killed = (workspace.path / MARK).exists()
    if not gone.by_age:
        _remember(workspace, gone)
    if told.is_empty and not was_killed:
        return told
    (workspace.path / MARK).touch()
    note(workspace, gone, told.run_ids)
    _go_through(workspace, gone, hide, write=True)
    _settle(workspace)
    if not told.is_empty:
        _log(workspace, gone, told)
    (workspace.path / MARK).unlink(missing_ok=True)
    return told


def unfinished(workspace: Workspace) -> bool:
    """Whether a removal was killed and has to be repeated."""
    return (workspace.path / MARK).exists()


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Nobody else ingests, runs or removes meanwhile."""
    with ExitStack() as locks:
        for name in (IN_USE, "ingest", "declared"):
            locks.enter_context(workspace.lock(name))
        yield


def _hidden(workspace: Workspace, gone: Gone) -> Hidden:
    if not workspace.has_posts():
        return Hidden()
    return hidden(pl.scan_delta(str(workspace.posts)), gone, workspace_key(workspace))


def _remember(workspace: Workspace, gone: Gone) -> None:
    """Those that were named stay away: accounts as such, posts of others one by one."""
    single = gone.posts.join(gone.accounts, on=["platform", "account_id"], how="anti")
    for kind, rows, column in (("account", gone.accounts, "account_id"), ("post", single, "post_id")):
        for (platform,), part in rows.group_by("platform"):
            remember(workspace, str(platform), [Notice(kind, name, gone.reason) for name in part[column]])


def _go_through(workspace: Workspace, gone: Gone, hide: Hidden, *, write: bool) -> Removal:
    """Every place where they are, posts last; with `write` they are removed there."""
    rows: list[tuple[str, int, int]] = []
    n_runs = 0
    if gone.by_age or not gone.is_empty:
        looked_for = Names(gone)
        for run in runs_of(workspace):
            own = of_run(run, gone)
            changes = [change(run, name, own, hide, write=write) for name in names(run)]
            found = [(f"runs/{run.run_id}/{c.name}", c.n_removed, c.n_changed) for c in changes]
            n_runs += any(removed or changed for _, removed, changed in found)
            rows += found
        rows.append(("declared", _declared(workspace, gone, write=write), 0))
        rows.append(("quarantine", _quarantine(workspace, gone, looked_for, write=write), 0))
        rows.append(("collections", 0, collections(workspace, looked_for, write=write)))
        rows.append(("kept files", _sources(workspace, looked_for, write=write), 0))
        if not gone.by_age:
            rows.append(("verdicts", 0, verdicts(workspace, looked_for, write=write)))
        rows.append(("posts", *_posts(workspace, gone, hide, write=write)))
    table = pl.DataFrame([row for row in rows if row[1] or row[2]], schema=COUNTS, orient="row")
    n_posts = next((removed for where, removed, _ in rows if where == "posts"), 0)
    return Removal(table, gone.accounts.height, n_posts, n_runs)


def _posts(workspace: Workspace, gone: Gone, hide: Hidden, *, write: bool) -> tuple[int, int]:
    """Posts removed, and posts of others in which something is hidden."""
    if not workspace.has_posts():
        return 0, 0
    posts = pl.scan_delta(str(workspace.posts))
    left = posts.join(gone.posts.lazy(), on=["platform", "post_id"], how="anti")
    n_removed = n_rows(posts) - n_rows(left)
    n_changed = 0 if gone.by_age else _n_changed(left, hide)
    if write and n_removed + n_changed:
        rewrite(workspace.posts, left if gone.by_age else without_references(left, hide))
    return n_removed, n_changed


def _n_changed(posts: pl.LazyFrame, hide: Hidden) -> int:
    """Posts in which something is hidden."""
    looked_at = ["text", *POST_REFERENCES, *ACCOUNT_REFERENCES, "urls", "mentions"]
    both = without_references(posts.with_columns(pl.col(looked_at).name.suffix("_before")), hide)
    differs = (pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in looked_at)
    return n_rows(both.filter(pl.any_horizontal(differs)))


def _declared(workspace: Workspace, gone: Gone, *, write: bool) -> int:
    """Accounts taken out of the user's lists, also those that are known there by their handle alone."""
    if not is_table(workspace.declared) or gone.accounts.is_empty() or gone.by_age:
        return 0
    rows = pl.scan_delta(str(workspace.declared))
    called = {name.lower() for name in (*gone.handles, *gone.accounts["account_id"])}
    on_platform = pl.col("platform").is_in(gone.accounts["platform"].unique().implode())
    by_handle = pl.col("account_id").is_null() & on_platform & pl.col("handle").is_in(list(called))
    left = rows.join(gone.accounts.lazy(), on=["platform", "account_id"], how="anti").filter(~by_handle)
    n_removed = n_rows(rows) - n_rows(left)
    if write and n_removed:
        rewrite(workspace.declared, left)
    return n_removed


def _quarantine(workspace: Workspace, gone: Gone, looked_for: Names, *, write: bool) -> int:
    """Records removed: those that hold one of the ids, or that have been there for too long."""
    if not is_table(workspace.quarantine):
        return 0
    rows = pl.scan_delta(str(workspace.quarantine))
    if gone.before is not None:
        goes = pl.col("quarantined_at") < gone.before
    else:
        goes = (pl.col("record") + "\n" + pl.col("detail")).map_elements(looked_for.are_in, return_dtype=pl.Boolean)
    n_removed = n_rows(rows.filter(goes))
    if write and n_removed:
        rewrite(workspace.quarantine, rows.filter(~goes))
    return n_removed


def _sources(workspace: Workspace, looked_for: Names, *, write: bool) -> int:
    """Files removed."""
    found = sources(workspace, looked_for)
    for path in found if write else ():
        path.unlink(missing_ok=True)
    return len(found)


def _settle(workspace: Workspace) -> None:
    """Tie the runs to the posts as they are now, and remove old files and logs of every table."""
    if workspace.has_posts():
        tie(workspace)
    tables = [workspace.posts, workspace.quarantine, workspace.declared]
    tables += [run.path / name for run in runs_of(workspace) for name in names(run)]
    for path in tables:
        if is_table(path):
            clean(path)


def _log(workspace: Workspace, gone: Gone, told: Removal) -> None:
    """Append a line: when, why, and how many of what were removed where. It names nobody."""
    workspace.logs.mkdir(exist_ok=True)
    line: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": "age" if gone.by_age else gone.reason,
        "accounts": told.n_accounts,
        "posts": told.n_posts,
        "removed": {row["where"]: row["n_removed"] + row["n_changed"] for row in told.table.iter_rows(named=True)},
    }
    with (workspace.logs / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
