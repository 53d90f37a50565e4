"""A new analysis: which posts, what will be run, about how long it takes, and the button that starts it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import streamlit as st

from claqueur import analysis as analyses
from claqueur.analysis import Request
from claqueur.app.context import Context
from claqueur.app.data import loading
from claqueur.app.data.uploads import stored
from claqueur.app.display.safe_text import safe_line
from claqueur.app.sections.declared_field import draw_declared
from claqueur.app.sections.start_files import Chosen, File, draw_files, say
from claqueur.app.sections.uploader_style import uploader_style
from claqueur.app.sections.watchlist_field import draw_watchlist_to_run
from claqueur.app.views import start as view
from claqueur.app.views.errors import MAX_NAME
from claqueur.app.views.manifest import latest_finished
from claqueur.errors import UserError
from claqueur.results import posts_by_dataset
from claqueur.schema import DEFAULT_LAYERS
from claqueur.terminal import durations
from claqueur.workspace import Workspace

UPLOAD, BY_PATH, QUERY, HERE = "upload", "path", "query", "here"
UPLOAD_MB = 500
OWN_PACE = 0  # each kind of trace has its own window
WINDOWS_S = (60, 10, 600, 3_600, 86_400, OWN_PACE)


def draw_form(context: Context, is_first: bool, begins_here: bool = False) -> None:
    """The form from top to bottom; each part appears when the one before is answered.

    begins_here: whether it begins with the posts that are in the workspace, as these have just become more.
    """
    words = context.words
    present = posts_here(str(context.workspace.path))
    st.header(words("start.choose.title"))
    if is_first and not present:
        st.markdown(words("start.choose.welcome"))
        st.page_link("app_pages/method.py", label=words("start.choose.method"), icon=":material/menu_book:")
    origins = [UPLOAD, BY_PATH, QUERY, *([HERE] if present else [])]
    origin = st.segmented_control(
        words("start.choose.origin"),
        origins,
        default=HERE if begins_here and present else UPLOAD,
        required=True,
        key=context.key("start.origin"),
        format_func=lambda name: words(f"start.choose.{name}"),
    )
    if origin == HERE:
        _draw_run(context, Chosen((), {}, 0), present)
        return
    if origin == QUERY:
        from claqueur.app.sections.start_query import draw_query

        chosen = draw_query(context)
    else:
        files = _uploaded(context) if origin == UPLOAD else _by_path(context)
        chosen = draw_files(context, files) if files else None
    if chosen is not None:
        _draw_run(context, chosen, present)


def _uploaded(context: Context) -> tuple[File, ...]:
    """The files handed over in the browser, stored in the workspace."""
    words = context.words
    given = st.file_uploader(
        words("start.choose.uploader"),
        accept_multiple_files=True,
        key="start.upload",
        max_upload_size=UPLOAD_MB,
        help=words("start.choose.formats"),
    )
    st.caption(words("start.choose.uploader_note", mb=context.formats.number(UPLOAD_MB)))
    st.html(uploader_style(words))
    known: dict[str, Path] = st.session_state.setdefault("start.stored", {})
    for file in given:
        if file.file_id not in known or not known[file.file_id].is_file():
            known[file.file_id] = stored(context.workspace, file)
    return tuple(File(known[file.file_id], file.name) for file in given)


def _by_path(context: Context) -> tuple[File, ...]:
    """The files whose paths are written down, one in a line; those of folders too."""
    from claqueur.ingest.files import files_of

    words = context.words
    written = st.text_area(
        words("start.choose.paths"),
        key="start.paths",
        height=100,
        placeholder="~/Downloads/posts.csv",
        help=words("start.choose.paths_help"),
    )
    lines = [line.strip().strip("\"'") for line in (written or "").splitlines()]
    paths = [Path(line).expanduser() for line in lines if line]
    if not paths:
        return ()
    try:
        found = files_of(paths)
    except UserError as error:
        say(context, error)
        return ()
    return tuple(File(path.resolve(), path.name) for path, _ in found)


def _draw_run(context: Context, chosen: Chosen, present: dict[str, int]) -> None:
    """What will be run, about how long it takes, the choices, and the button."""
    words = context.words
    st.header(words("start.run.title"))
    with st.expander(words("start.run.choices"), icon=":material/tune:", key="start.choices"):
        request = _choices(context, chosen, present)
    draw_watchlist_to_run(context)
    draw_declared(context)
    manifest = latest_finished(loading.manifests(str(context.workspace.path)))
    seconds = view.expected_s(chosen.n_posts, request, durations.pace(manifest))
    seconds += chosen.query["expected_s"] if chosen.query else 0
    st.markdown(
        words(
            "start.run.what",
            layers=words.counted("trace_kinds", len(request.layers)),
            posts=words.counted("posts", request.n_posts),
            span=view.about(seconds, words),
        )
    )
    st.caption(words("start.run.measured_here" if manifest else "start.run.measured_elsewhere"))
    if not request.layers:
        st.info(words("start.run.no_layer"))
    start = st.button(
        words("start.run.start"),
        key="start.start",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not request.layers,
    )
    if start:
        try:
            analyses.start(context.workspace, request)
        except UserError as error:
            say(context, error)
        else:
            st.rerun()


def _choices(context: Context, chosen: Chosen, present: dict[str, int]) -> Request:
    """The request as the settings say; they begin with the defaults of a run."""
    words = context.words
    dataset, datasets, n_posts = _extent(context, chosen, present)
    window_s = st.selectbox(
        words("start.run.window"),
        [window_s for window_s in WINDOWS_S if window_s >= chosen.finest_window_s or window_s == OWN_PACE],
        key=context.key("start.window"),
        format_func=lambda seconds: (
            words("start.run.window_auto") if seconds == OWN_PACE else context.formats.span(seconds)
        ),
        help=words("start.run.window_help"),
    )
    layers = st.multiselect(
        words("start.run.layers"),
        DEFAULT_LAYERS,
        default=DEFAULT_LAYERS,
        key=context.key("start.layers"),
        format_func=lambda layer: words(f"layer.{layer}"),
    )
    is_shuffled = st.toggle(
        words("start.run.shuffled"), key=context.key("start.shuffled"), help=words("start.run.shuffled_help")
    )
    return Request(
        files=tuple(str(file.path) for file in chosen.files),
        query=chosen.query,
        names=chosen.names,
        dataset=dataset,
        mapping=chosen.mapping,
        datasets=datasets,
        window_s=None if window_s == OWN_PACE else window_s,
        layers=tuple(layers),
        null_runs=int(is_shuffled),
        n_posts=n_posts,
    )


def _extent(context: Context, chosen: Chosen, present: dict[str, int]) -> tuple[str | None, tuple[str, ...], int]:
    """Name for the new posts, datasets of the run (none for all), and about how many posts that is."""
    words = context.words
    if not chosen.names:
        names = st.multiselect(
            words("start.run.datasets"),
            list(present),
            key=context.key("start.datasets"),
            placeholder=words("start.run.all_datasets"),
            format_func=lambda name: safe_line(name, MAX_NAME),
        )
        return None, tuple(names), sum(n for name, n in present.items() if not names or name in names)
    default = view.dataset_name(chosen.names[0])
    dataset = (
        st.text_input(
            words("start.run.dataset"),
            value=default,
            max_chars=MAX_NAME,
            key=f"start.dataset.{default}",
            help=words("start.run.dataset_help"),
        )
        or default
    )
    if not present:
        return dataset, (), chosen.n_posts
    alone = st.toggle(words("start.run.alone"), key="start.alone", help=words("start.run.alone_help"))
    if alone:
        return dataset, (dataset,), chosen.n_posts + present.get(dataset, 0)
    return dataset, (), chosen.n_posts + sum(present.values())


@st.cache_data(ttl=timedelta(seconds=10), show_spinner=False)
def posts_here(workspace_path: str) -> dict[str, int]:
    """Dataset -> posts of it in the workspace."""
    return posts_by_dataset(Workspace.open(workspace_path))
