"""A page in sections: only the open one is read and drawn, and the link says which it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from claqueur.app.context import SECTION, Context, link, linked


def open_section(context: Context, page: str, names: Sequence[str]) -> str:
    """Draw the choice among the sections `names` of `page`; the open one, the first unless the link names another."""
    words, wanted = context.words, linked(SECTION)
    key = context.key(f"{page}.section")
    st.session_state[key] = wanted if wanted in names else names[0]
    st.segmented_control(
        words("words.section"),
        names,
        format_func=lambda name: words(f"{page}.section.{name}"),
        key=key,
        required=True,
        on_change=lambda: link(SECTION, st.session_state[key]),
    )
    return st.session_state[key]
