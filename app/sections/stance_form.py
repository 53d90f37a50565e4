"""Where a campaign stands on a topic, as reviewers say: what holds, and the form to add one's own word."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.data.stances import STANCES, Stance, holding
from claqueur.app.data.verdicts import MAX_NAME, MAX_NOTE, reviewer_key, visible
from claqueur.app.display.safe_text import safe_text
from claqueur.app.sections.verdict_form import REVIEWER_KEY, reviewer
from claqueur.app.views.review import safe_name
from claqueur.errors import UserError

SENT_KEY = "stance.sent"


def stances_or_warning(context: Context, topic: str) -> dict[str, list[Stance]]:
    """Campaign id -> the stances that hold on a topic; none, with the reason on screen, if they cannot be read."""
    if not context.workspace.has_cases():
        return {}  # nothing to read, and no database library to load for it
    from claqueur.app.data.stance_cases import stances

    try:
        return holding(stances(context.workspace, topic))
    except UserError as error:
        st.warning(context.words("stance.unreadable"), icon=":material/database_off:")
        st.text(str(error))
        return {}


def draw_stances(context: Context, topic: str, campaign_id: str, said: Sequence[Stance]) -> None:
    """What reviewers said of this campaign and topic, and the form."""
    words = context.words
    st.markdown(f"**{words('stance.title')}**")
    shown = visible(said, reviewer())
    if said and not shown:
        st.info(words("stance.hidden_why"), icon=":material/visibility_off:")
    for stance in shown:
        when = context.formats.moment(stance.given_at, "minute")
        st.text(f"{safe_name(stance.reviewer)} · {when} · {words(f'stance.{stance.stance}')}")
        if stance.note:
            st.text(safe_text(stance.note, MAX_NOTE, hide_handles=not context.reveal))
    own = f"{topic}.{campaign_id}.{st.session_state.get(SENT_KEY, 0)}"
    with st.form(f"stance.form.{own}", border=False):
        name = st.text_input(words("review.name"), value=reviewer(), max_chars=MAX_NAME, key=f"stance.name.{own}")
        chosen = st.radio(
            words("stance.question"),
            STANCES,
            index=None,
            horizontal=True,
            key=context.key("stance.choice", own),
            format_func=lambda code: words(f"stance.{code}"),
        )
        note = st.text_area(words("review.note"), max_chars=MAX_NOTE, key=f"stance.note.{own}", height=80)
        st.caption(words("stance.kept"))
        sent = st.form_submit_button(words("stance.send"), type="primary")
    if not sent:
        return
    if chosen is None or not reviewer_key(name):
        st.error(words("stance.lacking"), icon=":material/edit:")
        return
    _save(context, Stance(topic, campaign_id, context.run_id, chosen, name.strip(), note))


def _save(context: Context, stance: Stance) -> None:
    from claqueur.app.data.stance_cases import record_stance

    try:
        record_stance(context.workspace, stance)
    except UserError as error:
        st.error(context.words("review.not_saved"), icon=":material/database_off:")
        st.text(str(error))
        return
    st.session_state[REVIEWER_KEY] = stance.reviewer
    st.session_state[SENT_KEY] = st.session_state.get(SENT_KEY, 0) + 1
    st.rerun()
