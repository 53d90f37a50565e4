"""The sections of the campaign page on the whole group: finding, evidence, explanations, stability, its weight."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context
from claqueur.app.data import loading, loading_evidence
from claqueur.app.display.cards import figures_html
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.columns import object_columns
from claqueur.app.sections.elements import (
    acts_of,
    chosen_row,
    draw_drift,
    draw_facts,
    draw_plot,
    draw_posts,
    posts_of_acts,
)
from claqueur.app.sections.fragment import fragment
from claqueur.app.sections.how import draw_folded, draw_how
from claqueur.app.views import campaign as view
from claqueur.app.views import chart_data
from claqueur.app.views.campaigns import class_name
from claqueur.app.views.hypotheses import shown_hypotheses, tally
from claqueur.app.views.manifest import model_used
from claqueur.app.views.numbers import BY_NAME
from claqueur.app.views.reasons import campaign_reasons
from claqueur.app.views.timeline import timeline_plot, with_members
from claqueur.app.views.windows import windows_sentence, windows_table
from claqueur.app.views.without import volume, without_table

OBJECTS_SHOWN = 200
NUMBERS = ("counts", "gap", *view.FIGURES, *view.AXES)


def draw_finding(context: Context, campaign: dict[str, Any]) -> None:
    """The sentence, the class, expected against seen, the three axes, and how innocent explanations fared."""
    words, formats, manifest = context.words, context.formats, context.manifest
    key = campaign["class"].replace("/", "_")
    st.header(view.lead(campaign, manifest, words, formats))
    st.markdown(view.period(campaign, manifest, words, formats))
    st.info(f"**{class_name(campaign['class'], words)}** – {words(f'class.{key}.meaning')}", icon=":material/label:")
    st.html(figures_html(view.figures(campaign, words, formats)))
    st.markdown(tally(shown_hypotheses(campaign["hypotheses"], words, formats), words))


def draw_numbers(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """What the numbers above the sections mean, and how each is computed."""
    words = context.words
    st.header(words("campaign.numbers"))
    st.caption(words("campaign.axes_caption"))
    draw_facts(view.meanings(words))
    st.subheader(words("campaign.formulas"))
    for name in NUMBERS:
        draw_folded(BY_NAME[name], words)


@fragment
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
    evidence = loading_evidence.evidence_of_object(context.source, chosen["layer"], chosen["object_id"], keys)
    st.markdown(
        words(
            "campaign.object_posts",
            layer=words(f"layer.{chosen['layer']}"),
            members=words.counted("accounts", chosen["n_members"]),
        )
    )
    posts = posts_of_acts(context, acts_of(evidence), members)
    draw_posts(posts, context, key="campaign.object_posts", layer=chosen["layer"])


def draw_explanations(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
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
    if campaign["class"] != "declared":
        st.caption(words("campaign.declare"))
    with st.container(border=True):
        st.subheader(words("unknown.title"))
        st.markdown("\n".join(f"- {line}" for line in view.unknowns(campaign, context.manifest, words, formats)))


def draw_reasons(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
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


def draw_without(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
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
    draw_plot(timeline_plot(both, words, formats, "without"), caption)
    st.caption(caption)
    hours = chart_data.hours(both).rename({"coordinated": "own"})
    draw_data(context, words("without.title"), lambda: hours, "without")
    table = without_table(found, context.names, words, formats)
    if not table.is_empty():
        st.dataframe(table, hide_index=True, key="campaign.without")


def draw_stability(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
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
