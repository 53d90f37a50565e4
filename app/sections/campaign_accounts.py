"""The sections of the campaign page on its accounts: when they post, who acts with whom, who starts."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link
from claqueur.app.data import loading, loading_evidence
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.columns import localised, member_columns, precedence_columns
from claqueur.app.sections.elements import (
    chosen_row,
    draw_chart,
    draw_pair,
    draw_plot,
)
from claqueur.app.sections.fragment import fragment
from claqueur.app.sections.how import draw_how
from claqueur.app.views import campaign as view
from claqueur.app.views import chart_data
from claqueur.app.views.conduct import conduct_sentences, week_of, week_plot
from claqueur.app.views.network import MAX_ACCOUNTS, drawn_edges, network_chart, pair_of
from claqueur.app.views.precedence import precedence_table
from claqueur.app.views.strips import MAX_STRIPS, strips_plot

ORDINARY_SHOWN = 20_000
PAIRS_OFFERED = 300
NETWORK_PX = 560


def draw_strips(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """When the members posted."""
    words, formats = context.words, context.formats
    st.header(words("campaign.strips"))
    shown = members.head(MAX_STRIPS)
    evidence = loading_evidence.evidence_acts(context.source, tuple(members["account"]))
    ordinary = loading.times_of(context.source, tuple(shown["account_id"].drop_nulls()), ORDINARY_SHOWN)
    caption = words(
        "campaign.strips_caption", shown=formats.number(shown.height), members=words.counted("accounts", members.height)
    )
    draw_plot(strips_plot(shown, evidence, ordinary, words, formats), caption)
    st.caption(caption)
    draw_data(context, words("campaign.strips"), lambda: chart_data.acts(shown, evidence, ordinary), "strips")


def draw_conduct(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """The members' week beside the conversation's, the variety of their gaps, and whether they talk or broadcast."""
    words, formats = context.words, context.formats
    row = loading.conduct(context.source, campaign["campaign_id"])
    if row is None:
        return
    st.header(words("conduct.title"))
    everybody = week_of(loading.timeline(context.source, ""))
    caption = words("conduct.caption", posts=words.counted("posts", row["n_posts"]))
    draw_plot(week_plot(row["hours"], everybody, words, formats), caption)
    st.caption(caption)
    draw_data(context, words("conduct.title"), lambda: chart_data.week(row["hours"], everybody, formats), "week")
    st.markdown("\n".join(f"- {line}" for line in conduct_sentences(row, everybody, words, formats)))
    draw_how(words, "entropy", "replies")


@fragment
def draw_network(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """The network; a click on a line, or the list beside it, shows what ties the pair together."""
    words, formats = context.words, context.formats
    st.header(words("campaign.network"))
    edges = loading_evidence.edges_within(context.source, tuple(members["account"]))
    if edges.is_empty():
        st.info(words("campaign.no_edges"))
        return
    pair_key = context.key("campaign.pair", campaign["campaign_id"])
    chart_key = f"campaign.network.{campaign['campaign_id']}"
    names = dict(members.select("account", "name").iter_rows())
    drawn = drawn_edges(edges, members.head(MAX_ACCOUNTS))
    pairs = list(edges.head(PAIRS_OFFERED).select("u", "v").iter_rows())

    def take_click() -> None:
        clicked = pair_of(st.session_state[chart_key].selection.selected, drawn)
        if clicked is not None:
            st.session_state[pair_key] = clicked

    if st.session_state.get(pair_key) not in (None, *pairs):
        pairs.append(st.session_state[pair_key])
    st.caption(words("campaign.network_caption"))
    chosen = st.selectbox(
        words("campaign.pair"),
        pairs,
        key=pair_key,
        format_func=lambda pair: f"{names.get(pair[0], '–')} – {names.get(pair[1], '–')}",
    )
    alt = words(
        "campaign.network_alt",
        accounts=words.counted("accounts", members.height),
        pairs=words.counted("pairs", edges.height),
    )
    draw_chart(network_chart(members, edges, chosen, words, formats), chart_key, alt, NETWORK_PX, on_select=take_click)
    if drawn.height < edges.height:
        pairs_in_all = words.counted("pairs", edges.height)
        st.caption(words("campaign.network_cut", shown=formats.number(drawn.height), pairs=pairs_in_all))
    draw_data(context, words("campaign.network"), lambda: chart_data.pairs(edges, names), "network")
    edge = edges.filter((pl.col("u") == chosen[0]) & (pl.col("v") == chosen[1]))
    draw_pair(context, edge.row(0, named=True), key="campaign.pair_posts")
    draw_how(words, "seen", "expected", "strength", "q")


def draw_members(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """Members with who starts and who follows, in all and by kind of trace; choosing one opens its page."""
    words, formats = context.words, context.formats
    st.header(words("campaign.members"))
    st.markdown(view.starters(members, words, formats))
    draw_how(words, "first")
    place = chosen_row(view.members_table(members, words), member_columns(words), formats, key="campaign.members")
    st.caption(words("campaign.members_caption"))
    by_layer = precedence_table(loading.precedence(context.source, campaign["campaign_id"]), members, words)
    if not by_layer.is_empty():
        with st.expander(words("precedence.title")):
            st.caption(words("precedence.caption"))
            st.dataframe(
                localised(by_layer, formats),
                hide_index=True,
                key="campaign.precedence",
                column_config=precedence_columns(words),
            )
    if place is not None:
        link("account", str(members["account"][place]))
        st.switch_page("app_pages/account.py")
