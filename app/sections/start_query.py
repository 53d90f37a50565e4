"""Posts from X or Bluesky: what to ask for, what it will bring and cost. Nothing is sent before the reader says so."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.sections.start_files import Chosen, say
from claqueur.app.views.query import Expected, expected_lines
from claqueur.errors import UserError
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.tokens import bluesky_login, x_tokens
from claqueur.ingest.collect.x.request import XRequest

X, BLUESKY, LIVE = "x", "bluesky", "live"
RECENT, ARCHIVE = "recent", "archive"
X_BEGAN = date(2006, 3, 21)
LIMIT, BUDGET_USD, MINUTES = 1_000, 20, 60
MOST_POSTS = 1_000_000
PATIENCE_S = 20  # of somebody who looks at a page
ESTIMATE = "start.query.estimate"
Asked = XRequest | BlueskyRequest


def draw_query(context: Context) -> Chosen | None:
    """The query with its estimate; None as long as there is none."""
    words = context.words
    platform = st.segmented_control(
        words("start.query.platform"),
        [X, BLUESKY, LIVE],
        default=X,
        required=True,
        key=context.key("start.query.platform"),
        format_func=lambda name: words(f"start.query.{name}"),
    )
    st.caption(words(f"start.query.about_{platform}"))
    asked = _asked(context, str(platform))
    if asked is None:
        return None
    if platform == LIVE:
        return _live(context, asked)
    return _estimated(context, asked)


def _asked(context: Context, platform: str) -> Asked | None:
    """What is asked for, as far as it is written; None if something is missing, which is said."""
    draw = {X: _asked_of_x, BLUESKY: _asked_of_bluesky, LIVE: _asked_of_stream}[platform]
    try:
        if platform == X:
            x_tokens()
        elif platform == BLUESKY:
            bluesky_login()
        return draw(context)
    except UserError as error:
        say(context, error)
        return None


def _asked_of_x(context: Context) -> XRequest | None:
    words = context.words
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


def _asked_of_bluesky(context: Context) -> BlueskyRequest | None:
    query = _query(context, BLUESKY)
    since, until = _days(context)
    limit = _limit(context)
    return BlueskyRequest("search", query=query, since=since, until=until, limit=limit) if query else None


def _asked_of_stream(context: Context) -> BlueskyRequest | None:
    words = context.words
    written = st.text_area(
        words("start.query.words"), key="start.query.words", height=100, help=words("start.query.words_help")
    )
    found = tuple(line.strip() for line in (written or "").splitlines() if line.strip())
    limit = _limit(context)
    return BlueskyRequest("stream", words=found, limit=limit) if found else None


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


def _estimated(context: Context, asked: Asked) -> Chosen | None:
    """The query with its estimate, which is asked for by a button and holds for this very query."""
    words = context.words
    button = st.button(
        words("start.query.estimate"),
        key="start.query.ask",
        icon=":material/calculate:",
        help=words("start.query.estimate_help"),
    )
    if button:
        try:
            with st.spinner(words("start.query.asking")):
                st.session_state[ESTIMATE] = (asked, _expected(asked))
        except UserError as error:
            st.session_state.pop(ESTIMATE, None)
            say(context, error)
    of, expected = st.session_state.get(ESTIMATE, (None, None))
    if expected is None or of != asked:
        return None
    for line in expected_lines(expected, words):
        st.markdown(line)
    if not expected.n_wanted:
        return None
    platform = X if isinstance(asked, XRequest) else BLUESKY
    return _chosen(platform, asked, expected.n_wanted, expected.seconds, spent_usd=expected.spent_usd)


def _expected(asked: Asked) -> Expected:
    """What the platform says that the query would bring. Raises UserError if it refuses or lets us wait."""
    from claqueur.ingest.collect.collect import estimate_bluesky, estimate_x

    watch = Watch(on_wait=_not_long)
    if isinstance(asked, XRequest):
        budget = None if asked.budget is None else float(asked.budget)
        return Expected.of_x(estimate_x(asked, watch), budget)
    n_posts = estimate_bluesky(asked, watch)
    return Expected.of_search(n_posts, asked.limit)


def _not_long(left: float, what: str) -> None:
    if left > PATIENCE_S:
        minutes = round(left / 60 + 0.5)
        sentence = f"The platform gives no answer for {minutes} min ({what}): ask again then."
        raise UserError(sentence, "long_wait", minutes=minutes, what=what)


def _live(context: Context, asked: Asked) -> Chosen:
    """The stream: how much will come nobody knows, how long it takes the reader says."""
    words = context.words
    minutes = st.number_input(
        words("start.query.minutes"), 1, 7 * 24 * 60, value=MINUTES, step=10, key="start.query.minutes"
    )
    st.caption(words("start.query.live_note"))
    return _chosen(BLUESKY, asked, asked.limit, 60.0 * minutes, for_s=60 * minutes)


def _chosen(platform: str, asked: Asked, n_wanted: int, seconds: float, **more: Any) -> Chosen:
    written = asked.query or " ".join(getattr(asked, "words", ()))
    query = {"platform": platform, "asked": dataclasses.asdict(asked), "n_wanted": n_wanted, "expected_s": seconds}
    return Chosen((), {}, n_wanted, query=query | more, title=written)
