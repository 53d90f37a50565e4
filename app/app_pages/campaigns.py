"""The campaigns of a run: search, filter, sort, open one."""

import streamlit as st

from claqueur.app.context import current, link
from claqueur.app.data import loading
from claqueur.app.data.verdicts import by_campaign
from claqueur.app.sections.campaign_filters import draw_filters, draw_search
from claqueur.app.sections.columns import campaign_columns
from claqueur.app.sections.elements import chosen_row
from claqueur.app.sections.verdict_form import verdicts_or_warning
from claqueur.app.views import campaigns as view
from claqueur.app.views.cadence import cadences
from claqueur.app.views.review import state_text
from claqueur.app.views.terms import of_most_members

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
found = draw_search(context, every)
kept = draw_filters(context, every, given)
shown = kept.join(found.select("campaign_id"), on="campaign_id", how="semi", maintain_order="left")
if shown.is_empty():
    st.info(words("campaigns.none_left"))
    st.stop()
table = view.campaign_table(
    shown,
    [state_text(given.get(name, ()), words) for name in shown["campaign_id"]],
    cadences(loading.weeks(context.source)),
    of_most_members(loading.used_by_campaigns(context.source, "lang"), every),
    of_most_members(loading.used_by_campaigns(context.source, "hashtag"), every),
    words,
    formats,
)
place = chosen_row(table, campaign_columns(words), formats, key="campaigns.table")
st.caption(words("campaigns.how_to_open"))
if place is not None:
    link("campaign", shown["campaign_id"][place])
    st.switch_page("app_pages/campaign.py")
