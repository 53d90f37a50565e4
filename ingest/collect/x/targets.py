"""Whom or what to ask about: names become ids, links to posts become ids, a list becomes its members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import tweepy

from claqueur.errors import UserError
from claqueur.ingest.collect.x.ledger import Goods
from claqueur.ingest.collect.x.pages import Till
from claqueur.ingest.collect.x.request import KINDS, USER_FIELDS, XRequest

Target = tuple[str, str]
POST = re.compile(r"(?:https?://\S+/status/)?(\d{1,20})(?:[/?#]\S*)?")
ACCOUNT_ID = re.compile(r"\d{1,20}")
ACCOUNT_NAME = re.compile(r"@?(\w{1,15})", re.ASCII)
NAMES_AT_ONCE = 100
MOST_MEMBERS = 5_000  # of a list on X


def targets_of(request: XRequest, client: tweepy.Client, till: Till) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
    """(id, name) of each target, and (name, reason) of those that X does not know. A search has one without id.

    Raises UserError if one cannot be read or none is known.
    """
    if request.query is not None:
        return (("", ""),), ()
    if request.kind != "timelines":
        found = [_match(POST, text, "a post: write its id or its link").group(1) for text in request.targets]
        return tuple((post_id, post_id) for post_id in dict.fromkeys(found)), ()
    ids = [(text, text) for text in request.targets if ACCOUNT_ID.fullmatch(text)]
    names = [
        _match(ACCOUNT_NAME, text, "an account of X: write its @name or its id").group(1)
        for text in request.targets
        if not ACCOUNT_ID.fullmatch(text)
    ]
    known, skipped = _accounts(names, client, till)
    members = list(_members(request.list_id, client, till)) if request.list_id else []
    targets = tuple({target[0]: target for target in (*ids, *known, *members)}.values())
    if not targets:
        raise UserError(f"X knows none of these accounts ({', '.join(name for name, _ in skipped)}): check the names.")
    return targets, skipped


def _match(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise UserError(f'"{text}" is not {what}.')
    return found


def _accounts(names: list[str], client: tweepy.Client, till: Till) -> tuple[list[Target], tuple[Target, ...]]:
    """Ids of names, and the names that X does not know."""
    known: list[Target] = []
    has_user = client.bearer_token is None
    for start in range(0, len(names), NAMES_AT_ONCE):
        part = names[start : start + NAMES_AT_ONCE]
        page = till.page(
            lambda n, part=part: (
                lambda: client.get_users(  # type: ignore[misc]
                    usernames=part, user_fields=list(USER_FIELDS), user_auth=has_user
                )
            ),
            lambda part=part: len(part),  # type: ignore[misc]
            Goods(accounts=1),
        )
        known += [(account["id"], account["username"]) for account in page.get("data") or []]
    found = {name.lower() for _, name in known}
    return known, tuple((name, "not known") for name in names if name.lower() not in found)


def _members(list_id: str, client: tweepy.Client, till: Till) -> Iterator[Target]:
    """Members of a list on X."""
    request = XRequest("members", targets=(list_id,), limit=MOST_MEMBERS)
    cursor: str | None = None
    for _ in range(MOST_MEMBERS // KINDS["members"].largest):
        page: dict[str, Any] = till.page(
            lambda n, cursor=cursor: (
                lambda: client.get_list_members(  # type: ignore[misc]
                    list_id, max_results=n, pagination_token=cursor, user_auth=client.bearer_token is None
                )
            ),
            lambda: KINDS["members"].largest,
            request.most,
        )
        yield from ((account["id"], account["username"]) for account in page.get("data") or [])
        cursor = (page.get("meta") or {}).get("next_token")
        if cursor is None:
            return
