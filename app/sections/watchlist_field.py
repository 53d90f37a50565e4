"""The workspace's watchlist, to be pasted or changed: checked and kept as soon as it is written."""

from __future__ import annotations

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError
from claqueur.watchlist import forget, keep, kept_text, parse_watchlist

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


def draw_explained(context: Context) -> None:
    """What a watchlist is, with an example."""
    words = context.words
    st.markdown(words("watchlist.what"))
    st.code(EXAMPLE, language="toml")
    st.markdown(words("watchlist.fields"))


def draw_watchlist(context: Context) -> None:
    """The field with the workspace's watchlist; what is written there is kept for the next runs if it is right."""
    words = context.words
    kept = kept_text(context.workspace) or ""
    written = st.text_area(
        words("watchlist.label"),
        value=kept,
        height=220,
        key=f"watchlist.{hash(kept)}",
        placeholder=EXAMPLE,
        help=words("watchlist.help"),
    )
    try:
        if written.strip() != kept.strip():
            keep(context.workspace, written) if written.strip() else forget(context.workspace)
            st.rerun()
        if not kept:
            st.caption(words("watchlist.none"))
            return
        n_topics = len(parse_watchlist(kept).topics)
    except UserError as error:
        st.error(words("watchlist.wrong"), icon=":material/edit:")
        st.text(error_sentence(error, words))
        return
    st.caption(words("watchlist.kept", topics=words.counted("topics", n_topics)))
