"""The campaigns of a run: filter, sort, open one."""

import streamlit as st

from claqueur.app.context import current, link
from claqueur.app.data import loading
from claqueur.app.data.verdicts import STATES, by_campaign, state
from claqueur.app.sections.columns import campaign_columns
from claqueur.app.sections.elements import chosen_row
from claqueur.app.sections.verdict_form import verdicts_or_warning
from claqueur.app.views import campaigns as view
from claqueur.app.views.cadence import cadences
from claqueur.app.views.review import state_text
from claqueur.schema import CAMPAIGN_CLASSES, LAYERS

context = current()
words, formats = context.words, context.formats
every = view.ordered(loading.campaigns(context.source))

st.title(words("campaigns.title"))
if every.is_empty():
    st.info(words("campaigns.empty"), icon=":material/search_off:")
    st.page_link("app_pages/overview.py", label=words("campaigns.to_overview"), icon=":material/arrow_back:")
    st.stop()
st.markdown(words("campaigns.intro", campaigns=words.counted("campaigns", every.height)))

given = by_campaign(verdicts_or_warning(context) or [])
cells = st.columns([3, 3, 3, 2])
found_classes = [name for name in CAMPAIGN_CLASSES if name in set(every["class"])]
found_layers = [layer for layer in LAYERS if layer in set(every["layers"].explode())]
classes = cells[0].multiselect(
    words("campaigns.filter_class"),
    found_classes,
    key=context.key("campaigns.class"),
    placeholder=words("campaigns.any"),
    format_func=lambda name: view.class_name(name, words),
)
layers = cells[1].multiselect(
    words("campaigns.filter_layer"),
    found_layers,
    key=context.key("campaigns.layer"),
    placeholder=words("campaigns.any"),
    format_func=lambda layer: words(f"layer.{layer}"),
)
review = cells[2].multiselect(
    words("campaigns.filter_review"),
    STATES,
    key=context.key("campaigns.review"),
    placeholder=words("campaigns.any"),
    format_func=lambda name: words(f"review.state.{name}.short"),
)
min_size = cells[3].number_input(words("campaigns.filter_size"), min_value=2, value=2, key="campaigns.size")

shown = view.filtered(every, classes, layers, int(min_size))
if review:
    shown = shown.filter([state(given.get(name, ())) in review for name in shown["campaign_id"]])
if shown.is_empty():
    st.info(words("campaigns.none_left"))
    st.stop()
reviewed = [state_text(given.get(name, ()), words) for name in shown["campaign_id"]]
table = view.campaign_table(shown, reviewed, cadences(loading.weeks(context.source)), words)
place = chosen_row(table, campaign_columns(words), formats, key="campaigns.table")
st.caption(words("campaigns.how_to_open"))
if place is not None:
    link("campaign", shown["campaign_id"][place])
    st.switch_page("app_pages/campaign.py")
