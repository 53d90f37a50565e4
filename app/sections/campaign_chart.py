"""The picture of all campaigns; a click on one opens it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link
from claqueur.app.sections.elements import draw_chart
from claqueur.app.views.campaign_chart import campaigns_figure


def draw_campaigns(context: Context, campaigns: pl.DataFrame) -> None:
    """Size, coordination and reach of every campaign."""
    words = context.words
    caption = words("overview.chart_caption")
    event = draw_chart(
        campaigns_figure(campaigns, words, context.formats),
        key="overview.campaigns",
        alt=caption,
        on_select="rerun",
        selection_mode="points",
    )
    st.caption(caption)
    if event.selection.points:
        chosen = event.selection.points[0]["customdata"]
        link("campaign", chosen if isinstance(chosen, str) else chosen[0])
        st.switch_page("app_pages/campaign.py")
