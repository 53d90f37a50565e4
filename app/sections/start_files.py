"""Files to analyse: what each is taken for, its first records, which column is which, and whether it can be read so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context
from claqueur.app.display.safe_text import safe_line
from claqueur.app.sections.order_field import ask_order
from claqueur.app.sections.start_profiles import draw_profile, draw_save_profile, profile_chosen
from claqueur.app.views import start as view
from claqueur.app.views.errors import MAX_NAME, error_sentence
from claqueur.errors import UserError
from claqueur.ingest.times import ORDER
from claqueur.ingest.workbooks import SHEETS

if TYPE_CHECKING:
    from claqueur.ingest.tables.preview import Preview

MAX_LOOKED_AT = 6  # files of a folder beyond these are looked at when they are read
MAX_UNUSED = 8  # columns named; those beyond are counted
# Fields that a reader can point out, those that are needed first.
MAPPED = (
    *("account_id", "created_at", "text", "post_id", "account_name"),
    *("repost_of_post_id", "urls", "hashtags", "lang", "account_affiliation"),
)
NEEDED = ("account_id", "created_at")
PRECISION_S = {"second": 1, "minute": 60, "day": 86_400}
ACCOUNT_FIELDS = ("account_id", "account_name")
ZONES = ("UTC", "Europe/Paris", "Europe/Brussels", "Europe/London", "Europe/Kyiv", "America/New_York", "Asia/Kolkata")


@dataclass(frozen=True)
class File:
    """A file to read and how the user calls it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Chosen:
    """Files and how their columns are read, or a query to a platform; neither: posts that are here already.

    n_posts: about how many posts these are. finest_window_s: the shortest time window that their times can show. query:
    as in Request; title: how the reader wrote it.
    """

    files: tuple[File, ...]
    mapping: dict[str, str]
    n_posts: int
    finest_window_s: int = 1
    query: dict[str, Any] | None = None
    title: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """How the reader calls the new posts; none if they are here already."""
        return tuple(file.name for file in self.files) or ((self.title,) if self.query else ())


def draw_files(context: Context, files: tuple[File, ...]) -> Chosen | None:
    """What each file is taken for; None if one cannot be read yet."""
    words = context.words
    st.header(words("start.recognised.title"))
    looked_at = files[:MAX_LOOKED_AT]
    said = draw_profile(context)
    said |= _draw_sheet(context, looked_at, said)
    said |= _draw_order(context, looked_at, said)
    guesses = [_draw_guess(context, file, said) for file in looked_at]
    if len(files) > MAX_LOOKED_AT:
        more = context.formats.number(len(files) - MAX_LOOKED_AT)
        st.caption(words("start.recognised.more", n=more))
    guessed = [guess for guess in guesses if guess is not None]
    if len(guessed) < len(guesses):
        return None
    table = next((guess for guess in guessed if guess.columns), None)
    mapping = said | ({} if table is None else _draw_mapping(context, table))
    mapping |= _draw_order(context, looked_at, mapping)
    checked = [_draw_check(context, file, mapping) for file in files[: len(guesses)]]
    read = [found for found in checked if found is not None]
    if len(read) < len(checked):
        return None
    if table is not None:
        draw_save_profile(context, files[0], mapping)
    sizes = [file.path.stat().st_size for file in files]
    n_posts = sum(found.n_records for found in read) * sum(sizes) / max(sum(sizes[: len(read)]), 1)
    return Chosen(files, mapping, round(n_posts), max(PRECISION_S[found.precision or "second"] for found in read))


def _errors(files: tuple[File, ...], said: dict[str, str], kind: str) -> list[UserError]:
    """What is to be asked about files, read as `said`: their errors of this kind."""
    found = []
    for file in files:
        try:
            _look(file, said)
        except UserError as error:
            found += [error] if error.kind == kind else []
    return found


def _draw_order(context: Context, files: tuple[File, ...], said: dict[str, str]) -> dict[str, str]:
    """Whether dates begin with the day or the month, where they do not tell; empty if they do or nothing was chosen."""
    if not _errors(files, said, ORDER):
        return {}
    return ask_order(context, "start.order", context.words("start.order.help"))


def _draw_sheet(context: Context, files: tuple[File, ...], said: dict[str, str]) -> dict[str, str]:
    """Which sheet of a workbook holds the posts, as a mapping; empty if there is no choice or none was made."""
    found = [error.found["choices"] for error in _errors(files, said, SHEETS)]
    choices = [name for names in found if isinstance(names, tuple) for name in names]
    if not choices:
        return {}
    chosen = st.selectbox(
        context.words("start.sheet.name"),
        list(dict.fromkeys(choices)),
        index=None,
        placeholder="–",
        key=context.key("start.sheet"),
        format_func=lambda name: safe_line(name, 60),
        help=context.words("start.sheet.help"),
    )
    return {} if chosen is None else {"table.sheet": chosen}


def _draw_guess(context: Context, file: File, said: dict[str, str]) -> Preview | None:
    """Name, format, why, and three records of a file; or the sentence about what is wrong with it."""
    words, formats = context.words, context.formats
    with st.container(border=True):
        st.text(f"{safe_line(file.name, MAX_NAME)} · {view.size(file.path.stat().st_size, formats)}")
        try:
            found = _look(file, said)
        except UserError as error:
            say(context, error, file)
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
    return context.key("start.map", field, profile_chosen(), *table.columns)


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
        say(context, error, file)
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
    if found.precision == "day":
        st.warning(words("start.check.day"), icon=":material/calendar_today:")
    if found.columns and not found.taken.get("text"):
        st.warning(words("start.check.no_text"), icon=":material/notes:")
    _draw_unused(context, found)
    if found.is_unzoned:
        st.caption(words("start.check.unzoned", where=words("start.mapping.title")))
    return found


def _draw_unused(context: Context, found: Preview) -> None:
    """The columns of a table that no field is read from."""
    unused = [safe_line(column, 40) for column in found.columns if column not in found.taken.values()]
    if unused:
        n_more = len(unused) - MAX_UNUSED
        named = ", ".join(unused[:MAX_UNUSED]) + (f", … (+{n_more})" if n_more > 0 else "")
        st.text(context.words("start.check.unused", columns=named))


def say(context: Context, error: UserError, file: File | None = None) -> None:
    """What is wrong and what to do; or, where a field above asks for it, what is still to be chosen."""
    if error.kind in (ORDER, SHEETS):
        st.info(context.words("start.asked"), icon=":material/help:")
    else:
        st.error(context.words("start.cannot"), icon=":material/error:")
    names = {} if file is None else {str(file.path): file.name}
    st.text(error_sentence(error, context.words, names))


def _look(file: File, mapping: dict[str, str]) -> Preview:
    stat = file.path.stat()
    return _looked_at(str(file.path), stat.st_mtime_ns, stat.st_size, tuple(sorted(mapping.items())))


@st.cache_data(max_entries=50, show_spinner=False)
def _looked_at(path: str, changed_ns: int, size: int, mapping: tuple[tuple[str, str], ...]) -> Preview:
    """The preview of a file as it was at a moment."""
    from claqueur.ingest.tables.preview import preview

    return preview(Path(path), dict(mapping))
