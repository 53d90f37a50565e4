"""Posts from a platform: what to ask for, what it will bring and cost. Nothing is sent before the reader says so."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.sections.start_asked import BLUESKY, LIVE, MASTODON, MASTODON_LIVE, Asked, X, asked_of
from claqueur.app.sections.start_files import Chosen, say
from claqueur.app.views.query import Expected, expected_lines
from claqueur.errors import UserError
from claqueur.ingest.collect.mastodon.request import MastodonRequest
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.x.request import XRequest

MINUTES = 60
PATIENCE_S = 20  # of somebody who looks at a page
ESTIMATE = "start.query.estimate"
STREAMS = (LIVE, MASTODON_LIVE)


def draw_query(context: Context) -> Chosen | None:
    """The query with its estimate; None as long as there is none."""
    words = context.words
    source = st.segmented_control(
        words("start.query.platform"),
        [X, BLUESKY, LIVE, MASTODON, MASTODON_LIVE],
        default=X,
        required=True,
        key=context.key("start.query.platform"),
        format_func=lambda name: words(f"start.query.{name}"),
    )
    st.caption(words(f"start.query.about_{source}"))
    try:
        asked = asked_of(context, str(source))
    except UserError as error:
        say(context, error)
        return None
    if asked is None:
        return None
    return _live(context, asked, str(source)) if source in STREAMS else _estimated(context, asked)


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
    return _chosen(asked, expected.n_wanted, expected.seconds, spent_usd=expected.spent_usd)


def _expected(asked: Asked) -> Expected:
    """What the platform says that the query would bring. Raises UserError if it refuses or lets us wait."""
    from claqueur.ingest.collect.collect import estimate_bluesky, estimate_mastodon, estimate_x

    watch = Watch(on_wait=_not_long)
    if isinstance(asked, XRequest):
        budget = None if asked.budget is None else float(asked.budget)
        return Expected.of_x(estimate_x(asked, watch), budget)
    if isinstance(asked, MastodonRequest):
        return Expected.of_timeline(estimate_mastodon(asked, watch), asked.limit)
    return Expected.of_search(estimate_bluesky(asked, watch), asked.limit)


def _not_long(left: float, what: str) -> None:
    if left > PATIENCE_S:
        minutes = round(left / 60 + 0.5)
        sentence = f"The platform gives no answer for {minutes} min ({what}): ask again then."
        raise UserError(sentence, "long_wait", minutes=minutes, what=what)


def _live(context: Context, asked: Asked, source: str) -> Chosen:
    """The stream: how much will come nobody knows, how long it takes the reader says."""
    words = context.words
    minutes = st.number_input(
        words("start.query.minutes"), 1, 7 * 24 * 60, value=MINUTES, step=10, key="start.query.minutes"
    )
    st.caption(words(f"start.query.{source}_note"))
    return _chosen(asked, asked.limit, 60.0 * minutes, for_s=60 * minutes)


def _chosen(asked: Asked, n_wanted: int, seconds: float, **more: Any) -> Chosen:
    query = {
        "platform": asked.platform,
        "asked": dataclasses.asdict(asked),
        "n_wanted": n_wanted,
        "expected_s": seconds,
    }
    return Chosen((), {}, n_wanted, query=query | more, title=_title(asked))


def _title(asked: Asked) -> str:
    """What is asked for, in a few words."""
    if isinstance(asked, MastodonRequest):
        return " ".join(f"#{tag}" for tag in asked.tags) or asked.host
    return asked.query or " ".join(getattr(asked, "words", ()))
