"""How a number is computed: its formula, what it means, and the place in the code; the same wherever it stands."""

from __future__ import annotations

import streamlit as st

from claqueur.app.texts import Words
from claqueur.app.views.numbers import BY_NAME, Number


def draw_number(number: Number, words: Words) -> None:
    """Formula, meaning and place in the code of one number."""
    st.latex(number.formula)
    st.markdown(words(f"number.{number.name}.text"))
    st.caption(words("number.code", file=number.file, function=number.function))


def draw_folded(number: Number, words: Words) -> None:
    """One number that unfolds; a formula costs the browser something even where it is not seen."""
    folded = st.expander(words(f"number.{number.name}.name"), on_change="rerun", key=f"how.{number.name}")
    if folded.open:
        with folded:
            draw_number(number, words)


def draw_how(words: Words, *names: str) -> None:
    """A quiet button that opens how the numbers (of views/numbers.py) beside it are computed; it names them, so that
    who hears the buttons one after the other knows which is which."""
    called = {name: words(f"number.{name}.name") for name in names}
    with st.popover(words("how.label", names=", ".join(called.values())), type="tertiary", icon=":material/function:"):
        for name, title in called.items():
            st.markdown(f"**{title}**")
            draw_number(BY_NAME[name], words)
