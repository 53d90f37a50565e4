"""The workspace's watchlist, to be pasted or changed: checked and kept as soon as it is written."""

from __future__ import annotations

import streamlit as st

from claqueur import analysis as analyses
from claqueur.analysis import Request
from claqueur.app.context import Context
from claqueur.app.sections.topic_form import draw_topic_form
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError
from claqueur.watchlist import forget, keep, kept, kept_text, parse_watchlist

EXAMPLE = """[[topic]]
name = "Péridoux"
kind = "brand"  # brand, party, candidate, theme
handles = ["peridoux"]
hashtags = ["Péridoux", "HontePéridoux"]
domains = ["peridoux.example"]

[[topic]]
name = "Terres Communes"
kind = "party"
names = ["Terres Communes", "les Communes"]
"""


def draw_apply(context: Context, digest: str | None) -> None:
    """Where the workspace's watchlist is not the one of this run (`digest`): a button that looks for it there."""
    words = context.words
    try:
        now = kept(context.workspace)
    except UserError:  # the field says what is wrong
        return
    if not now.topics or now.digest == digest:
        return
    st.markdown(words("watchlist.other" if digest else "watchlist.unused"))
    if st.button(words("watchlist.apply"), key="watchlist.apply", type="primary", icon=":material/play_arrow:"):
        n_posts = context.manifest.get("input", {}).get("n_posts") or 0
        try:
            analyses.start(context.workspace, Request(topics_of=context.run_id, n_posts=n_posts))
        except UserError as error:
            st.error(words("start.not_started"))
            st.text(error_sentence(error, words))
        else:
            st.switch_page("app_pages/start.py")


def draw_watchlist_to_run(context: Context) -> None:
    """At the start of an analysis: which topics it will look for, and a switch to add or change some."""
    words = context.words
    if st.toggle(words("watchlist.on_start"), key="start.watchlist", help=words("watchlist.on_start_help")):
        draw_watchlist(context)
        return
    try:
        topics = kept(context.workspace).topics
    except UserError as error:
        st.error(words("watchlist.spoilt"), icon=":material/edit:")
        st.text(error_sentence(error, words))
        return
    if topics:
        st.caption(words("watchlist.will_look", topics=words.counted("topics", len(topics))))


def draw_watchlist(context: Context) -> None:
    """A form to add a topic, and the workspace's watchlist as text: what is right is kept for the next runs."""
    words = context.words
    text = kept_text(context.workspace) or ""
    if not text:
        st.markdown(words("watchlist.what"))
    draw_topic_form(context)
    with st.expander(words("watchlist.as_text"), expanded=bool(text), icon=":material/code:"):
        st.markdown(words("watchlist.fields"))
        if not text:
            st.code(EXAMPLE, language=None, wrap_lines=True)  # the colours of code are too pale to read
        _draw_field(context, text)


def _draw_field(context: Context, text: str) -> None:
    words = context.words
    written = st.text_area(
        words("watchlist.label"),
        value=text,
        height=220,
        key=f"watchlist.{hash(text)}",
        help=words("watchlist.help"),
    )
    try:
        if written.strip() != text.strip():
            keep(context.workspace, written) if written.strip() else forget(context.workspace)
            st.rerun()
        if not text:
            st.caption(words("watchlist.none"))
            return
        n_topics = len(parse_watchlist(text).topics)
    except UserError as error:
        st.error(words("watchlist.wrong"), icon=":material/edit:")
        st.text(error_sentence(error, words))
        return
    st.caption(words("watchlist.kept", topics=words.counted("topics", n_topics)))
