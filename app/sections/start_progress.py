"""The analysis under way, or how it ended, with what can be done next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from claqueur import analysis as analyses
from claqueur.analysis import CANCELLED, FAILED, FINISHED, RUNNING, STOPPED, Analysis
from claqueur.app.context import Context, link
from claqueur.app.data import loading
from claqueur.app.display.safe_text import safe_line
from claqueur.app.sections.quarantine import draw_quarantine, put_aside
from claqueur.app.sections.start_form import posts_here
from claqueur.app.views import start as view
from claqueur.app.views.errors import MAX_NAME, error_sentence
from claqueur.app.views.manifest import latest_finished
from claqueur.errors import UserError
from claqueur.results import Run
from claqueur.terminal import durations

EVERY_S = 2


def draw_analysis(context: Context, found: Analysis) -> None:
    """What is going on, or how it ended."""
    with st.container(border=True):
        draw = {RUNNING: _draw_running, FINISHED: _draw_finished, FAILED: _draw_failed}.get(found.status, _draw_stopped)
        draw(context, found)


@st.fragment(run_every=EVERY_S)
def _draw_running(context: Context, found: Analysis) -> None:
    """Steps with counts and times, drawn anew every two seconds until the analysis ends."""
    words = context.words
    now = analyses.latest(context.workspace)
    if now is None or now.status != RUNNING:
        loading.manifests.clear()
        posts_here.clear()
        st.rerun()
    st.header(words("start.running.title" if now.request.retry is None else "start.retried.running"))
    _draw_names(now)
    manifest = _manifest(context, now)
    progress = view.progress(now, manifest, _pace(context), view.utc_now())
    st.progress(progress.share, text=view.times(progress, words))
    _draw_steps(context, progress, now, manifest)
    if now.waits_until is not None:
        until = context.formats.moment(view.moment(now.waits_until))
        st.caption(words("start.waiting", until=until), help=now.waits_for)
    st.caption(words("start.running.may_close"))
    if st.button(words("start.cancel"), key="start.cancel", icon=":material/cancel:", help=words("start.cancel_help")):
        analyses.cancel(context.workspace)
        st.rerun()


def _draw_finished(context: Context, found: Analysis) -> None:
    words = context.words
    if found.request.retry is not None:
        st.success(words("start.retried.title"), icon=":material/check_circle:")
        _draw_names(found)
        _draw_read(context, found)
        st.markdown(words("start.retried.what_now"))
        _draw_put_aside(context)
        return
    run_id = found.run_id or ""
    st.success(words("start.finished.title"), icon=":material/check_circle:")
    _draw_names(found)
    _draw_read(context, found)
    with st.container(horizontal=True):
        if st.button(words("start.finished.open"), key="start.open", type="primary", icon=":material/arrow_forward:"):
            loading.manifests.clear()
            link("run", run_id)
            st.switch_page("app_pages/overview.py" if found.request.topics_of is None else "app_pages/topics.py")
        _draw_put_aside(context)
    _draw_stages(context, _manifest(context, found))


def _draw_failed(context: Context, found: Analysis) -> None:
    words = context.words
    st.error(words("start.failed.bug" if found.is_bug else "start.failed.title"), icon=":material/error:")
    _draw_names(found)
    names = dict(zip(found.request.files, found.request.names, strict=False))
    error = UserError(found.error or "", found.error_kind, **found.error_found)
    st.text(error_sentence(error, words, names))
    _draw_read(context, found)
    st.caption(words("start.failed.what_now"))
    _draw_resume(context, words("start.again"))


def _draw_stopped(context: Context, found: Analysis) -> None:
    """Cancelled by the reader, or ended from outside."""
    words = context.words
    kind = "cancelled" if found.status == CANCELLED else STOPPED
    st.warning(words(f"start.{kind}.title"), icon=":material/pause_circle:")
    _draw_names(found)
    manifest = _manifest(context, found)
    at = view.utc_now() if found.ended_at is None else view.moment(found.ended_at)
    progress = view.progress(found, manifest, _pace(context), at)
    left = view.about(progress.left_s, words)
    st.progress(progress.share, text=words("start.stopped.share", left=left))
    st.caption(words("start.stopped.kept"))
    _draw_resume(context, words("start.resume"))


def _draw_names(found: Analysis) -> None:
    """What the user calls the posts; never as Markdown."""
    names = found.request.names or found.request.datasets
    if names:
        st.text(", ".join(safe_line(name, MAX_NAME) for name in names))


def _draw_steps(context: Context, progress: view.Progress, found: Analysis, manifest: dict[str, Any] | None) -> None:
    with st.container(gap="xxsmall"):
        for line in view.step_lines(progress, found, manifest, context.words):
            st.markdown(line)
    _draw_stages(context, manifest)


def _draw_stages(context: Context, manifest: dict[str, Any] | None) -> None:
    """Every stage with rows and seconds, for those who want to know."""
    stages = (manifest or {}).get("stages", {})
    if not stages:
        return
    words, formats = context.words, context.formats
    with st.expander(words("start.stages", n=formats.number(len(stages)), of=formats.number(len(durations.STAGES_S)))):
        rows = [
            {"stage": name, "rows": formats.number(stage["rows"]), "time": formats.span(stage.get("seconds"))}
            for name, stage in stages.items()
        ]
        named = {name: words(f"start.stage_{name}") for name in ("stage", "rows", "time")}
        st.table(pl.DataFrame(rows).rename(named), hide_index=True, border="horizontal")


def _draw_read(context: Context, found: Analysis) -> None:
    """What became of the query and of the records of the files."""
    words = context.words
    if found.collected is not None:
        st.markdown(words(f"start.collected.{found.collected}", posts=words.counted("posts", found.n_collected)))
    if found.read is None:
        return
    kept, duplicates = found.read["kept"], found.read["duplicates"]
    st.markdown(words("start.read.kept", kept=words.counted("new_posts", kept)))
    if duplicates:
        st.markdown(words("start.read.duplicates", duplicates=words.counted("records", duplicates)))
    for reason, count in found.read["quarantined_by"].items():
        why = words(f"start.refused.{reason}")
        st.markdown(words("start.read.quarantined", records=words.counted("records", count), why=why))
    if not found.read["quarantined"]:
        return
    if found.request.retry is not None:
        st.markdown(words("start.retried.still", records=words.counted("records", found.read["quarantined"])))
    draw_quarantine(context, put_aside(context, [found.request.dataset] if found.request.dataset else None))


def _draw_resume(context: Context, label: str) -> None:
    with st.container(horizontal=True):
        if st.button(label, key="start.resume", type="primary", icon=":material/play_arrow:"):
            _try(context, lambda: analyses.resume(context.workspace))
        _draw_put_aside(context)


def _draw_put_aside(context: Context) -> None:
    words = context.words
    if st.button(words("start.put_aside"), key="start.put_aside", type="tertiary", help=words("start.put_aside_help")):
        _try(context, lambda: analyses.forget(context.workspace))


def _try(context: Context, act: Callable[[], None]) -> None:
    """Do it and draw the page anew, or say why it cannot be done."""
    try:
        act()
    except UserError as error:
        st.error(context.words("start.not_started"))
        st.text(error_sentence(error, context.words))
    else:
        st.rerun()


def _manifest(context: Context, found: Analysis) -> dict[str, Any] | None:
    """The manifest of the analysis's run as it is now; None before the run has one."""
    if found.run_id is None:
        return None
    run = Run(context.workspace, found.run_id)
    return run.manifest if run.has_manifest else None


def _pace(context: Context) -> float:
    return durations.pace(latest_finished(loading.manifests(str(context.workspace.path))))
