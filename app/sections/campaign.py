"""The sections of the campaign page, each from loaded tables to the screen."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link
from claqueur.app.data import loading
from claqueur.app.sections.columns import localised, member_columns, object_columns, precedence_columns
from claqueur.app.sections.elements import (
    acts_of,
    chosen_row,
    draw_chart,
    draw_drift,
    draw_pair,
    draw_posts,
    posts_of_acts,
)
from claqueur.app.sections.how import draw_how
from claqueur.app.views import campaign as view
from claqueur.app.views.campaigns import class_name
from claqueur.app.views.conduct import conduct_sentences, week_figure, week_of
from claqueur.app.views.hypotheses import shown_hypotheses
from claqueur.app.views.manifest import model_used
from claqueur.app.views.network import MAX_ACCOUNTS, drawn_edges, network_figure, pair_of
from claqueur.app.views.precedence import precedence_table
from claqueur.app.views.reasons import campaign_reasons
from claqueur.app.views.strips import MAX_STRIPS, strips_figure
from claqueur.app.views.timeline import timeline_figure, with_members
from claqueur.app.views.windows import windows_sentence, windows_table
from claqueur.app.views.without import volume, without_table

OBJECTS_SHOWN = 200
ORDINARY_SHOWN = 20_000
PAIRS_OFFERED = 300


def draw_finding(context: Context, campaign: dict[str, Any]) -> None:
    """The sentence, the class, expected against seen, the three axes."""
    words, formats, manifest = context.words, context.formats, context.manifest
    key = campaign["class"].replace("/", "_")
    st.header(view.lead(campaign, manifest, words, formats))
    st.markdown(view.period(campaign, manifest, words, formats))
    draw_how(words, "counts", "gap")
    st.info(f"**{class_name(campaign['class'], words)}** – {words(f'class.{key}.meaning')}", icon=":material/label:")
    shown = (
        ("seen", formats.number(campaign["seen"]), words("columns.seen_help")),
        ("expected", formats.estimate(campaign["expected"]), words("columns.expected_help")),
        ("ratio", view.ratio(campaign, formats), words("campaign.ratio_help")),
    )
    for column, (name, value, meaning) in zip(st.columns(3), shown, strict=True):
        with column:
            st.metric(words(f"campaign.{name}"), value, help=meaning)
            draw_how(words, name)
    st.header(words("campaign.axes"))
    st.caption(words("campaign.axes_caption"))
    for column, axis, (name, value, how) in zip(
        st.columns(3), view.AXES, view.axes(campaign, words, formats), strict=True
    ):
        with column.container(border=True, height="stretch"):
            st.metric(name, value)
            st.caption(how)
            draw_how(words, axis)


@st.fragment
def draw_objects(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """Shared objects, most members first; the posts behind the chosen one, side by side."""
    words, formats = context.words, context.formats
    st.header(words("campaign.objects"))
    objects = loading.objects(context.source, campaign["campaign_id"], OBJECTS_SHOWN)
    if objects.is_empty():
        st.info(words("campaign.no_objects"))
        return
    st.caption(words("campaign.objects_caption"))
    table = view.object_table(objects, context.manifest, words, formats, context.reveal)
    key = f"campaign.objects.{campaign['campaign_id']}"
    place = chosen_row(table, object_columns(words), formats, key=key, is_required=True)
    if campaign["n_objects"] > objects.height:
        st.caption(
            words(
                "campaign.objects_cut",
                shown=formats.number(objects.height),
                objects=words.counted("objects", campaign["n_objects"]),
            )
        )
    chosen = objects.row(place or 0, named=True)
    keys = tuple(members["account"])
    evidence = loading.evidence_of_object(context.source, chosen["layer"], chosen["object_id"], keys)
    st.markdown(
        words(
            "campaign.object_posts",
            layer=words(f"layer.{chosen['layer']}"),
            members=words.counted("accounts", chosen["n_members"]),
        )
    )
    posts = posts_of_acts(context, acts_of(evidence), members)
    draw_posts(posts, context, key="campaign.object_posts", layer=chosen["layer"])


def draw_explanations(context: Context, campaign: dict[str, Any]) -> None:
    """Benign hypotheses with verdicts, and what is not known."""
    words, formats = context.words, context.formats
    st.header(words("campaign.hypotheses"))
    st.caption(words("campaign.hypotheses_caption"))
    draw_how(words, "verdict")
    shown = shown_hypotheses(campaign["hypotheses"], words, formats)
    if not shown:
        st.markdown(words("campaign.no_hypotheses"))
    for hypothesis in shown:
        verdict = f"{hypothesis.icon} **{hypothesis.title}** – {hypothesis.verdict_word}."
        single = len(hypothesis.reasons) == 1
        numbers = f" {hypothesis.reasons[0]}" if single else "".join(f"\n- {line}" for line in hypothesis.reasons)
        st.markdown(verdict + numbers)
    with st.container(border=True):
        st.subheader(words("unknown.title"))
        st.markdown("\n".join(f"- {line}" for line in view.unknowns(campaign, context.manifest, words, formats)))


def draw_reasons(context: Context, campaign: dict[str, Any]) -> None:
    """What raises the scores of its members most, where a model was used."""
    words, formats = context.words, context.formats
    if model_used(context.manifest) is None:
        return
    st.header(words("reason.title_campaign"))
    rows = loading.campaign_explanations(context.source, campaign["campaign_id"])
    if not rows:
        st.markdown(words("reason.no_scores"))
        return
    draw_drift(context)
    st.markdown("\n".join(f"- {line}" for line in campaign_reasons(rows, words, formats)))
    st.caption(words("reason.caption"))
    draw_how(words, "reasons", "score", "psi")


def draw_without(context: Context, campaign: dict[str, Any]) -> None:
    """What was most used, with and without the members' posts."""
    words, formats = context.words, context.formats
    found = loading.without(context.source, campaign["campaign_id"])
    sentence = volume(found, words, formats)
    if sentence is None:
        return
    st.header(words("without.title"))
    st.markdown(sentence)
    draw_how(words, "without")
    everybody = loading.timeline(context.source, "")
    both = with_members(everybody, loading.timeline(context.source, campaign["campaign_id"]))
    caption = words("without.timeline_caption")
    draw_chart(timeline_figure(both, words, formats, "without"), key="campaign.timeline", alt=caption)
    st.caption(caption)
    table = without_table(found, context.names, words, formats)
    if not table.is_empty():
        st.dataframe(table, hide_index=True, key="campaign.without")


