"""Method and help: a tour, the method in plain words and pictures, every number's formula, limits, ethics, glossary."""

import streamlit as st

from claqueur.app.context import current
from claqueur.app.data import loading
from claqueur.app.sections.elements import draw_plot
from claqueur.app.sections.how import draw_folded
from claqueur.app.sections.tour_card import draw_start
from claqueur.app.views.method import CLOSING, FORMULAS, SECTIONS, contents, glossary, title
from claqueur.app.views.numbers import NUMBERS
from claqueur.app.views.pictures import pictures

READING_PX = 820  # lines no longer than a reader's eye follows

context = current()
words, formats = context.words, context.formats


def heading(section: str) -> None:
    """A heading that the list of contents, and a link from outside, can jump to."""
    st.header(title(section, words), anchor=section)


with st.container(width=READING_PX):
    st.title(words("method.title"))
    st.markdown(words("method.intro"))
    with st.expander(words("method.contents"), icon=":material/toc:"):
        st.markdown(contents(words))
    heading("tour")
    draw_start(context, loading.manifests(str(context.workspace.path)))
    drawn = pictures(words, formats)
    for section in SECTIONS:
        heading(section)
        st.markdown(words(f"method.{section}.text"))
        for formula in FORMULAS.get(section, ()):
            st.latex(formula)
        if section in FORMULAS:
            st.markdown(words(f"method.{section}.reading"))
        if section in drawn:
            draw_plot(drawn[section], words(f"picture.{section}.alt"))
            st.caption(f"{words(f'picture.{section}.text')} {words('picture.caption')}")
    heading("numbers")
    st.markdown(words("method.numbers.text"))
    for number in NUMBERS:
        draw_folded(number, words)
    for section in CLOSING:
        heading(section)
        st.markdown(words(f"method.{section}.text"))
    heading("words")
    for term, meaning in glossary(words):
        st.markdown(f"**{term}** – {meaning}")
