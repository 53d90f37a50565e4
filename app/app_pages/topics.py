"""Brands and topics of the watchlist: how much is said, what part of it is coordinated, which campaigns are on them."""

import polars as pl
import streamlit as st

from claqueur.app.context import current, link, linked
from claqueur.app.data import topics as loading
from claqueur.app.sections.elements import chosen_row
from claqueur.app.sections.topic_columns import topic_columns
from claqueur.app.sections.topics import draw_campaigns, draw_compared, draw_topic
from claqueur.app.sections.watchlist_field import draw_apply, draw_watchlist
from claqueur.app.views import topics as view

context = current()
words, formats = context.words, context.formats
digest = loading.digest(context.manifest)

st.title(words("topics.title"))
if digest is None:
    st.info(words("topics.none"), icon=":material/bookmark:")
    draw_watchlist(context)
    draw_apply(context, digest)
    st.stop()

topics = loading.topics(context.source, digest)
if linked("topic") not in (None, *topics["topic"]):
    st.warning(words("topics.unknown"))
chosen = view.chosen_topic(topics, linked("topic"))
st.markdown(words("topics.intro"))
# Its key holds the choice: a row is chosen once, then the page begins anew with the topic that it names.
place = chosen_row(view.topics_table(topics, words), topic_columns(words), formats, key=f"topics.table.{chosen}")
if place is not None and topics["topic"][place] != chosen:
    link("topic", topics["topic"][place])
    st.rerun()
st.caption(words("topics.table_caption"))
link("topic", chosen)

st.header(words("topics.one_title"))
names, key = view.names(topics), context.key("topics.choice", chosen)
st.selectbox(
    words("topics.choose_one"),
    list(names),
    index=list(names).index(chosen),
    format_func=names.__getitem__,
    key=key,
    on_change=lambda: link("topic", st.session_state[key]),
)
row = topics.row(by_predicate=pl.col("topic") == chosen, named=True)
draw_topic(context, digest, row)
draw_campaigns(context, digest, row)
draw_compared(context, digest, topics, chosen)
st.header(words("watchlist.title"))
draw_apply(context, digest)
if st.toggle(words("watchlist.change"), key="topics.watchlist"):
    draw_watchlist(context)