def draw_strips(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """When the members posted."""
    words, formats = context.words, context.formats
    st.header(words("campaign.strips"))
    shown = members.head(MAX_STRIPS)
    evidence = loading.evidence_acts(context.source, tuple(members["account"]))
    ordinary = loading.times_of(context.source, tuple(shown["account_id"].drop_nulls()), ORDINARY_SHOWN)
    caption = words(
        "campaign.strips_caption", shown=formats.number(shown.height), members=words.counted("accounts", members.height)
    )
    draw_chart(strips_figure(shown, evidence, ordinary, words, formats), key="campaign.strips", alt=caption)
    st.caption(caption)


def draw_conduct(context: Context, campaign: dict[str, Any]) -> None:
    """The members' week beside the conversation's, the variety of their gaps, and whether they talk or broadcast."""
    words, formats = context.words, context.formats
    row = loading.conduct(context.source, campaign["campaign_id"])
    if row is None:
        return
    st.header(words("conduct.title"))
    everybody = week_of(loading.timeline(context.source, ""))
    caption = words("conduct.caption", posts=words.counted("posts", row["n_posts"]))
    draw_chart(week_figure(row["hours"], everybody, words, formats), key="campaign.week", alt=caption)
    st.caption(caption)
    st.markdown("\n".join(f"- {line}" for line in conduct_sentences(row, everybody, words, formats)))
    draw_how(words, "entropy", "replies")


def draw_stability(context: Context, campaign: dict[str, Any]) -> None:
    """Would it still be there with other random starts, and in other time windows."""
    words, formats = context.words, context.formats
    st.header(words("windows.title"))
    st.markdown(words("windows.seeds", stability=formats.percent(campaign["stability"])))
    windows = loading.windows(context.source, campaign["campaign_id"])
    if windows.is_empty():
        st.caption(words("windows.untold"))
        draw_how(words, "stability")
        return
    st.markdown(windows_sentence(windows, campaign["size"], words, formats))
    table = windows_table(windows, campaign["size"], words, formats)
    st.dataframe(table, hide_index=True, key="campaign.windows")
    st.caption(words("windows.caption"))
    draw_how(words, "stability", "windows")


@st.fragment
def draw_network(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """The network; a click on a line, or the list beside it, shows what ties the pair together."""
    words, formats = context.words, context.formats
    st.header(words("campaign.network"))
    edges = loading.edges_within(context.source, tuple(members["account"]))
    if edges.is_empty():
        st.info(words("campaign.no_edges"))
        return
    pair_key = context.key("campaign.pair", campaign["campaign_id"])
    chart_key = f"campaign.network.{campaign['campaign_id']}"
    names = dict(members.select("account", "name").iter_rows())
    pairs = list(edges.head(PAIRS_OFFERED).select("u", "v").iter_rows())

    def take_click() -> None:
        points = st.session_state[chart_key].selection.points
        clicked = pair_of(points[0].get("customdata")) if points else None
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
    draw_chart(
        network_figure(members, edges, chosen, words, formats),
        key=chart_key,
        alt=alt,
        on_select=take_click,
        selection_mode="points",
    )
    drawn = drawn_edges(edges, members.head(MAX_ACCOUNTS)).height
    if drawn < edges.height:
        st.caption(
            words("campaign.network_cut", shown=formats.number(drawn), pairs=words.counted("pairs", edges.height))
        )
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
