"""The campaign page in sections: only the open one is read and drawn, and the link says which it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link, linked
from claqueur.app.data import loading
from claqueur.app.sections import campaign as whole
from claqueur.app.sections import campaign_accounts as accounts
from claqueur.app.sections.pack import draw_pack
from claqueur.app.sections.verdict_form import draw_review

Draw = Callable[[Context, dict[str, Any], pl.DataFrame], None]

# What the link says -> what is drawn then, one below the other. The evidence comes first.
SECTIONS: dict[str, tuple[Draw, ...]] = {
    "evidence": (whole.draw_objects,),
    "explanations": (whole.draw_explanations, whole.draw_reasons),
    "numbers": (whole.draw_numbers,),
    "times": (accounts.draw_strips, accounts.draw_conduct),
    "network": (accounts.draw_network,),
    "members": (accounts.draw_members,),
    "stability": (whole.draw_stability,),
    "without": (whole.draw_without,),
    "review": (draw_review, draw_pack),
}
PARAMETER = "section"


@st.fragment
def draw_sections(context: Context, campaign: dict[str, Any]) -> None:
    """The choice of a section and the one that is open."""
    words = context.words
    wanted = linked(PARAMETER)
    chosen = wanted if wanted in SECTIONS else next(iter(SECTIONS))
    key = context.key("campaign.section")
    st.session_state[key] = chosen
    st.segmented_control(
        words("campaign.section_label"),
        list(SECTIONS),
        format_func=lambda name: words(f"campaign.section.{name}"),
        key=key,
        required=True,
        on_change=lambda: link(PARAMETER, st.session_state[key]),
    )
    members = context.names.added(loading.members(context.source, campaign["campaign_id"]))
    for draw in SECTIONS[chosen]:
        draw(context, campaign, members)
