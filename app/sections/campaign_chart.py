"""The picture of all campaigns; a click on one opens it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.elements import draw_chart
from claqueur.app.views import chart_data
from claqueur.app.views.campaign_chart import campaigns_chart

HEIGHT_PX = 340


def draw_campaigns(context: Context, campaigns: pl.DataFrame) -> None:
    """Size, coordination and reach of every campaign."""
    words = context.words
    caption = words("overview.chart_caption")
    option, ids = campaigns_chart(campaigns, words, context.formats)
    event = draw_chart(option, "overview.campaigns", caption, HEIGHT_PX, on_select="rerun")
    st.caption(caption)
    draw_data(context, words("overview.classes"), lambda: chart_data.campaigns(campaigns, words), "campaigns")
    if event.selection.selected:
        chosen = event.selection.selected[0]
        link("campaign", ids[chosen["series_index"]][chosen["data_indices"][0]])
        st.switch_page("app_pages/campaign.py")
