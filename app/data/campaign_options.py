"""All campaigns of a run in one line each, to choose one from: of hundreds, writing them takes a tenth of a second."""

from __future__ import annotations

import streamlit as st

from claqueur.app.data.loading import CACHE_ENTRIES, TTL, Source, campaigns
from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import option, ordered


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def campaign_options(source: Source, lang: str) -> dict[str, str]:
    """Campaign id -> its line in that language, in the order of the list."""
    words, formats = Words(lang), Formats(lang)
    rows = ordered(campaigns(source)).iter_rows(named=True)
    return {row["campaign_id"]: option(row, words, formats) for row in rows}
