"""One campaign: the finding, its evidence, what else could explain it, what is not known."""

import polars as pl
import streamlit as st

from claqueur.app.context import current, link, linked
from claqueur.app.data import loading
from claqueur.app.data.campaign_options import campaign_options
from claqueur.app.sections.campaign import draw_finding
from claqueur.app.sections.campaign_sections import draw_sections
from claqueur.app.sections.verdict_form import draw_state

context = current()
words = context.words
campaigns = loading.campaigns(context.source)

if campaigns.is_empty():
    st.title(words("campaign.title"))
    st.info(words("campaigns.empty"), icon=":material/search_off:")
    st.stop()

described = campaign_options(context.source, context.lang)
ids = list(described)
wanted = linked("campaign")
if wanted is not None and wanted not in ids:
    st.warning(words("campaign.unknown"))
chosen: str = wanted if wanted in ids else ids[0]  # type: ignore[assignment]
link("campaign", chosen)
key = context.key("campaign.choice", chosen)
st.title(words("campaign.title"))
st.selectbox(
    words("campaign.choose"),
    ids,
    index=ids.index(chosen),
    format_func=described.__getitem__,
    key=key,
    on_change=lambda: link("campaign", st.session_state[key]),
)

campaign = campaigns.row(by_predicate=pl.col("campaign_id") == chosen, named=True)
draw_state(context, campaign)
draw_finding(context, campaign)
draw_sections(context, campaign)
