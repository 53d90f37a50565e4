"""The numbers behind a chart, unrounded, as a table that unfolds: for whoever cannot see it, or goes on with them."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st
from streamlit import column_config as columns

from claqueur.app.context import Context

MOMENT = "YYYY-MM-DD HH:mm:ss"


def draw_data(context: Context, chart: str, table: Callable[[], pl.DataFrame], key: str) -> None:
    """`table` (its columns named as in the texts under "data") below the chart called `chart`; made once unfolded."""
    # No fragment of its own: of two that are unfolded at once Streamlit would draw the second alone.
    words = context.words
    label = words("data.title", chart=chart)
    folded = st.expander(label, icon=":material/table_rows:", on_change="rerun", key=context.key("data", key))
    if not folded.open:
        return
    rows = table()
    config = {
        words(f"data.{name}"): columns.DatetimeColumn(format=MOMENT, timezone="UTC")
        if kind.is_temporal()
        else columns.NumberColumn(format="plain")
        for name, kind in rows.schema.items()
        if kind.is_temporal() or kind.is_numeric()
    }
    with folded:
        st.caption(words("data.caption"))
        named = rows.rename({name: words(f"data.{name}") for name in rows.columns})
        st.dataframe(named, hide_index=True, key=context.key("data.table", key), column_config=config)
