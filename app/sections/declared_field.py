"""At the start of an analysis: a list of accounts that belong openly to a party, a brand, a newsroom."""

from __future__ import annotations

from typing import Any

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.data.uploads import stored
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError
from claqueur.ingest.declared.kept import declare, declared
from claqueur.ingest.declared.lists import read_list
from claqueur.ingest.records import NO_PLATFORM


def draw_declared(context: Context) -> None:
    """How many accounts are declared, and a switch to hand over a list."""
    words = context.words
    if st.toggle(words("declared.on_start"), key="start.declared", help=words("declared.on_start_help")):
        st.markdown(words("declared.what"))
        given = st.file_uploader(words("declared.list"), key="start.declared.list")
        if given is not None:
            _take(context, given)
    n = declared(context.workspace).height
    if n:
        st.caption(words("declared.known", accounts=words.counted("accounts", n)))


def _take(context: Context, given: Any) -> None:
    """Add the list to the declared accounts, once, or say what is wrong with it."""
    words = context.words
    path = stored(context.workspace, given)
    try:
        change = declare(context.workspace, read_list(path, NO_PLATFORM, name=given.name))
    except UserError as error:
        st.error(words("declared.wrong"), icon=":material/edit:")
        st.text(error_sentence(error, words, {str(path): given.name}))
        return
    if change.n_new or change.changed.height:
        st.caption(
            words(
                "declared.taken",
                new=words.counted("accounts", change.n_new),
                changed=context.formats.number(change.changed.height),
            )
        )
