"""The review section of the campaign page: where it stands, the form, what was said before."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import SECTION, Context, link
from claqueur.app.data.verdicts import (
    MAX_NAME,
    MAX_NOTE,
    REASONS,
    VERDICTS,
    Verdict,
    current,
    reviewer_key,
    state,
    visible,
)
from claqueur.app.display.safe_text import safe_text
from claqueur.app.sections.columns import verdict_columns
from claqueur.app.sections.fragment import fragment
from claqueur.app.views.review import ICONS, history_table, members_then, safe_name, state_text, verdict_name
from claqueur.errors import UserError

REVIEWER_KEY = "reviewer"  # in the session: who sits here, so that the name is typed once
SAVED_KEY = "review.saved"
SENT_KEY = "review.sent"
SIDE_BY_SIDE = 2


def reviewer() -> str:
    """The name under which verdicts are given in this session; empty before it is typed."""
    return st.session_state.get(REVIEWER_KEY, "")


def verdicts_or_warning(context: Context, campaign_id: str | None = None) -> list[Verdict] | None:
    """The verdicts, oldest first; None, with the reason on screen, if the case file cannot be read: the evidence does
    not depend on it."""
    if not context.workspace.has_cases():
        return []  # nothing to read, and no database library to load for it
    from claqueur.app.data.cases import verdicts

    try:
        return verdicts(context.workspace, campaign_id)
    except UserError as error:
        st.warning(context.words("review.unreadable"), icon=":material/database_off:")
        st.text(str(error))
        return None


def draw_state(context: Context, campaign: dict[str, Any]) -> None:
    """One line on where the review stands, with a way to the form."""
    given = verdicts_or_warning(context, campaign["campaign_id"])
    if given is not None:
        words = context.words
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{ICONS[state(given)]} {state_text(given, words)}", width="content")
            st.button(
                words("review.to_form"),
                on_click=link,
                args=(SECTION, "review"),
                key="review.to_form",
                type="tertiary",
                icon=":material/arrow_forward:",
            )


@fragment
def draw_review(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """State, form and history of one campaign."""
    words = context.words
    st.header(words("review.section"))
    given = verdicts_or_warning(context, campaign["campaign_id"])
    if given is None:
        return
    listed = tuple(sorted(members.select("platform", "account_id").drop_nulls().iter_rows()))
    if st.session_state.pop(SAVED_KEY, None) == campaign["campaign_id"]:
        st.success(words("review.saved"), icon=":material/task_alt:")
    now = state(given)
    st.markdown(f"{ICONS[now]} **{state_text(given, words)}**. {words(f'review.state.{now}.meaning')}")
    _draw_form(context, campaign["campaign_id"], listed)
    if given:
        _draw_history(context, given, listed)


def _draw_form(context: Context, campaign_id: str, members: tuple[tuple[str, str], ...]) -> None:
    words = context.words
    # Empty after each verdict given here, but not when another reviewer's arrives while this one is being written.
    own = f"{campaign_id}.{st.session_state.get(SENT_KEY, 0)}"
    with st.form(f"review.form.{own}", border=True):
        name = st.text_input(
            words("review.name"),
            value=reviewer(),
            max_chars=MAX_NAME,
            key=f"review.name.{own}",
            help=words("review.name_help"),
            autocomplete="name",
        )
        verdict = st.radio(
            words("review.verdict_label"),
            VERDICTS,
            index=None,
            key=context.key("review.verdict", own),
            format_func=lambda code: words(f"review.verdict.{code}.name"),
            captions=[words(f"review.verdict.{code}.meaning") for code in VERDICTS],
        )
        reasons = st.multiselect(
            words("review.reasons"),
            REASONS,
            key=context.key("review.reasons", own),
            format_func=lambda code: words(f"review.reason.{code}"),
            placeholder=words("review.reasons_placeholder"),
        )
        note = st.text_area(
            words("review.note"),
            max_chars=MAX_NOTE,
            key=f"review.note.{own}",
            help=words("review.note_help"),
        )
        st.caption(words("review.kept"))
        sent = st.form_submit_button(words("review.send"), type="primary")
    if not sent:
        return
    lacking = what_is_lacking(name, verdict, reasons, note)
    if lacking:
        st.error(words(f"review.lacking.{lacking}"), icon=":material/edit:")
        return
    _save(context, Verdict(campaign_id, context.run_id, members, str(verdict), name.strip(), tuple(reasons), note))


def what_is_lacking(name: str, verdict: str | None, reasons: list[str], note: str) -> str | None:
    """The first thing that the form still needs: name, verdict or reason; None if it is complete."""
    if not reviewer_key(name):
        return "name"
    if verdict is None:
        return "verdict"
    return None if reasons or note.strip() else "reason"


def _save(context: Context, verdict: Verdict) -> None:
    from claqueur.app.data.cases import record

    try:
        record(context.workspace, verdict)
    except UserError as error:
        st.error(context.words("review.not_saved"), icon=":material/database_off:")
        st.text(str(error))
        return
    st.session_state[REVIEWER_KEY] = verdict.reviewer
    st.session_state[SAVED_KEY] = verdict.campaign_id
    st.session_state[SENT_KEY] = st.session_state.get(SENT_KEY, 0) + 1
    st.rerun()


def _draw_history(context: Context, given: list[Verdict], members: tuple[tuple[str, str], ...]) -> None:
    """The verdicts that hold side by side, to be read in full; every one ever given below, if there are more."""
    words = context.words
    shown = visible(given, reviewer())
    if not shown:
        st.info(words("review.hidden_why"), icon=":material/visibility_off:")
        return
    held = current(shown)
    st.subheader(words("review.holding"))
    for start in range(0, len(held), SIDE_BY_SIDE):
        for column, verdict in zip(st.columns(SIDE_BY_SIDE), held[start : start + SIDE_BY_SIDE], strict=False):
            with column.container(border=True, height="stretch"):
                _draw_verdict(context, verdict, members)
    if len(shown) > len(held):
        st.subheader(words("review.history"))
        table = history_table(shown, members, words, context.formats, context.reveal).drop("campaign")
        st.dataframe(table, hide_index=True, key="review.history", column_config=verdict_columns(words))


def _draw_verdict(context: Context, verdict: Verdict, members: tuple[tuple[str, str], ...]) -> None:
    words = context.words
    st.text(f"{safe_name(verdict.reviewer)} · {context.formats.moment(verdict.given_at, 'minute')}")
    reasons = [f"- {words(f'review.reason.{reason}')}" for reason in verdict.reasons]
    st.markdown("\n".join([f"**{verdict_name(verdict.verdict, words)}**", "", *reasons]))
    if verdict.note:
        st.text(safe_text(verdict.note, MAX_NOTE, hide_handles=not context.reveal))
    st.caption(words("review.judged", members=members_then(verdict, members, words)))
