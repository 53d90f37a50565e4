"""What a collection may cost and has cost at most, so that a budget holds whatever happens to a request.

Money is set aside before a request is sent, for the most that its answer can hold, and is written down with the state:
a request whose answer is lost on the way, or whose process is killed, stays paid for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from claqueur.ingest.collect.settings import XSettings


class OverBudgetError(Exception):
    """The next request could cost more than what is left."""


@dataclass(frozen=True)
class Goods:
    """What an answer holds, or can hold at most: posts and accounts that are charged."""

    posts: int = 0
    accounts: int = 0

    def times(self, n: int) -> Goods:
        """The same `n` times."""
        return Goods(self.posts * n, self.accounts * n)

    def price(self, settings: XSettings) -> Decimal:
        """What they cost, in US dollars."""
        return self.posts * settings.post_usd + self.accounts * settings.user_usd


def goods_of(page: dict[str, Any], settings: XSettings) -> Goods:
    """What a response page of X holds that is charged: its posts or accounts and, as set, those that come along."""
    data = page.get("data") or []
    items = data if isinstance(data, list) else [data]
    accounts = sum("username" in item for item in items if isinstance(item, dict))
    posts = len(items) - accounts
    if settings.is_context_charged:
        includes = page.get("includes") or {}
        posts += len(includes.get("tweets") or []) + len(includes.get("posts") or [])
        accounts += len(includes.get("users") or [])
    return Goods(posts, accounts)


@dataclass
class Ledger:
    """Spent so far, an upper bound, in US dollars. budget: None without one. write: keeps the sum with the state."""

    budget: Decimal | None
    spent: Decimal = Decimal(0)
    write: Callable[[Decimal], None] = field(default=lambda spent: None)

    @property
    def left(self) -> Decimal | None:
        """What may still be spent; None without a budget."""
        return None if self.budget is None else max(self.budget - self.spent, Decimal(0))

    def affordable(self, price: Decimal, wanted: int) -> int:
        """How many things of that price can still be paid, `wanted` at most."""
        return wanted if self.left is None or not price else min(wanted, int(self.left / price))

    def set_aside(self, price: Decimal) -> None:
        """Reckon `price` as spent. Raises OverBudgetError, and reckons nothing, if that is more than what is left."""
        if self.left is not None and price > self.left:
            raise OverBudgetError
        self._add(price)

    def give_back(self, price: Decimal) -> None:
        """Take back what was set aside and not spent; an answer larger than it should be is spent in addition."""
        self._add(-price)

    def _add(self, price: Decimal) -> None:
        if price:
            self.spent += price
            self.write(self.spent)
