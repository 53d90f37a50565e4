"""A new analysis: which posts, how they are read, what will be run and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from claqueur import analysis as analyses
from claqueur import durations
from claqueur.analysis import Request
from claqueur.app import loading
from claqueur.app.context import Context
from claqueur.app.safe_text import safe_line
from claqueur.app.uploader_style import uploader_style
from claqueur.app.uploads import stored
from claqueur.app.views import start as view
from claqueur.app.views.manifest import latest_finished
from claqueur.errors import UserError
from claqueur.results import posts_by_dataset
from claqueur.schema import DEFAULT_LAYERS
from claqueur.workspace import Workspace

if TYPE_CHECKING:
    from claqueur.ingest.preview import Preview

UPLOAD, BY_PATH, HERE = "upload", "path", "here"
UPLOAD_MB = 500
MAX_LOOKED_AT = 6  # files of a folder beyond these are looked at when they are read
# Fields that a reader can point out, those that are needed first.
MAPPED = (
    *("account_id", "created_at", "text", "post_id", "account_name"),
    *("repost_of_post_id", "urls", "hashtags", "lang", "account_affiliation"),
)
NEEDED = ("account_id", "created_at")
ACCOUNT_FIELDS = ("account_id", "account_name")
OWN_PACE = 0  # each kind of trace has its own window
WINDOWS_S = (60, 10, 600, 3_600, OWN_PACE)
ZONES = ("UTC", "Europe/Paris", "Europe/Brussels", "Europe/London", "Europe/Kyiv", "America/New_York", "Asia/Kolkata")


@dataclass(frozen=True)
class File:
    """A file to read and how the user calls it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Chosen:
    """Files (none: posts that are here already), how their columns are read, about how many posts they hold."""

    files: tuple[File, ...]
    mapping: dict[str, str]
    n_posts: int


def draw_form(context: Context, is_first: bool) -> None:
    """The form from top to bottom; each part appears when the one before is answered."""
    words = context.words
    present = _posts_here(str(context.workspace.path))
    st.header(words("start.choose.title"))
    if is_first and not present:
        st.markdown(words("start.choose.welcome"))
    origins = [UPLOAD, BY_PATH, *([HERE] if present else [])]
    origin = st.segmented_control(
        words("start.choose.origin"),
        origins,
        default=UPLOAD,
        required=True,
        key=context.key("start.origin"),
        format_func=lambda name: words(f"start.choose.{name}"),
    )
    if origin == HERE:
        _draw_run(context, Chosen((), {}, 0), present)
        return
    files = _uploaded(context) if origin == UPLOAD else _by_path(context)
    chosen = _draw_files(context, files) if files else None
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
    from claqueur.ingest.load import files_of

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
        found = files_of(paths, context.workspace.path)
    except UserError as error:
        _say(context, error)
        return ()
    return tuple(File(path.resolve(), path.name) for path, _ in found)


def _draw_files(context: Context, files: tuple[File, ...]) -> Chosen | None:
    """What each file is taken for; None if one cannot be read yet."""
    words = context.words
    st.header(words("start.recognised.title"))
    guesses = [_draw_guess(context, file) for file in files[:MAX_LOOKED_AT]]
    if len(files) > MAX_LOOKED_AT:
        more = context.formats.number(len(files) - MAX_LOOKED_AT)
        st.caption(words("start.recognised.more", n=more))
    guessed = [guess for guess in guesses if guess is not None]
    if len(guessed) < len(guesses):
        return None
    table = next((guess for guess in guessed if guess.columns), None)
    mapping = {} if table is None else _draw_mapping(context, table)
    checked = [_draw_check(context, file, mapping) for file in files[: len(guesses)]]
    n_posts = sum(found.n_records for found in checked if found is not None)
    if None in checked:
        return None
    sizes = [file.path.stat().st_size for file in files]
    return Chosen(files, mapping, round(n_posts * sum(sizes) / max(sum(sizes[: len(guesses)]), 1)))


