"""A part of a page that is drawn anew alone, and says by itself why it cannot be shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import streamlit as st

from claqueur.app.context import Context
from claqueur.app.texts import Words
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError

Given = ParamSpec("Given")


def fragment(draw: Callable[Concatenate[Context, Given], None]) -> Callable[Concatenate[Context, Given], None]:
    """As st.fragment, which lets no error reach the page around it: a UserError is said in the part."""

    @st.fragment
    @wraps(draw)
    def told(context: Context, *given: Given.args, **named: Given.kwargs) -> None:
        try:
            draw(context, *given, **named)
        except UserError as error:
            say_why_not(error, context.words)

    return told


def say_why_not(error: UserError, words: Words) -> None:
    """What cannot be shown, and what to do."""
    st.error(words("empty.user_error"))
    st.text(error_sentence(error, words))
