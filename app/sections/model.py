"""The parts of the models page: the model of the run, all models, one model's threshold, figures and origin."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st
from streamlit import column_config as columns

from claqueur.app.context import Context, link
from claqueur.app.data import loading_models
from claqueur.app.display.safe_text import safe_line
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.elements import draw_drift, draw_facts, draw_plot
from claqueur.app.sections.fragment import fragment
from claqueur.app.texts import Words
from claqueur.app.views import chart_data
from claqueur.app.views import models as view
from claqueur.app.views import threshold as tried
from claqueur.app.views.drift import drift_sentence, drift_to_heed
from claqueur.app.views.models import KeptModel

READING_PX = 820
FEATURES_SHOWN = 12
COMMAND = 'claqueur models promote {version} --workspace {workspace} --reason "..."'


def draw_used(context: Context, models: list[KeptModel]) -> None:
    """Which model scored the run shown, why that one, and whether it fits the run's accounts."""
    words = context.words
    st.header(words("models.used.title"))
    with st.container(width=READING_PX):
        st.markdown(" ".join(view.usage(models, context.manifest, words)))
        sentence = drift_sentence(context.manifest, words, context.formats)
        if sentence is None:
            return
        if drift_to_heed(context.manifest):
            draw_drift(context)
        else:
            draw_facts([(words("drift.label"), sentence)])
        table = loading_models.drift_by_feature(context.source, FEATURES_SHOWN)
        if not table.is_empty():
            with st.expander(words("models.drift.title")):
                st.markdown(words("models.drift.text"))
                _draw_table(_drift_table(table, context), words)


def _drift_table(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "feature": [f"`{feature}`" for feature in table["feature"]],
            "psi": [context.formats.decimal(psi) for psi in table["psi"]],
            "importance": [context.formats.percent(share) for share in table["importance"]],
        }
    )


def choose_model(context: Context, models: list[KeptModel], wanted: str | None) -> KeptModel:
    """The table of all models and the picker; the model that is shown below."""
    words, formats = context.words, context.formats
    st.header(words("models.every"))
    _draw_table(view.models_table(models, context.manifest, words, formats), words)
    st.caption(words("models.every_caption"))
    by_key = {model.key: model for model in models}
    shown = by_key.get(wanted or "") or view.scored_by(models, context.manifest) or models[0]
    key = context.key("models.choice", shown.key)
    st.selectbox(
        words("models.choose"),
        list(by_key),
        index=list(by_key).index(shown.key),
        format_func=lambda name: view.model_option(by_key[name], words, formats),
        key=key,
        on_change=lambda: link("model", st.session_state[key]),
    )
    link("model", shown.key)
    return shown


def draw_figures(context: Context, model: KeptModel) -> None:
    """What the model finds and whom it flags wrongly, in sentences; then by campaign."""
    words = context.words
    st.subheader(words("models.figure.title"))
    lines = view.figure_sentences(model, words, context.formats)
    with st.container(width=READING_PX):
        st.markdown("\n".join(f"- {line}" for line in lines) or words("models.figure.none"))
        st.caption(words("models.figure.caption"))
    table = view.campaigns_table(model, context.formats)
    if not table.is_empty():
        with st.expander(words("models.campaigns.title")):
            st.markdown(words("models.campaigns.text"))
            _draw_grid(table, f"models.campaigns.{model.key}", words)


@fragment
def draw_threshold(context: Context, model: KeptModel, curve: dict[str, Any] | None) -> None:
    """A threshold to try, and what it does: on held-out accounts, and to the run shown if this model scored it."""
    words, formats = context.words, context.formats
    st.subheader(words("models.threshold.title"))
    if not curve or not curve["threshold"]:
        st.info(words("models.threshold.no_curve"), icon=":material/show_chart:")
        return
    with st.container(width=READING_PX):
        st.markdown(words("models.threshold.text"))
    steps = tried.steps(curve, model.record["flag_threshold"], formats)
    step = st.select_slider(
        words("models.threshold.slider"),
        options=range(len(steps.places)),
        value=steps.own,
        format_func=steps.labels.__getitem__,
        key=context.key("models.threshold", model.key),
    )
    own, chosen = steps.places[steps.own], steps.places[step]
    st.markdown(tried.effect_sentence(curve, own, chosen, words, formats))
    table = tried.effect_table(curve, own, chosen, words, formats)
    heads = {
        "who": words("models.column.who"),
        "own": words("models.threshold.own", threshold=steps.labels[steps.own]),
        "chosen": words("models.threshold.chosen", threshold=steps.labels[step]),
    }
    st.table(table.rename(heads), border="horizontal", hide_index=True)
    draw_plot(tried.threshold_plot(curve, own, chosen, words, formats), words("models.threshold.alt"))
    st.caption(words("models.threshold.caption"))
    groups = [group for group in tried.LINES if group in curve["of"]]
    title = words("models.threshold.title")
    draw_data(context, title, lambda: chart_data.thresholds(curve, groups, words, formats), "threshold")
    _draw_in_run(context, model, curve["threshold"][chosen])


def _draw_in_run(context: Context, model: KeptModel, threshold: float) -> None:
    words = context.words
    if view.scored_by([model], context.manifest) is None:
        return
    above, scored = loading_models.n_scored(context.source, threshold)
    st.markdown(
        words(
            "models.threshold.in_run",
            accounts=words.counted("accounts", above),
            scored=words.counted("accounts", scored),
        )
    )


def draw_stress(context: Context, model: KeptModel) -> None:
    """Who must not be flagged, and how many were."""
    words = context.words
    st.subheader(words("models.stress.title"))
    with st.container(width=READING_PX):
        st.markdown(words("models.stress.text"))
    table = view.stress_table(model, words, context.formats)
    if table.is_empty():
        st.info(words("models.stress.none"))
        return
    _draw_table(table, words)
    st.markdown("\n".join(f"- {line}" for line in view.stress_meanings(model, words)))


def draw_origin(context: Context, model: KeptModel, card: str) -> None:
    """What it learned from, where it fails, how it was made, and its card to take away."""
    words = context.words
    st.subheader(words("models.data.title"))
    with st.container(width=READING_PX):
        st.markdown(words("models.data.text"))
    _draw_grid(view.data_table(model, context.formats), f"models.data.{model.key}", words)
    with st.container(width=READING_PX):
        st.subheader(words("models.fails.title"))
        st.markdown(words("models.fails.text"))
        st.subheader(words("models.fact.title"))
        draw_facts(view.facts(model, words, context.formats))
        if card:
            st.download_button(
                words("models.card"),
                card,
                file_name=f"model-card-{safe_line(model.key, 20)}.md",
                mime="text/markdown",
                icon=":material/download:",
                on_click="ignore",
                key=context.key("models.card", model.key),
            )
        if model.role == "challenger":
            st.markdown(words("models.promote"))
            st.code(
                COMMAND.format(version=model.key, workspace=context.workspace.path), language="bash", wrap_lines=True
            )


def _draw_table(table: pl.DataFrame, words: Words) -> None:
    """A table that wraps on a small screen. Its cells are read as Markdown: for our own words and numbers only."""
    heads = {name: words(f"models.column.{name}") for name in table.columns}
    st.table(table.rename(heads), border="horizontal", hide_index=True)


def _draw_grid(table: pl.DataFrame, key: str, words: Words) -> None:
    """A table whose cells may be anybody's words: shown as they are."""
    heads = {name: columns.TextColumn(words(f"models.column.{name}")) for name in table.columns}
    st.dataframe(table, hide_index=True, key=key, column_config=heads)
