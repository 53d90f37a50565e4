"""What a page needs to know: workspace, run, language, names; all of it from the environment and the link.

The link (query parameters, see LINK_KEYS) says what is shown, so that every view can be passed on.
Streamlit drops the parameters when the reader changes the page; they are kept in the session and put back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from claqueur.app.data.loading import Source, source_of
from claqueur.app.display.formats import Formats
from claqueur.app.display.pseudonyms import log_reveal
from claqueur.app.launch import WORKSPACE_VARIABLE
from claqueur.app.texts import LANGUAGES, Words
from claqueur.app.views.names import Names
from claqueur.errors import UserError
from claqueur.workspace import Workspace
from claqueur.workspace_key import workspace_key

SECTION = "section"  # which part of a long page is open
LINK_KEYS = (
    *("run", "lang", "campaign", SECTION, "account", "model", "state", "other", "topic", "topics", "tour", "find"),
)
REVEAL_KEY = "show_handles"


@dataclass(frozen=True)
class Context:
    """One reader's view of one run; run_id and manifest are empty as long as the workspace has no finished run."""

    workspace: Workspace
    run_id: str
    lang: str
    reveal: bool
    manifest: dict[str, Any]

    @cached_property
    def words(self) -> Words:
        """Texts of the language."""
        return Words(self.lang)

    @cached_property
    def formats(self) -> Formats:
        """Number and date formats of the language."""
        return Formats(self.lang)

    @cached_property
    def names(self) -> Names:
        """How accounts are called on screen."""
        return Names(workspace_key(self.workspace), self.words("words.account"), self.reveal)

    def key(self, *parts: object) -> str:
        """Key of a widget whose options are texts or names: Streamlit remembers a choice by what was written there,
        so another language, or handles instead of pseudonyms, makes another widget."""
        return ".".join(str(part) for part in (*parts, self.lang, "handles" if self.reveal else "pseudonyms"))

    @property
    def source(self) -> Source:
        """What the cached loaders are keyed by."""
        return source_of(self.workspace, self.run_id)


def workspace_from_environment() -> Workspace:
    """The workspace that the app was started for. Raises UserError if none is named or it is not one."""
    path = os.environ.get(WORKSPACE_VARIABLE)
    if not path:
        raise UserError(
            f'No workspace is named: start the app with "claqueur app --workspace W" (sets {WORKSPACE_VARIABLE}).'
        )
    return Workspace.open(path)


def read_link() -> None:
    """Take what the link says into the session."""
    for key in LINK_KEYS:
        if key in st.query_params:
            st.session_state[f"link.{key}"] = st.query_params[key]
    if SECTION not in st.query_params:
        unlink(SECTION)  # it is of one page alone: whoever comes from another sees the evidence first


def write_link(keys: Iterable[str]) -> None:
    """Make the link say what is shown, for the parameters that matter on this page."""
    wanted = {key: value for key in keys if (value := linked(key)) is not None}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def linked(key: str) -> str | None:
    """What is chosen by a parameter of the link, if anything."""
    return st.session_state.get(f"link.{key}")


def link(key: str, value: str) -> None:
    """Choose a run, a language, a campaign...: in the session, and in the link, which the next run reads first."""
    st.session_state[f"link.{key}"] = value
    if st.query_params.get(key) != value:
        st.query_params[key] = value


def unlink(key: str) -> None:
    """Choose nothing any more: in the session and in the link."""
    st.session_state.pop(f"link.{key}", None)
    st.query_params.pop(key, None)


def language() -> str:
    """The chosen language, else the browser's, else English."""
    wanted = linked("lang") or (st.context.locale or "en")[:2]
    return wanted if wanted in LANGUAGES else "en"


def toggle_reveal() -> None:
    """Called when the reader shows or hides the handles: writes it down."""
    log_reveal(workspace_from_environment(), linked("run") or "", bool(st.session_state[REVEAL_KEY]))


def set_current(context: Context) -> None:
    """Hand the context to the page that runs next."""
    st.session_state["context"] = context


def current() -> Context:
    """The context that main.py has set."""
    return st.session_state["context"]
