"""What can be asked of X."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from claqueur.errors import UserError
from claqueur.ingest.collect.platform_request import PlatformRequest
from claqueur.ingest.collect.x.identifiers import account, list_id, post_id
from claqueur.ingest.collect.x.ledger import Goods

# A post refers to two others at most (it replies to one and quotes another); each of the three has an author.
MOST_PER_POST = Goods(posts=3, accounts=3)
A_POST, AN_ACCOUNT = Goods(posts=1), Goods(accounts=1)


@dataclass(frozen=True)
class Kind:
    """One endpoint: sizes of its pages, requests that an app may send in 15 minutes, whether it knows dates, and
    whether only an app's token will do. item: what one line of a page is charged as. pause_s: between two requests.
    identify: reads a target as a user writes it, or raises UserError.
    """

    smallest: int
    largest: int
    per_window: int
    has_dates: bool = False
    needs_app: bool = False
    item: Goods = A_POST
    pause_s: float = 0.0
    identify: Callable[[str], object] = post_id


KINDS = {
    "search": Kind(10, 100, 450, has_dates=True),
    "archive": Kind(10, 500, 300, has_dates=True, needs_app=True, pause_s=1.0),
    "timelines": Kind(5, 100, 900, has_dates=True, identify=account),
    "quotes": Kind(10, 100, 75),
    "reposts": Kind(1, 100, 75),
    "reposters": Kind(1, 100, 75, item=AN_ACCOUNT),
    "members": Kind(1, 100, 75, item=AN_ACCOUNT, identify=list_id),
}


@dataclass(frozen=True)
class XRequest(PlatformRequest):
    """What to collect, as in PlatformRequest.

    kind: search (the last seven days), archive, timelines, quotes, reposts, reposters, members. targets: @names or ids
    of accounts, or ids or links of posts (of members: the list). list_id: a list on X whose members are targets too.
    budget_usd: never exceeded. lean: without authors and posts that are referred to, so that a post costs the price of
    a post.
    """

    platform: ClassVar[str] = "x"
    targets: tuple[str, ...] = ()
    list_id: str | None = None
    budget_usd: str | None = None
    lean: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        _ = self.budget
        if self.kind == "archive" and self.since is None:
            raise UserError("The archive begins in 2006: say from when with --since, such as --since 2026-05-01.")
        if (self.since or self.until) and not KINDS[self.kind].has_dates:
            raise UserError(f"X gives {self.kind} without dates: leave out the first day and the last.")
        for target in self.targets:  # a slip is told before anything is asked and paid for
            KINDS[self.kind].identify(target)
        if self.list_id is not None:
            list_id(self.list_id)

    @property
    def budget(self) -> Decimal | None:
        """The budget as a number of US dollars."""
        if self.budget_usd is None:
            return None
        try:
            budget = Decimal(self.budget_usd)
        except InvalidOperation:
            budget = Decimal("NaN")
        if not budget.is_finite() or budget <= 0:
            sentence = f'The budget is "{self.budget_usd}": write a number of US dollars over 0, or leave it out.'
            raise UserError(sentence, "no_budget")
        return budget

    @property
    def most(self) -> Goods:
        """What one line of a page can cost at most."""
        item = KINDS[self.kind].item
        return item if self.lean or not item.posts else MOST_PER_POST
