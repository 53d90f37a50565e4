"""What a stream brings, kept a little at a time: every event on its own would cost a write to disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.patience import Watch

KEEP_EVERY_S = 2.0
KEEP_EVERY = 500

Event = dict[str, Any]


class Arrivals:
    """Events of a collection's stream that wait to be kept. n_posts_of: how many new posts an event brings."""

    def __init__(self, collection: Collection, watch: Watch, n_posts_of: Callable[[Event], int]) -> None:
        self._collection = collection
        self._watch = watch
        self._n_posts_of = n_posts_of
        self._waiting: list[Event] = []
        self._n_pages = collection.state.n_pages
        self._kept_at = watch.clock()

    def add(self, event: Event) -> None:
        """Another one waits."""
        self._waiting.append(event)

    def n_posts(self) -> int:
        """Posts that are kept or wait."""
        return self._collection.state.n_posts + sum(map(self._n_posts_of, self._waiting))

    def keep_if_due(self, cursor: str | None) -> None:
        """Keep them if they are many or have waited long."""
        if len(self._waiting) >= KEEP_EVERY or self._watch.clock() - self._kept_at >= KEEP_EVERY_S:
            self.keep(cursor)

    def keep(self, cursor: str | None) -> None:
        """Write what waits, and how far the stream was read, in one step; again after Ctrl+C, wherever that came."""
        if self._collection.state.n_pages != self._n_pages:  # it came after what waited was kept
            self._waiting = []
        if self._waiting:
            self._collection.append(*self._waiting, n_posts=self.n_posts(), cursor=cursor)
        else:
            self._collection.save(cursor=cursor)
        self._waiting = []
        self._n_pages = self._collection.state.n_pages
        self._kept_at = self._watch.clock()
        self._watch.on_page(self._collection.state)
