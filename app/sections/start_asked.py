"""What is asked of a platform: a form for each. Nothing is sent from here."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from claqueur.app.context import Context
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.mastodon.request import MastodonRequest, server_address
from claqueur.ingest.collect.tokens import MASTODON_SERVER, bluesky_login, secret, x_tokens
from claqueur.ingest.collect.x.request import XRequest

X, BLUESKY, LIVE, MASTODON, MASTODON_LIVE = "x", "bluesky", "live", "mastodon", "mastodon_live"
RECENT, ARCHIVE = "recent", "archive"
X_BEGAN = date(2006, 3, 21)
LIMIT, BUDGET_USD = 1_000, 20
MOST_POSTS = 1_000_000
Asked = XRequest | BlueskyRequest | MastodonRequest


def asked_of(context: Context, source: str) -> Asked | None:
    """What is asked for, as far as it is written; None if something is missing.

    Raises UserError for what the platform does not take, and where a token is missing.
    """
    draw = {
        X: _of_x,
        BLUESKY: _of_bluesky,
        LIVE: _of_stream,
        MASTODON: _of_timeline,
        MASTODON_LIVE: _of_mastodon_stream,
    }
    return draw[source](context)


def _of_x(context: Context) -> XRequest | None:
    words = context.words
    x_tokens()
    query = _query(context, X)
    period = st.segmented_control(
        words("start.query.period"),
        [RECENT, ARCHIVE],
        default=RECENT,
        required=True,
        key=context.key("start.query.period"),
        format_func=lambda name: words(f"start.query.{name}"),
    )
    since, until = _days(context) if period == ARCHIVE else (None, None)
    limit, budget = st.columns(2)
    with limit:
        n_most = _limit(context)
    budget_usd = budget.number_input(
        words("start.query.budget"),
        1,
        value=BUDGET_USD,
        key="start.query.budget",
        help=words("start.query.budget_help"),
    )
    lean = st.toggle(words("start.query.lean"), key="start.query.lean", help=words("start.query.lean_help"))
    if not query or (period == ARCHIVE and since is None):
        return None
    kind = "archive" if period == ARCHIVE else "search"
    return XRequest(kind, query=query, since=since, until=until, limit=n_most, budget_usd=str(budget_usd), lean=lean)


def _of_bluesky(context: Context) -> BlueskyRequest | None:
    bluesky_login()
    query = _query(context, BLUESKY)
    since, until = _days(context)
    limit = _limit(context)
    return BlueskyRequest("search", query=query, since=since, until=until, limit=limit) if query else None


def _of_stream(context: Context) -> BlueskyRequest | None:
    words = context.words
    written = st.text_area(
        words("start.query.words"), key="start.query.words", height=100, help=words("start.query.words_help")
    )
    found = tuple(line.strip() for line in (written or "").splitlines() if line.strip())
    limit = _limit(context)
    return BlueskyRequest("stream", words=found, limit=limit) if found else None


def _of_timeline(context: Context) -> MastodonRequest | None:
    words = context.words
    server, local = _server(context)
    tags = _tags(context, "tags")
    begin, limit = st.columns(2)
    first = begin.date_input(words("start.query.from"), None, min_value=X_BEGAN, key="start.query.from")
    with limit:
        n_most = _limit(context)
    if not server:
        return None
    since = first.isoformat() if isinstance(first, date) else None
    return MastodonRequest("timeline", since=since, limit=n_most, server=server_address(server), tags=tags, local=local)


def _of_mastodon_stream(context: Context) -> MastodonRequest | None:
    server, local = _server(context)
    tags = _tags(context, "tag")
    limit = _limit(context)
    if not server:
        return None
    return MastodonRequest("stream", limit=limit, server=server_address(server), tags=tags, local=local)


def _server(context: Context) -> tuple[str, bool]:
    """The server as it is written, and whether only posts of its own accounts are wanted."""
    words = context.words
    written = st.text_input(
        words("start.query.server"),
        secret(MASTODON_SERVER) or "",
        key="start.query.server",
        max_chars=253,
        placeholder="mastodon.social",
        help=words("start.query.server_help"),
    )
    local = st.toggle(words("start.query.local"), key="start.query.local")
    return (written or "").strip(), local


def _tags(context: Context, name: str) -> tuple[str, ...]:
    """The hashtags, without #. name: of the field's words."""
    words = context.words
    written = st.text_input(
        words(f"start.query.{name}"),
        key=f"start.query.{name}",
        max_chars=1_024,
        placeholder="#harbour",
        help=words(f"start.query.{name}_help"),
    )
    return tuple(tag.lstrip("#") for tag in (written or "").replace(",", " ").split())


def _query(context: Context, platform: str) -> str:
    words = context.words
    written = st.text_input(
        words("start.query.query"),
        key=f"start.query.{platform}.text",
        max_chars=1_024,
        placeholder="#harbour",
        help=words(f"start.query.help_{platform}"),
    )
    return (written or "").strip()


def _days(context: Context) -> tuple[str | None, str | None]:
    """First moment and end (not included) of the days chosen."""
    words = context.words
    begin, end = st.columns(2)
    first = begin.date_input(words("start.query.from"), None, min_value=X_BEGAN, key="start.query.from")
    last = end.date_input(words("start.query.to"), None, min_value=X_BEGAN, key="start.query.to")
    after = last + timedelta(days=1) if isinstance(last, date) else None
    return first.isoformat() if isinstance(first, date) else None, after.isoformat() if after else None


def _limit(context: Context) -> int:
    words = context.words
    return st.number_input(
        words("start.query.limit"),
        10,
        MOST_POSTS,
        value=LIMIT,
        step=100,
        key="start.query.limit",
        help=words("start.query.limit_help"),
    )
