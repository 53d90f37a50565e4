"""A form that adds one topic to the workspace's watchlist, for those who would rather not write TOML."""

from __future__ import annotations

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError
from claqueur.watchlist import KINDS, MAX_NAME, keep, kept_text, written_topic

FIELDS = ("names", "handles", "hashtags", "domains")
SENT_KEY = "topic_form.sent"


def draw_topic_form(context: Context) -> None:
    """Name, kind and what to look for; what is sent is checked with the whole watchlist and kept."""
    words = context.words
    own = st.session_state.get(SENT_KEY, 0)  # empty again after each topic that was kept
    with st.form(f"topic_form.{own}", border=True):
        st.markdown(f"**{words('topic_form.title')}**")
        left, right = st.columns([3, 2])
        name = left.text_input(words("topic_form.name"), max_chars=MAX_NAME, key=f"topic_form.name.{own}")
        kind = right.selectbox(
            words("topics.column.kind"),
            KINDS,
            key=context.key("topic_form.kind", own),
            format_func=lambda code: words(f"topics.kind.{code}"),
        )
        is_named = st.checkbox(words("topic_form.is_named"), value=True, key=f"topic_form.is_named.{own}")
        given = {
            field: st.text_input(
                words(f"topic_form.{field}"),
                key=f"topic_form.{field}.{own}",
                placeholder=words(f"topic_form.{field}_example"),
            )
            for field in FIELDS
        }
        sent = st.form_submit_button(words("topic_form.add"), icon=":material/add:")
    if not sent:
        return
    lists = {field: [term.strip() for term in text.split(",") if term.strip()] for field, text in given.items()}
    names = [name] if is_named else []
    before = (kept_text(context.workspace) or "").rstrip()
    added = written_topic(name.strip(), kind, **lists | {"names": names + lists["names"]})
    try:
        keep(context.workspace, f"{before}\n\n{added}".lstrip())
    except UserError as error:
        st.error(words("watchlist.wrong"), icon=":material/edit:")
        st.text(error_sentence(error, words))
        return
    st.session_state[SENT_KEY] = own + 1
    st.rerun()
