"""The parts of the page on brands and topics."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link, linked, unlink
from claqueur.app.data import topics as loading
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.columns import localised
from claqueur.app.sections.elements import chosen_row, draw_plot
from claqueur.app.sections.stance_form import draw_stances, stances_or_warning
from claqueur.app.sections.topic_columns import mark_columns, topic_campaign_columns, voice_columns
from claqueur.app.sections.verdict_form import reviewer
from claqueur.app.views import chart_data
from claqueur.app.views import topics as view
from claqueur.app.views.campaigns import campaign_name
from claqueur.app.views.topic_charts import compared_plot, days_plot, voice_plot


def draw_topic(context: Context, digest: str, topic: dict[str, Any]) -> None:
    """One topic: the sentence, then its days."""
    words, formats = context.words, context.formats
    sentence = view.summary(topic, context.manifest.get("input", {}).get("n_posts") or 0, words, formats)
    st.markdown(sentence)
    days = loading.days(context.source, digest, (topic["topic"],))
    if days.is_empty():
        return
    draw_plot(days_plot(days, words, formats), sentence)
    st.caption(words("topics.days_caption"))
    named = view.names(pl.DataFrame([topic]))
    draw_data(context, words("topics.one_title"), lambda: chart_data.days(days, named), "topic")


def draw_campaigns(context: Context, digest: str, topic: dict[str, Any]) -> None:
    """The campaigns on the topic; choosing one shows its words, what reviewers say, and the way to its page."""
    words = context.words
    st.header(words("topics.campaigns"))
    campaigns = loading.campaigns_on(context.source, digest, topic["topic"])
    if topic["n_alone"]:
        st.markdown(words("topics.alone", posts=words.counted("posts", topic["n_alone"])))
    if campaigns.is_empty():
        st.info(words("topics.no_campaigns"), icon=":material/search_off:")
        return
    marks = loading.marks(context.source, digest, topic["topic"])
    said = stances_or_warning(context, topic["topic"])
    st.markdown(words("topics.stance_why"))
    table = view.campaigns_table(campaigns, marks, said, reviewer(), words)
    campaign_id = _chosen_campaign(context, topic["topic"], campaigns, table)
    if campaign_id is None:
        return
    with st.container(border=True):
        st.subheader(words("topics.on_topic", campaign=campaign_name(campaign_id)))
        _draw_marks(context, marks, topic["topic"], campaign_id)
        if st.button(words("topics.open_campaign"), key="topics.open", icon=":material/hub:"):
            st.switch_page("app_pages/campaign.py")
        draw_stances(context, topic["topic"], campaign_id, said.get(campaign_id, []))


def _chosen_campaign(context: Context, topic: str, campaigns: pl.DataFrame, table: pl.DataFrame) -> str | None:
    """The campaign that the link names, or that is chosen in the table or the list below; None before any is."""
    words = context.words
    ids = campaigns["campaign_id"].to_list()
    chosen = linked("campaign") if linked("campaign") in ids else None
    # Its key holds the choice: a row is chosen once, then the page begins anew with the campaign that it names.
    columns = topic_campaign_columns(words)
    place = chosen_row(table, columns, context.formats, key=f"topics.campaigns.{topic}.{chosen}")
    if place is not None and ids[place] != chosen:
        link("campaign", ids[place])
        st.rerun()
    st.caption(words("topics.campaigns_caption"))
    names = dict(
        zip(ids, [f"{name} · {kind}" for name, kind in table.select("campaign", "class").iter_rows()], strict=True)
    )
    key = context.key("topics.campaign", topic, chosen)

    def take() -> None:
        picked = st.session_state[key]
        unlink("campaign") if picked is None else link("campaign", picked)

    return st.selectbox(
        words("topics.choose_campaign"),
        ids,
        index=None if chosen is None else ids.index(chosen),
        format_func=names.__getitem__,
        placeholder=words("topics.no_campaign_chosen"),
        key=key,
        on_change=take,
    )


def _draw_marks(context: Context, marks: pl.DataFrame, topic: str, campaign_id: str) -> None:
    """The words and hashtags that mark a campaign on a topic."""
    words = context.words
    found = view.marks_table(marks, campaign_id)
    if found.is_empty():
        st.caption(words("topics.no_marks"))
        return
    st.dataframe(
        localised(found, context.formats),
        hide_index=True,
        key=f"topics.marks.{topic}.{campaign_id}",
        column_config=mark_columns(words),
        width="content",
    )
    st.caption(words("topics.marks_caption"))


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
    shown = topics.filter(pl.col("topic").is_in(picked)).sort("n_posts", "place", descending=[True, False])
    if shown.height < 2 or not shown["n_posts"].sum():
        st.info(words("topics.too_few"), icon=":material/stacked_bar_chart:")
        return
    voice = view.voice_table(shown)
    sentence = words("topics.voice_caption")
    draw_plot(voice_plot(voice, words, formats), sentence)
    st.caption(sentence)
    draw_data(context, words("data.voice_pct"), lambda: chart_data.voices(voice), "voices")
    columns = voice_columns(words)
    st.dataframe(
        localised(voice.select(list(columns)), formats),
        hide_index=True,
        key="topics.voice_table",
        column_config=columns,
    )
    days = loading.days(context.source, digest, tuple(shown["topic"]))
    alt = words("topics.compared_caption")
    draw_plot(compared_plot(days, shown, words, formats), alt)
    st.caption(alt)
    draw_data(context, words("topics.compared"), lambda: chart_data.days(days, view.names(shown)), "topics")
