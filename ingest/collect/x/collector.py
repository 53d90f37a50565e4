"""Posts from X into a collection: page after page as X gives them, until there is no more, or the limit or the budget.

Pages are kept whole, so that nothing that X said is lost; the reader x_v2 makes posts of them.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from claqueur.ingest.collect.collection import Collection, State
from claqueur.ingest.collect.ends import BUDGET, COMPLETE, EndedError
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.paging import Page, Paging
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.settings import XSettings
from claqueur.ingest.collect.tokens import XTokens
from claqueur.ingest.collect.x.calls import page_of
from claqueur.ingest.collect.x.client import PageTokenError, RefusedError, refused_request, x_client
from claqueur.ingest.collect.x.ledger import Ledger, OverBudgetError
from claqueur.ingest.collect.x.request import KINDS, XRequest
from claqueur.ingest.collect.x.targets import Target, targets_of
from claqueur.ingest.collect.x.till import Till

OF_ONE_TARGET = (200, 403, 404)  # what X answers when one of several accounts is gone or protected


def collect_x(collection: Collection, settings: XSettings, tokens: XTokens, watch: Watch | None = None) -> State:
    """Collect from where the collection stands; the state in which it ends.

    Raises UserError if X refuses or stays silent, or if another process collects the same: what came is kept, and the
    same call continues.
    """
    with collection.held():
        return _Collecting(collection, settings, tokens, watch or Watch()).run()


class _Collecting:
    """One collection under way."""

    def __init__(self, collection: Collection, settings: XSettings, tokens: XTokens, watch: Watch) -> None:
        self.collection = collection
        self.request = XRequest.of(collection.request["x"])
        self.kind = KINDS[self.request.kind]
        self.client = x_client(settings, tokens)
        self.ledger = Ledger(self.request.budget, Decimal(collection.state.spent_usd), collection.spend)
        self.till = Till(settings, self.ledger, watch, self.kind.pause_s)
        self.most_usd = self.request.most.price(settings)
        self.paging = Paging(collection, watch, "X", self.request.limit, _ids, _token)

    @property
    def state(self) -> State:
        return self.collection.state

    def run(self) -> State:
        """Ask about every target that is left."""
        if self.state.ended == COMPLETE:
            return self.state
        self.collection.save(ended=None, sentence=None)
        try:
            targets = self._targets()
            while self.state.target < len(targets):
                self._pages_of(targets[self.state.target], alone=len(targets) == 1)
            ended = COMPLETE
        except OverBudgetError:
            ended = BUDGET
        except EndedError as end:
            ended = end.kind
        self.collection.save(ended=ended, sentence=self._sentence(ended))
        return self.state

    def _targets(self) -> tuple[Target, ...]:
        if self.state.targets is None:
            targets, skipped = targets_of(self.request, self.client, self.till)
            self.collection.save(targets=targets, skipped=skipped)
        return self.state.targets or ()

    def _pages_of(self, target: Target, alone: bool) -> None:
        """All pages of one target from the cursor on."""
        number = self.state.target
        try:
            while self.state.target == number:
                self._next_page(target[0])
        except RefusedError as refusal:
            if alone or refusal.status not in OF_ONE_TARGET:
                raise
            self.collection.save(skipped=(*self.state.skipped, (target[1], str(refusal))), **self._next_target())

    def _next_page(self, target: str) -> None:
        try:
            page = self.till.page(
                lambda n: page_of(self.client, self.request, target, n, self.state.cursor, self.state.until),
                self._size,
                self.request.most,
            )
        except PageTokenError as error:
            self._begin_anew(error)
            return self._next_page(target)
        self._keep(page)

    def _size(self) -> int:
        """How many to ask for: no more than the budget can pay at worst or the limit still takes."""
        size = max(self.kind.smallest, min(self.kind.largest, self.paging.wanted()))
        affordable = self.ledger.affordable(self.most_usd, size)
        if affordable < self.kind.smallest:
            raise OverBudgetError
        return affordable

    def _begin_anew(self, error: PageTokenError) -> None:
        """Page on from the oldest post: the page token is too old. Where X knows no dates, from the first page."""
        if self.state.cursor is None:
            raise refused_request(str(error))
        oldest = moment(self.state.oldest_at)
        until = None if oldest is None or not self.kind.has_dates else (oldest + timedelta(seconds=1)).isoformat()
        self.collection.save(cursor=None, until=until)
        self.paging.begin_anew()

    def _keep(self, page: Page) -> None:
        """Keep a page. Raises EndedError if the server goes round in circles."""
        token = _token(page)
        times = [item["created_at"] for item in _items(page) if "created_at" in item]
        oldest = min([*times, *([self.state.oldest_at] if self.state.oldest_at else [])], default=None)
        # With the last page in one step: a kill between the two would begin the target once more
        onwards = self._next_target() if token is None else {"cursor": token, "oldest_at": oldest}
        self.paging.keep(page, **onwards)

    def _next_target(self) -> dict[str, Any]:
        return {"target": self.state.target + 1, "cursor": None, "oldest_at": None, "until": None}

    def _sentence(self, ended: str) -> str:
        if ended != BUDGET:
            return self.paging.sentence(ended)
        return (
            f"The budget of ${self.request.budget_usd} allows no further page (at most ${self.ledger.spent} was "
            f"spent): {self.state.n_posts:,} were collected; a higher one continues."
        )


def _token(page: Page) -> str | None:
    return (page.get("meta") or {}).get("next_token")


def _items(page: Page) -> list[dict[str, Any]]:
    data = page.get("data") or []
    return [item for item in (data if isinstance(data, list) else [data]) if isinstance(item, dict) and "id" in item]


def _ids(page: Page) -> list[str]:
    return [item["id"] for item in _items(page)]