def _draw_guess(context: Context, file: File) -> Preview | None:
    """Name, format, why, and three records of a file; or the sentence about what is wrong with it."""
    words, formats = context.words, context.formats
    with st.container(border=True):
        st.text(f"{safe_line(file.name, view.MAX_NAME)} · {view.size(file.path.stat().st_size, formats)}")
        try:
            found = _look(file, {})
        except UserError as error:
            _say(context, error, file)
            return None
        st.markdown(
            words(
                f"start.format.{found.source_format}",
                columns=words.counted("columns", len(found.columns)),
                records=words.counted("records", found.n_records),
            )
        )
        if found.rows:
            hidden = _hidden(context, found)
            st.caption(words("start.recognised.sample") + (words("start.recognised.shortened") if hidden else ""))
            st.dataframe(_sample(context, found, hidden), hide_index=True)
    return found


def _hidden(context: Context, found: Preview) -> set[str]:
    """The columns that name accounts, as guessed and as chosen below; none if handles are to be shown."""
    if context.reveal:
        return set()
    chosen = [st.session_state.get(_map_key(context, field, found)) for field in ACCOUNT_FIELDS]
    guessed = [found.taken.get(field, "" if found.columns else field) for field in ACCOUNT_FIELDS]
    return {column for column in (*chosen, *guessed) if column}


def _map_key(context: Context, field: str, table: Preview) -> str:
    return context.key("start.map", field, *table.columns)


def _sample(context: Context, found: Preview, hidden: set[str]) -> pl.DataFrame:
    """The first records, harmless; what names accounts cut short."""
    rows = [
        {
            safe_line(column, 60): _masked(value) if column in hidden else safe_line(value, 120, not context.reveal)
            for column, value in row.items()
        }
        for row in found.rows
    ]
    return pl.DataFrame(rows)


def _masked(value: str) -> str:
    """Enough of an account's name to tell names from numbers, too little to tell whose it is."""
    return f"{safe_line(value, 40)[:2]}…" if value else ""


def _draw_mapping(context: Context, table: Preview) -> dict[str, str]:
    """Which column is which, as far as it differs from the guess; open where the guess lacks something."""
    words = context.words
    chosen: dict[str, str] = {}
    with st.expander(
        words("start.mapping.title"), expanded=bool(table.missing), icon=":material/view_column:", key="start.mapping"
    ):
        st.markdown(words("start.mapping.missing" if table.missing else "start.mapping.guessed"))
        cells = [cell for _ in MAPPED[::2] for cell in st.columns(2)]  # row by row, so that a narrow screen keeps order
        for place, field in enumerate(MAPPED):
            guess = table.taken.get(field, "")
            options = ["", *table.columns]
            column = cells[place].selectbox(
                words(f"start.field.{field}.name") + (words("start.mapping.needed") if field in NEEDED else ""),
                options,
                index=options.index(guess) if guess in options else 0,
                key=_map_key(context, field, table),
                format_func=lambda name: safe_line(name, 60) if name else words("start.mapping.none"),
                help=words(f"start.field.{field}.help"),
            )
            if column != guess:
                chosen[field] = column or ""
        zone = st.selectbox(
            words("start.mapping.zone"),
            ["", *ZONES],
            key=context.key("start.zone"),
            format_func=lambda name: name or words("start.mapping.zone_as_written"),
            help=words("start.mapping.zone_help"),
        )
    return chosen | ({"time.zone": zone} if zone else {})


