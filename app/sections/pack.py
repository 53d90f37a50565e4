"""The evidence pack of a campaign: what is in it, the choices, the button."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context
from claqueur.app.data.verdicts import agreed
from claqueur.app.sections.verdict_form import verdicts_or_warning
from claqueur.app.views.campaigns import campaign_name
from claqueur.results import open_run


def draw_pack(context: Context, campaign: dict[str, Any], members: pl.DataFrame) -> None:
    """The pack is made when its button is pressed; accounts are named only where handles are shown and two reviewers
    agree."""
    words = context.words
    st.header(words("pack.section"))
    st.markdown(words("pack.section_text"))
    campaign_id = campaign["campaign_id"]
    with_text = st.checkbox(words("pack.with_text"), value=True, key=f"pack.text.{campaign_id}")
    reveal = False
    if context.reveal:
        may_name = agreed(verdicts_or_warning(context, campaign_id) or [])
        reveal = st.checkbox(
            words("pack.name_accounts"),
            key=f"pack.reveal.{campaign_id}",
            disabled=not may_name,
            help=words("pack.name_accounts_help"),
        )
        reveal = reveal and may_name
        if not may_name:
            st.caption(words("pack.two_reviewers"))

    def made() -> bytes:
        from claqueur.app.evidence_pack.pack import evidence_pack

        run = open_run(context.workspace, context.run_id)
        return evidence_pack(run, campaign_id, lang=context.lang, reveal=reveal, with_text=with_text).content

    st.download_button(
        words("pack.download"),
        made,
        file_name=f"claqueur-{campaign_name(campaign_id)}-{context.lang}.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        key=f"pack.download.{campaign_id}",
    )
