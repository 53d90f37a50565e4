"""The models: which one scored the run and why, what each finds, whom it flags wrongly, another threshold to try."""

import streamlit as st

from claqueur.app.context import current, linked
from claqueur.app.data import loading_models
from claqueur.app.sections.model import (
    READING_PX,
    choose_model,
    draw_figures,
    draw_origin,
    draw_stress,
    draw_threshold,
    draw_used,
)
from claqueur.app.views.models import model_name

context = current()
words = context.words
models, spoilt = loading_models.models(str(context.workspace.path))
wanted = linked("model")

st.title(words("models.title"))
with st.container(width=READING_PX):
    st.markdown(words("models.intro"))
if spoilt is not None:
    st.warning(words("models.spoilt"))
    st.text(spoilt)
if context.run_id:
    draw_used(context, models)
if not models:
    st.info(words("models.none"), icon=":material/model_training:")
    st.stop()
if wanted is not None and wanted not in {model.key for model in models}:
    st.warning(words("models.unknown"))
shown = choose_model(context, models, wanted)
card, curve = loading_models.card_and_curve(str(context.workspace.path), shown.key)
st.header(model_name(shown, words))
draw_figures(context, shown)
draw_threshold(context, shown, curve)
draw_stress(context, shown)
draw_origin(context, shown, card)
