"""One answer after the other: paid for before it is asked for, asked for until it comes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from claqueur.ingest.collect.paging import Page
from claqueur.ingest.collect.patience import PassingError, Watch, patiently
from claqueur.ingest.collect.settings import XSettings
from claqueur.ingest.collect.x.client import LostAnswerError, PageTokenError, RefusedError, ask
from claqueur.ingest.collect.x.ledger import Goods, Ledger, goods_of


class Till:
    """Asks X within a budget: the most that an answer can cost is set aside first, what it did not cost given back."""

    def __init__(self, settings: XSettings, ledger: Ledger, watch: Watch, pause_s: float = 0.0) -> None:
        """pause_s: between two requests, where X allows no more."""
        self.settings = settings
        self.ledger = ledger
        self.watch = watch
        self.pause_s = pause_s
        self._asked_at = 0.0

    def page(self, call: Callable[[int], Callable[[], Any]], size: Callable[[], int], most: Goods) -> Page:
        """A page of things of which each costs `most` at most.

        size: how many to ask for now; call: the request for so many. Raises OverBudgetError, RefusedError,
        PageTokenError, and UserError if X fails again and again.
        """

        def attempt() -> Page:
            n = size()  # anew each time: lost answers leave less to spend
            return self._paid(call(n), most.times(n).price(self.settings), self._price)

        return self._patiently(attempt)

    def once(self, call: Callable[[], Any], price: Decimal) -> Page:
        """An answer that costs `price` whatever it holds, if there is one."""
        return self._patiently(lambda: self._paid(call, price, lambda page: price))

    def _price(self, page: Page) -> Decimal:
        return goods_of(page, self.settings).price(self.settings)

    def _paid(self, call: Callable[[], Any], at_most: Decimal, price: Callable[[Page], Decimal]) -> Page:
        self._pause()
        self.ledger.set_aside(at_most)
        try:
            page = ask(call)
        except LostAnswerError:
            raise  # it may have been charged
        except (PassingError, RefusedError, PageTokenError):
            self.ledger.give_back(at_most)
            raise
        self.ledger.give_back(at_most - price(page))
        return page

    def _pause(self) -> None:
        left = self._asked_at + self.pause_s - self.watch.clock()
        if left > 0:
            self.watch.sleep(min(left, self.pause_s))
        self._asked_at = self.watch.clock()

    def _patiently(self, attempt: Callable[[], Page]) -> Page:
        return patiently(attempt, self.watch, self.settings, "X")
