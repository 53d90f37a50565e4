"""Whether dates such as 8/7/2015 begin with the day or the month."""

from __future__ import annotations

import streamlit as st

from claqueur.app.context import Context
from claqueur.ingest.tables.mapping import ORDERS


def ask_order(context: Context, name: str, help_text: str | None = None) -> dict[str, str]:
    """What the reader says, as a mapping; empty if nothing was chosen. name: of the field on its page."""
    words = context.words
    chosen = st.selectbox(
        words("start.order.name"),
        ORDERS,
        index=None,
        placeholder="–",
        key=context.key(name),
        format_func=lambda order: words(f"start.order.{order}"),
        help=help_text,
    )
    return {} if chosen is None else {"time.order": chosen}