def _draw_check(context: Context, file: File, mapping: dict[str, str]) -> Preview | None:
    """What became of the first records with this mapping; None if the file cannot be read so."""
    words, formats = context.words, context.formats
    try:
        found = _look(file, mapping)
    except UserError as error:
        _say(context, error, file)
        return None
    if found.missing:
        fields = words.listed([words(f"start.field.{field}.name") for field in found.missing])
        st.info(words("start.check.missing", fields=fields), icon=":material/help:")
        return None
    n_read = found.n_checked - found.n_refused
    if not n_read:
        why = words(f"start.refused.{found.refused_because}") if found.refused_because else words("start.check.empty")
        st.error(words("start.check.none", why=why), icon=":material/error:")
        return None
    checked = words.counted("records", found.n_checked)
    if found.n_refused:
        why = words(f"start.refused.{found.refused_because}")
        st.warning(words("start.check.some", n=formats.number(found.n_refused), checked=checked, why=why))
    first = formats.moment(found.first_at, found.precision or "second")
    st.caption(
        words(
            "start.check.read", checked=checked, first=first, precision=words(f"coverage.precision.{found.precision}")
        )
    )
    if found.is_unzoned:
        st.caption(words("start.check.unzoned"))
    return found


def _draw_run(context: Context, chosen: Chosen, present: dict[str, int]) -> None:
    """What will be run, about how long it takes, the choices, and the button."""
    words = context.words
    st.header(words("start.run.title"))
    with st.expander(words("start.run.choices"), icon=":material/tune:", key="start.choices"):
        request = _choices(context, chosen, present)
    manifest = latest_finished(loading.manifests(str(context.workspace.path)))
    seconds = view.expected_s(chosen.n_posts, request.n_posts, durations.pace(manifest))
    st.markdown(words("start.run.what", posts=words.counted("posts", request.n_posts), span=view.about(seconds, words)))
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
            _say(context, error)
        else:
            st.rerun()


def _choices(context: Context, chosen: Chosen, present: dict[str, int]) -> Request:
    """The request as the settings say; they begin with the defaults of a run."""
    words = context.words
    dataset, datasets, n_posts = _extent(context, chosen, present)
    window_s = st.selectbox(
        words("start.run.window"),
        WINDOWS_S,
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
    return Request(
        files=tuple(str(file.path) for file in chosen.files),
        names=tuple(file.name for file in chosen.files),
        dataset=dataset,
        mapping=chosen.mapping,
        datasets=datasets,
        window_s=None if window_s == OWN_PACE else window_s,
        layers=tuple(layers),
        n_posts=n_posts,
    )


def _extent(context: Context, chosen: Chosen, present: dict[str, int]) -> tuple[str | None, tuple[str, ...], int]:
    """Name for the new posts, datasets of the run (none for all), and about how many posts that is."""
    words = context.words
    if not chosen.files:
        names = st.multiselect(
            words("start.run.datasets"),
            list(present),
            key=context.key("start.datasets"),
            placeholder=words("start.run.all_datasets"),
            format_func=lambda name: safe_line(name, view.MAX_NAME),
        )
        return None, tuple(names), sum(n for name, n in present.items() if not names or name in names)
    default = view.dataset_name(chosen.files[0].name)
    dataset = (
        st.text_input(
            words("start.run.dataset"),
            value=default,
            max_chars=view.MAX_NAME,
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


def _say(context: Context, error: UserError, file: File | None = None) -> None:
    """What is wrong and what to do."""
    st.error(context.words("start.cannot"), icon=":material/error:")
    paths, names = ((), ()) if file is None else ((str(file.path),), (file.name,))
    st.text(view.with_names(str(error), paths, names))


def _look(file: File, mapping: dict[str, str]) -> Preview:
    stat = file.path.stat()
    return _looked_at(str(file.path), stat.st_mtime_ns, stat.st_size, tuple(sorted(mapping.items())))


@st.cache_data(max_entries=50, show_spinner=False)
def _looked_at(path: str, changed_ns: int, size: int, mapping: tuple[tuple[str, str], ...]) -> Preview:
    """The preview of a file as it was at a moment."""
    from claqueur.ingest.preview import preview

    return preview(Path(path), dict(mapping))


@st.cache_data(ttl=timedelta(seconds=10), show_spinner=False)
def _posts_here(workspace_path: str) -> dict[str, int]:
    return posts_by_dataset(Workspace.open(workspace_path))
