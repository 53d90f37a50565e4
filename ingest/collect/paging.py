"""Page after page into a collection, until the limit, or until the server goes round in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claqueur.ingest.collect.circles import WHAT, Circles
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.ends import COMPLETE, LIMIT, EndedError
from claqueur.ingest.collect.patience import Watch

Page = dict[str, Any]


class Paging:
    """The pages of a collection. name: of who gives them, for sentences; ids: of the posts (accounts) of a page; token:
    where the page says that the next one begins, None after the last.
    """

    def __init__(
        self,
        collection: Collection,
        watch: Watch,
        name: str,
        limit: int,
        ids: Callable[[Page], list[str]],
        token: Callable[[Page], str | None],
    ) -> None:
        self._collection = collection
        self._watch = watch
        self._name = name
        self._limit = limit
        self._ids = ids
        self._token = token
        self._circles = Circles()
        for page in collection.pages():  # a server that goes round in circles may do so after a kill
            self._circles.see(ids(page), token(page))

    def wanted(self) -> int:
        """How many posts the limit still takes. Raises EndedError if none."""
        wanted = self._limit - self._collection.state.n_posts
        if wanted <= 0:
            raise EndedError(LIMIT)
        return wanted

    def keep(self, page: Page, **changes: Any) -> None:
        """Keep a page, and the state that goes with it. Raises EndedError if the server goes round in circles."""
        ids = self._ids(page)
        self._collection.append(page, n_posts=self._collection.state.n_posts + len(ids), **changes)
        self._watch.on_page(self._collection.state)
        ended = self._circles.see(ids, self._token(page))
        if ended is not None:
            raise EndedError(ended)

    def to_the_end(self, next_page: Callable[[], Page]) -> None:
        """Ask for pages until there are no more, or another end; it is written down."""
        try:
            while self._collection.state.ended != COMPLETE:
                page = next_page()
                cursor = self._token(page)
                # With the last page in one step: a kill between the two would begin anew
                self.keep(page, cursor=cursor, ended=COMPLETE if cursor is None else None)
            ended = COMPLETE
        except EndedError as end:
            ended = end.kind
        self._collection.save(ended=ended, sentence=self.sentence(ended))

    def begin_anew(self) -> None:
        """Pages may come once more: paging begins anew."""
        self._circles.begin_anew()

    def sentence(self, ended: str) -> str:
        """Why it ended, for a person."""
        n = f"{self._collection.state.n_posts:,}"
        if ended == COMPLETE:
            return f"{self._name} has no more: {n} were collected."
        if ended == LIMIT:
            return f"{n} were collected, the limit was {self._limit:,}: a higher one continues."
        return f"{self._name} {WHAT[ended]}: {n} were collected."
