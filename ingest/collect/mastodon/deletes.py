"""What authors or the server have deleted since it was collected is taken out again, before it becomes posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.collect.collection import Collection

Page = dict[str, Any]


def apply_deletes(collection: Collection) -> None:
    """Keep, of all posts, those that were not deleted, and of edited ones the last version.

    The deletes, which hold ids only, stay: they are ingested, too, for posts that were read before.
    """
    deleted: set[str] = set()
    last_version: dict[str, int] = {}
    for number, page in enumerate(collection.pages()):
        if "deleted" in page:
            deleted.add(page["deleted"])
        if page.get("edited"):
            last_version[page["statuses"][0]["id"]] = number
    if not deleted and not last_version:
        return
    n_posts = n_deleted = 0

    def holding() -> Iterator[Page]:
        nonlocal n_posts, n_deleted
        for number, page in enumerate(collection.pages()):
            gone = [status for status in page["statuses"] if status["id"] in deleted]
            n_deleted += 0 if page.get("edited") else len(gone)
            kept = [
                status
                for status in page["statuses"]
                if status["id"] not in deleted and last_version.get(status["id"], number) <= number
            ]
            n_posts += len(kept)
            if kept or "deleted" in page:
                yield {key: value for key, value in page.items() if key != "edited"} | {"statuses": kept}

    collection.rewrite(holding())
    collection.save(n_posts=n_posts, n_deleted=collection.state.n_deleted + n_deleted)
