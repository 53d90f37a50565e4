"""The sections of the campaign page, of which one is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from claqueur.app.context import Context
from claqueur.app.data import loading
from claqueur.app.sections import campaign as whole
from claqueur.app.sections import campaign_accounts as accounts
from claqueur.app.sections.fragment import fragment
from claqueur.app.sections.open_section import open_section
from claqueur.app.sections.pack import draw_pack
from claqueur.app.sections.verdict_form import draw_review

Draw = Callable[[Context, dict[str, Any], pl.DataFrame], None]

# Section, as the link names it -> what is drawn in it, one below the other. The evidence comes first.
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


@fragment
def draw_sections(context: Context, campaign: dict[str, Any]) -> None:
    """The choice of a section and the one that is open."""
    chosen = open_section(context, "campaign", list(SECTIONS))
    members = context.names.added(loading.members(context.source, campaign["campaign_id"]))
    for draw in SECTIONS[chosen]:
        draw(context, campaign, members)
