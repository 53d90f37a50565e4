"""What authors or the platform have deleted since it was collected is taken out again, before it becomes posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.readers.bluesky import uri_of

Event = dict[str, Any]


def is_record(event: Event) -> bool:
    """Whether the event holds a post or a repost."""
    return event.get("kind") == "commit" and event["commit"]["operation"] in ("create", "update")


def apply_deletes(collection: Collection) -> None:
    """Keep, of all events, those that still hold: no record that was deleted or replaced later, and none of an account
    that was last seen taken down, suspended, deleted or deactivated. The deletes, which hold ids only, stay.

    Order is that of time_us, whatever the order in the file: a stream may send an event once more.
    """
    gone: dict[str, int] = {}  # address -> when it was deleted
    replaced: dict[str, int] = {}  # address -> when it was last written anew
    accounts: dict[str, tuple[int, bool]] = {}  # account -> its last status: when, whether active
    for event in collection.pages():
        if event["kind"] == "account":
            status = (event["time_us"], bool(event["account"].get("active")))
            accounts[event["did"]] = max(status, accounts.get(event["did"], status))
        elif not is_record(event):
            gone[uri_of(event)] = max(event["time_us"], gone.get(uri_of(event), 0))
        elif event["commit"]["operation"] == "update":
            replaced[uri_of(event)] = max(event["time_us"], replaced.get(uri_of(event), 0))
    inactive = {account for account, (_, active) in accounts.items() if not active}
    if not (gone or replaced or inactive):
        return

    n_posts = n_deleted = 0

    def holding() -> Iterator[Event]:
        nonlocal n_posts, n_deleted
        for event in collection.pages():
            if not is_record(event):
                yield event
            elif event["did"] in inactive or event["time_us"] < gone.get(uri_of(event), 0):
                n_deleted += 1
            elif event["time_us"] >= replaced.get(uri_of(event), 0):
                n_posts += 1
                yield event

    collection.rewrite(holding())
    collection.save(n_posts=n_posts, n_deleted=collection.state.n_deleted + n_deleted)
