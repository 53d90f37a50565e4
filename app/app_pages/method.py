"""The method in plain words: what is measured, how, its limits, ethics, glossary."""

import streamlit as st

from claqueur.app.context import current
from claqueur.app.views.method import FORMULAS, SECTIONS, glossary

READING_PX = 820  # lines no longer than a reader's eye follows

context = current()
words, formats = context.words, context.formats

with st.container(width=READING_PX):
    st.title(words("method.title"))
    st.markdown(words("method.intro"))
    for section in SECTIONS:
        st.header(words(f"method.{section}.title"))
        st.markdown(words(f"method.{section}.text"))
        for formula in FORMULAS.get(section, ()):
            st.latex(formula)
        if section in FORMULAS:
            st.markdown(words(f"method.{section}.reading"))
    st.header(words("method.glossary"))
    for term, meaning in glossary(words):
        st.markdown(f"**{term}** – {meaning}")
