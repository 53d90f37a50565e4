"""Records that were put aside: why, some of them, a file to take along, and reading them again."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from claqueur import analysis as analyses
from claqueur.analysis import Request
from claqueur.app.context import Context
from claqueur.app.data import quarantine as loading
from claqueur.app.sections.order_field import ask_order
from claqueur.app.views import quarantine as view
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError

KEY = "quarantine"  # the same whether names are shown or not: it stays unfolded
SHOWN = 20
TAKEN_ALONG = 100_000
MAX_TIME_FORMAT = 60


def put_aside(context: Context, datasets: list[str] | None = None) -> pl.DataFrame:
    """What is in quarantine by reason and file; of some imports only."""
    summary = loading.summary(str(context.workspace.path), loading.version_of(context.workspace))
    return view.of_datasets(summary, datasets)


def draw_quarantine(context: Context, summary: pl.DataFrame) -> None:
    """What was put aside, folded; nothing if nothing was. summary: of put_aside."""
    if summary.is_empty():
        return
    words = context.words
    label = words("quarantine.title", records=words.counted("records", int(summary["n_records"].sum())))
    folded = st.expander(label, icon=":material/rule_folder:", on_change="rerun", key=KEY)
    if not folded.open:
        return
    with folded:
        st.caption(words("quarantine.caption"))
        _draw_group(context, _chosen(context, summary), summary)


def _chosen(context: Context, summary: pl.DataFrame) -> dict[str, Any]:
    """The reason and file that are looked at."""
    words = context.words
    rows = summary.to_dicts()
    if len(rows) == 1:
        st.text(view.group_name(rows[0], words))  # whole, on a telephone too, where a choice of one is cut off
        return rows[0]
    place = st.selectbox(
        words("quarantine.choose"),
        range(len(rows)),
        format_func=lambda place: view.group_name(rows[place], words),
        key=context.key("quarantine.group", summary["n_records"].sum()),
    )
    return rows[place]


def _draw_group(context: Context, group: dict[str, Any], summary: pl.DataFrame) -> None:
    words = context.words
    st.markdown(view.to_do(group["reason"], words))
    records = _records(context, group, SHOWN)
    st.dataframe(view.table(records, words, context.reveal), hide_index=True, key=context.key("quarantine.records"))
    if not context.reveal:
        st.caption(words("quarantine.hidden"))
    _draw_retry(context, group, records)

    def taken_along() -> bytes:
        from claqueur.app.evidence_pack.tables import written

        every = pl.concat([_records(context, row, TAKEN_ALONG) for row in summary.iter_rows(named=True)])
        return written(*view.csv_rows(every, words, context.reveal))

    st.download_button(
        words("quarantine.download"),
        taken_along,
        file_name="claqueur-put-aside.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=context.key("quarantine.download"),
    )
    if max(summary["n_records"]) > TAKEN_ALONG:
        st.caption(words("quarantine.cut", most=context.formats.number(TAKEN_ALONG)))


def _draw_retry(context: Context, group: dict[str, Any], records: pl.DataFrame) -> None:
    """What a reader can say of these records, and the button that reads them again; nothing where that is no help."""
    words = context.words
    kind = view.RETRIES.get(group["reason"])
    if kind is None:
        return
    said = {view.COLUMN: _say_column, view.TIME: _say_time, view.IDS: _say_ids}.get(kind, _say_nothing)(
        context, group, records
    )
    if not st.button(
        words("quarantine.retry"), key="quarantine.retry", icon=":material/refresh:", disabled=said is None
    ):
        return
    request = Request(
        names=(view.place_of(group),),
        dataset=group["dataset"],
        mapping=_earlier_mapping(context, group) | (said or {}),
        n_posts=group["n_records"],
        retry={"reason": group["reason"], "source_file": group["source_file"]},
    )
    try:
        analyses.start(context.workspace, request)
    except UserError as error:
        st.error(words("start.not_started"))
        st.text(error_sentence(error, words))
    else:
        st.switch_page("app_pages/start.py")


def _say_column(context: Context, group: dict[str, Any], records: pl.DataFrame) -> dict[str, str] | None:
    """Which column holds what is missing; None until it is said."""
    words = context.words
    label = words(f"start.field.{view.FIELDS[group['reason']]}.name")
    columns = records["source_columns"][0]
    key = context.key("quarantine.column", group["reason"])
    chosen: str | None
    if columns is None:
        chosen = st.text_input(label, key=key, help=words("quarantine.column_help"))
    else:
        chosen = st.selectbox(label, columns.to_list(), index=None, placeholder="–", key=key)
    return {view.FIELDS[group["reason"]]: chosen} if chosen else None


def _say_time(context: Context, group: dict[str, Any], records: pl.DataFrame) -> dict[str, str] | None:
    """How the times are written, or what dates begin with; None until one is said."""
    words = context.words
    written = st.text_input(
        words("quarantine.time_format"),
        key="quarantine.time_format",
        max_chars=MAX_TIME_FORMAT,
        placeholder="%d.%m.%Y %H:%M",
        help=words("quarantine.time_format_help"),
    )
    order = ask_order(context, "quarantine.order")
    return {"time.format": written.strip()} if written and written.strip() else order or None


def _say_ids(context: Context, group: dict[str, Any], records: pl.DataFrame) -> dict[str, str]:
    return {"post_id": ""}  # ids are made instead


def _say_nothing(context: Context, group: dict[str, Any], records: pl.DataFrame) -> dict[str, str]:
    return {}


def _earlier_mapping(context: Context, group: dict[str, Any]) -> dict[str, str]:
    """What was said of these records when they were read, if that is still known."""
    found = analyses.latest(context.workspace)
    return dict(found.request.mapping) if found is not None and found.request.dataset == group["dataset"] else {}


def _records(context: Context, group: dict[str, Any], limit: int) -> pl.DataFrame:
    version = loading.version_of(context.workspace)
    return loading.records(
        str(context.workspace.path), version, group["reason"], group["source_file"], group["dataset"], limit
    )
