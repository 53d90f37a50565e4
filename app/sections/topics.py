"""The parts of the page on brands and topics."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link, linked
from claqueur.app.data import topics as loading
from claqueur.app.sections.columns import localised
from claqueur.app.sections.elements import chosen_row, draw_chart
from claqueur.app.sections.stance_form import draw_stances, stances_or_warning
from claqueur.app.sections.topic_columns import mark_columns, topic_campaign_columns, voice_columns
from claqueur.app.views import topics as view
from claqueur.app.views.campaigns import campaign_name


def draw_topic(context: Context, digest: str, topic: dict[str, Any]) -> None:
    """One topic: the sentence, then its days."""
    words, formats = context.words, context.formats
    sentence = view.summary(topic, context.manifest.get("input", {}).get("n_posts") or 0, words, formats)
    st.markdown(sentence)
    days = loading.days(context.source, digest, (topic["topic"],))
    if days.is_empty():
        return
    draw_chart(view.days_figure(days, words, formats), key=f"topics.days.{topic['topic']}", alt=sentence)
    st.caption(words("topics.days_caption"))


def draw_campaigns(context: Context, digest: str, topic: dict[str, Any]) -> None:
    """The campaigns on the topic; choosing one shows its words, what reviewers say, and the way to its page."""
    words, formats = context.words, context.formats
    st.header(words("topics.campaigns"))
    campaigns = loading.campaigns_on(context.source, digest, topic["topic"])
    if campaigns.is_empty():
        st.info(words("topics.no_campaigns"), icon=":material/search_off:")
        return
    marks = loading.marks(context.source, digest, topic["topic"])
    said = stances_or_warning(context, topic["topic"])
    st.markdown(words("topics.stance_why"))
    place = chosen_row(
        view.campaigns_table(campaigns, marks, said, words),
        topic_campaign_columns(words),
        formats,
        key=f"topics.campaigns.{topic['topic']}",
    )
    st.caption(words("topics.campaigns_caption"))
    if place is None:
        return
    campaign_id = campaigns["campaign_id"][place]
    with st.container(border=True):
        st.subheader(words("topics.on_topic", campaign=campaign_name(campaign_id)))
        found = view.marks_table(marks, campaign_id)
        if found.is_empty():
            st.caption(words("topics.no_marks"))
        else:
            st.dataframe(
                localised(found, formats),
                hide_index=True,
                key=f"topics.marks.{topic['topic']}.{campaign_id}",
                column_config=mark_columns(words),
                height="content" if found.height <= 8 else 320,
            )
            st.caption(words("topics.marks_caption"))
        if st.button(words("topics.open_campaign"), key="topics.open", icon=":material/hub:"):
            link("campaign", campaign_id)
            st.switch_page("app_pages/campaign.py")
        draw_stances(context, topic["topic"], campaign_id, said.get(campaign_id, []))


def draw_compared(context: Context, digest: str, topics: pl.DataFrame, chosen: str) -> None:
    """Several topics side by side: share of voice with and without flagged accounts, and their days."""
    words, formats = context.words, context.formats
    st.header(words("topics.compared"))
    names = view.names(topics)
    default = view.chosen_topics(topics, linked("topics"), chosen)
    key = context.key("topics.compare", *default)
    picked = st.multiselect(
        words("topics.choose"),
        list(names),
        default=default,
        max_selections=view.COMPARED,
        format_func=names.__getitem__,
        key=key,
        on_change=lambda: link("topics", ",".join(st.session_state[key])),
    )
    shown = topics.filter(pl.col("topic").is_in(picked))
    if shown.height < 2 or not shown["n_posts"].sum():
        st.info(words("topics.too_few"), icon=":material/stacked_bar_chart:")
        return
    voice = view.voice_table(shown)
    sentence = words("topics.voice_caption")
    draw_chart(view.voice_figure(voice, words, formats), key="topics.voice", alt=sentence)
    st.caption(sentence)
    columns = voice_columns(words)
    st.dataframe(
        localised(voice.select(list(columns)), formats),
        hide_index=True,
        key="topics.voice_table",
        column_config=columns,
    )
    days = loading.days(context.source, digest, tuple(shown["topic"]))
    alt = words("topics.compared_caption")
    draw_chart(view.compared_figure(days, shown, words, formats), key="topics.compared", alt=alt)
    st.caption(alt)
