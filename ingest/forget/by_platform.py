"""What platforms say was deleted, found in files that are ingested: removed in the same way as on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from claqueur.ingest.drafts import DELETED, Notice
from claqueur.workspace import Workspace


def remove_deleted(workspace: Workspace, notices: Mapping[str, Iterable[Notice]]) -> int:
    """How many posts of the workspace were removed, runs included. notices: of each platform, in their order."""
    n_removed = 0
    for platform, said in notices.items():
        last = {(notice.kind, notice.id): notice.reason for notice in said}
        deleted = [name for name, reason in last.items() if reason == DELETED]
        if not deleted or not workspace.has_posts():
            continue
        from claqueur.ingest.forget.forget import forget_known  # reads runs, too: not needed by most ingests
        from claqueur.ingest.forget.gone import resolve_notices

        accounts, posts = ([name for of, name in deleted if of == kind] for kind in ("account", "post"))
        gone = resolve_notices(workspace, platform, accounts, posts)
        if not gone.is_empty:
            n_removed += forget_known(workspace, gone).n_posts
    return n_removed
