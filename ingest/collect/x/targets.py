"""Whom or what to ask about: names become ids, links to posts become ids, a list becomes its members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import tweepy

from claqueur.errors import UserError
from claqueur.ingest.collect.paging import Page
from claqueur.ingest.collect.x.calls import accounts_named, page_of
from claqueur.ingest.collect.x.identifiers import account, list_id, post_id
from claqueur.ingest.collect.x.ledger import Goods
from claqueur.ingest.collect.x.request import KINDS, XRequest
from claqueur.ingest.collect.x.till import Till

Target = tuple[str, str]
NAMES_AT_ONCE = 100
MOST_MEMBERS = 5_000  # of a list on X


def targets_of(request: XRequest, client: tweepy.Client, till: Till) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
    """(id, name) of each target, and (name, reason) of those that X does not know. A search has one without id.

    Raises UserError if none is known.
    """
    if request.query is not None:
        return (("", ""),), ()
    if request.kind != "timelines":
        return tuple((found, found) for found in dict.fromkeys(map(post_id, request.targets))), ()
    written = [account(text) for text in request.targets]
    ids = [(account_id, account_id) for account_id, _ in written if account_id is not None]
    known, skipped = _accounts([name for _, name in written if name is not None], client, till)
    members = list(_members(list_id(request.list_id), client, till)) if request.list_id else []
    targets = tuple({target[0]: target for target in (*ids, *known, *members)}.values())
    if not targets:
        raise UserError(f"X knows none of these accounts ({', '.join(name for name, _ in skipped)}): check the names.")
    return targets, skipped


def _accounts(names: Sequence[str], client: tweepy.Client, till: Till) -> tuple[list[Target], tuple[Target, ...]]:
    """Ids of names, and the names that X does not know."""
    known: list[Target] = []
    for start in range(0, len(names), NAMES_AT_ONCE):
        part = names[start : start + NAMES_AT_ONCE]
        call, n = accounts_named(client, part), len(part)
        known += _targets_in(till.page(lambda _, call=call: call, lambda n=n: n, Goods(accounts=1)))  # type: ignore[misc]
    found = {name.lower() for _, name in known}
    return known, tuple((name, "not known") for name in names if name.lower() not in found)


def _members(list_id: str, client: tweepy.Client, till: Till) -> Iterator[Target]:
    """Members of a list on X."""
    request = XRequest("members", targets=(list_id,), limit=MOST_MEMBERS)
    size = KINDS["members"].largest
    cursor: str | None = None
    for _ in range(MOST_MEMBERS // size):
        page = till.page(
            lambda n, cursor=cursor: page_of(client, request, list_id, n, cursor, None),  # type: ignore[misc]
            lambda: size,
            request.most,
        )
        yield from _targets_in(page)
        cursor = (page.get("meta") or {}).get("next_token")
        if cursor is None:
            return


def _targets_in(page: Page) -> list[Target]:
    return [(account["id"], account["username"]) for account in page.get("data") or []]
