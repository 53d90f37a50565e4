"""Overview of a run: the answer first, then what it rests on."""

import streamlit as st

from claqueur.app.context import current
from claqueur.app.data import loading
from claqueur.app.sections.campaign_chart import draw_campaigns
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.elements import draw_facts, draw_plot
from claqueur.app.sections.quarantine import draw_quarantine, put_aside
from claqueur.app.views import chart_data
from claqueur.app.views import overview as view
from claqueur.app.views.collection import collection
from claqueur.app.views.manifest import null_check, simulated
from claqueur.app.views.timeline import timeline_caption, timeline_plot

context = current()
words, formats, manifest = context.words, context.formats, context.manifest
campaigns = loading.campaigns(context.source)
levels = loading.levels(context.source)
timeline = loading.timeline(context.source, "")
outcome = view.outcome(manifest, campaigns)

st.title(words("overview.title"))
if simulated(manifest):
    st.info(words("overview.simulated"), icon=":material/science:")
if null_check(manifest)[0] == "failed":
    st.warning(words("overview.shuffled_failed"), icon=":material/shuffle:")
st.header(view.headline(manifest, campaigns, words, formats))
st.markdown(view.scope(manifest, words, formats))
if outcome.kind != "found":
    st.markdown("\n\n".join(view.explained(outcome.kind, manifest, words)))
for limit in outcome.limits:
    st.markdown(f"- {words(f'overview.limit.{limit}')}")

cells = st.columns(4)
cells[0].metric(words("overview.metric.posts"), formats.number(manifest.get("input", {}).get("n_posts")))
cells[1].metric(words("overview.metric.accounts"), formats.number(manifest.get("input", {}).get("n_accounts")))
cells[2].metric(
    words("overview.metric.campaigns"), formats.number(campaigns.height), help=words("overview.metric.campaigns_help")
)
cells[3].metric(
    words("overview.metric.flagged"), formats.number(levels.get("flag", 0)), help=words("overview.metric.flagged_help")
)

if not timeline.is_empty():
    st.header(words("overview.timeline"))
    caption = timeline_caption(timeline, words, formats)
    draw_plot(timeline_plot(timeline, words, formats), caption)
    st.caption(caption)
    draw_data(context, words("overview.timeline"), lambda: chart_data.hours(timeline), "timeline")

if campaigns.height:
    st.header(words("overview.classes"))
    st.markdown("\n".join(f"- {line}" for line in view.class_lines(campaigns, words)))
    draw_campaigns(context, campaigns)
    st.page_link("app_pages/campaigns.py", label=words("overview.to_campaigns"), icon=":material/arrow_forward:")

left, right = st.columns(2, gap="large")
with left:
    st.header(words("overview.coverage"))
    collected = collection(loading.coverage(context.source), timeline, words, formats)
    aside = put_aside(context, manifest.get("input", {}).get("datasets"))
    draw_facts([*view.coverage(manifest, words, formats), *collected, *view.put_aside(aside, words)])
    draw_quarantine(context, aside)
with right:
    st.header(words("overview.making"))
    draw_facts(view.making(manifest, words, formats))
