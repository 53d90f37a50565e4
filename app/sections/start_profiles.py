"""Mappings that were saved for files of the same kind: one is chosen, or the present one is saved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.display.safe_text import safe_line
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError

CHOSEN = "start.profile"
NOT_IN_NAME = re.compile(r"[^\w-]+")
MAX_NAME = 60


class Named(Protocol):
    """A file to read."""

    @property
    def path(self) -> Path:
        """Where it is."""
        ...


def profile_chosen() -> str:
    """Name of the saved mapping that was chosen; empty for none."""
    return str(st.session_state.get(CHOSEN) or "")


def draw_profile(context: Context) -> dict[str, str]:
    """The saved mapping that is chosen, as the pairs of --map; empty if there are none or none was chosen."""
    from claqueur.ingest.tables.profiles import pairs_of_profile

    words = context.words
    folder = context.workspace.profiles
    saved = sorted(path.stem for path in folder.glob("*.toml")) if folder.is_dir() else []
    if not saved:
        return {}
    name = st.selectbox(
        words("start.profile.choose"),
        ["", *saved],
        key=CHOSEN,
        format_func=lambda name: safe_line(name, MAX_NAME) if name else words("start.profile.none"),
        help=words("start.profile.help"),
    )
    if not name:
        return {}
    try:
        return pairs_of_profile(folder / f"{name}.toml")
    except UserError as error:  # changed by hand
        st.text(error_sentence(error, words))
        return {}


def draw_save_profile(context: Context, file: Named, mapping: dict[str, str]) -> None:
    """A name and a button that saves how the file is read."""
    from claqueur.ingest.tables.profiles import profile_of, save_profile

    words = context.words
    with st.expander(words("start.profile.name"), icon=":material/bookmark_add:"):
        written = st.text_input(
            words("start.profile.name"), key="start.profile.new", max_chars=MAX_NAME, label_visibility="collapsed"
        )
        name = NOT_IN_NAME.sub("-", (written or "").strip()).strip("-")
        if not st.button(words("start.profile.save"), key="start.profile.save", disabled=not name):
            return
        try:
            text = profile_of(file.path, mapping)
            context.workspace.profiles.mkdir(exist_ok=True)
            save_profile(context.workspace.profiles / f"{name}.toml", text)
        except UserError as error:
            st.text(error_sentence(error, words))
        else:
            st.caption(words("start.profile.saved"))
