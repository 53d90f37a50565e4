"""The picture of all campaigns; a click on one opens it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.choosable import draw_choosable
from claqueur.app.views import chart_data
from claqueur.app.views.campaign_chart import campaigns_plot


def draw_campaigns(context: Context, campaigns: pl.DataFrame) -> None:
    """Size, coordination and reach of every campaign."""
    words = context.words
    caption = words("overview.chart_caption")
    plot = campaigns_plot(campaigns, {"run": context.run_id, "lang": context.lang}, words, context.formats)
    chosen = draw_choosable(plot, caption, "overview.campaigns")
    st.caption(caption)
    draw_data(context, words("overview.classes"), lambda: chart_data.campaigns(campaigns, words), "campaigns")
    if chosen is not None and chosen in campaigns["campaign_id"]:
        link("campaign", chosen)
        st.switch_page("app_pages/campaign.py")
