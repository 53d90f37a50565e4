"""Accounts and posts of X as a user writes them: @names, ids, links."""

from __future__ import annotations

import re

from claqueur.errors import UserError

POST = re.compile(r"(?:https?://\S+/status/)?(\d{1,20})(?:[/?#]\S*)?", re.ASCII)
ACCOUNT = re.compile(r"(?P<id>\d{1,20})|@?(?P<name>\w{1,15})", re.ASCII)
LIST = re.compile(r"(?:https?://\S+/lists/)?(\d{1,20})", re.ASCII)


def post_id(text: str) -> str:
    """The id of the post. Raises UserError if it is none."""
    return _match(POST, text, "a post: write its id or its link")[1]


def account(text: str) -> tuple[str | None, str | None]:
    """(id, None) or (None, name) of the account. Raises UserError if it is none."""
    found = _match(ACCOUNT, text, "an account of X: write its @name or its id")
    return found["id"], found["name"]


def list_id(text: str) -> str:
    """The id of the list. Raises UserError if it is none."""
    return _match(LIST, text, "a list on X: write its id or its link")[1]


def _match(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise UserError(f'"{text}" is not {what}.')
    return found
