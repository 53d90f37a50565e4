"""What a file is taken for before anything is kept of it: its format, its first records, which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from claqueur.errors import UserError
from claqueur.ingest.drafts import BATCH_BYTES, BATCH_ROWS, Batch
from claqueur.ingest.files import members_of, size_of
from claqueur.ingest.load import rules_for, settled
from claqueur.ingest.readers import recognise, table
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.records import check
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.column_names import guess_columns
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import REQUIRED, SourceMapping, load_mapping
from claqueur.ingest.tables.suggestions import suggestions
from claqueur.ingest.times import settle_order

SAMPLE_ROWS = 3
CHECKED_ROWS = 1_000
SUGGESTED_FROM = 200
SUGGESTED = ("account_id", "created_at", "text")
SAMPLED_FIELDS = ("account_id", "account_name", "created_at", "kind", "text")  # of formats without columns


@dataclass(frozen=True)
class Preview:
    """A file as `ingest` would read it.

    source_format, title, why: the format and how it was told. columns: of a table, else empty. taken: field -> column
    of a table. missing: required fields that no column is known to hold; the rest is empty until they are named.
    rows: the first records, column (or field) -> text. n_records: about how many the file holds. n_checked, n_refused:
    of its first records, and why most of them were refused. first_at: time of the first post; precision, is_unzoned:
    how fine the times are, and whether they name no time zone. Where something is missing, suggested: field -> column
    by the values; is_order_open: the times there do not tell whether the day or the month comes first.
    """

    source_format: str
    title: str
    why: str
    columns: tuple[str, ...]
    taken: dict[str, str]
    missing: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    n_records: int
    n_checked: int = 0
    n_refused: int = 0
    refused_because: str | None = None
    first_at: datetime | None = None
    precision: str | None = None
    is_unzoned: bool = False
    suggested: dict[str, str] = field(default_factory=dict)
    is_order_open: bool = False


def preview(
    path: Path,
    mapping: Mapping[str, str] | None = None,
    profile: Path | str | None = None,
    source_format: str = "auto",
) -> Preview:
    """Look at the first records of a file, all else said as for `ingest`. Nothing is written.

    Raises UserError for a file that cannot be read, and for a mapping that does not fit it.
    """
    user = load_mapping(profile, mapping)
    source = look_at(path, user.delimiter, members_of(path)[0], user.sheet)
    reader, why = recognise(source, source_format)
    is_table = reader.name == table.READER.name
    columns = tuple(source.columns) if is_table else ()
    if is_table:
        named = {**guess_columns(columns), **user.columns}
        missing = tuple(name for name in REQUIRED if not named.get(name) and name not in user.constants)
        if missing:
            batch, n_records = _first_batch(source, reader, _every_column(user, columns))
            taken = {name: column for name, column in named.items() if column}
            rows = _sample(batch, _places(columns))
            found = Preview(reader.name, reader.title, why, columns, taken, missing, rows, n_records)
            return _with_suggestions(found, batch, user)
    prepared = reader.prepare(source, user)
    batch, n_records = _first_batch(source, reader, prepared)
    found = Preview(reader.name, reader.title, why, columns, dict(prepared.columns), (), (), n_records)
    return _checked(replace(found, rows=_rows(source, reader, user, columns, batch)), source, reader, prepared, batch)


def _with_suggestions(found: Preview, batch: Batch, user: SourceMapping) -> Preview:
    """The preview with what the columns that are not taken could be, by their values."""
    places = _places(found.columns)
    values = {column: _texts(batch.drafts[place].head(SUGGESTED_FROM)) for column, place in places.items()}
    free = {column: texts for column, texts in values.items() if column not in found.taken.values()}
    suggested = suggestions(free, [name for name in SUGGESTED if name not in found.taken])
    place = places.get({**suggested, **found.taken}.get("created_at", ""))
    times = [] if place is None else _texts(batch.drafts[place])
    try:
        settle_order(times, user.time)
    except UserError:
        return replace(found, suggested=suggested, is_order_open=True)
    return replace(found, suggested=suggested)


def _texts(values: pl.Series) -> list[str]:
    return ["" if value is None else str(value) for value in values.to_list()]


def _rows(
    source: Source, reader: Reader, user: SourceMapping, columns: tuple[str, ...], batch: Batch
) -> tuple[dict[str, str], ...]:
    """The first records: a table's as they stand there, others by field."""
    if not columns:
        return _sample(batch, {name: name for name in SAMPLED_FIELDS if name in batch.drafts.columns})
    return _sample(next(reader.read(source, _every_column(user, columns))), _places(columns))


def _places(columns: tuple[str, ...]) -> dict[str, str]:
    """Column -> its place, as a name that is no field's: so that none is taken for a list or a time."""
    return {column: str(place) for place, column in enumerate(columns)}


def _every_column(user: SourceMapping, columns: tuple[str, ...]) -> SourceMapping:
    """A mapping that reads each column as text under its place."""
    return replace(user, columns={place: column for column, place in _places(columns).items()}, values={})


def _first_batch(source: Source, reader: Reader, mapping: SourceMapping) -> tuple[Batch, int]:
    """The first batch of drafts, and about how many records the file holds."""
    read = 0

    def count(n_bytes: int) -> None:
        nonlocal read
        read += n_bytes

    source.on_bytes = count
    rules = rules_for(source, reader, mapping, None)
    batch = next(settled(reader.read(source, mapping), rules))
    source.on_bytes = lambda n_bytes: None
    n = batch.drafts.height + len(batch.rejects)
    if source.container == "parquet":
        return batch, int(pq.read_metadata(source.path).num_rows)
    size = size_of(source.path, source.member)
    is_whole = read >= size and n < BATCH_ROWS and size < BATCH_BYTES
    return batch, n if is_whole or not read else round(n * size / read)


def _sample(batch: Batch, keys: dict[str, str]) -> tuple[dict[str, str], ...]:
    """The first drafts as texts, shown name -> value; keys: shown name -> column of the drafts."""
    head = batch.drafts.head(SAMPLE_ROWS)
    return tuple(
        {name: "" if row[key] is None else str(row[key]) for name, key in keys.items()}
        for row in head.iter_rows(named=True)
    )


def _checked(found: Preview, source: Source, reader: Reader, prepared: SourceMapping, batch: Batch) -> Preview:
    """The preview with what became of the first records."""
    rules = rules_for(source, reader, prepared, None)
    whole = next(settled(iter([batch]), rules))  # later records may tell whether the day or the month comes first
    first = Batch(whole.drafts.head(CHECKED_ROWS), whole.record_of, list(islice(whole.rejects, CHECKED_ROWS)))
    posts, refused = check(first, rules)
    reasons = refused["reason"].value_counts(sort=True)["reason"].to_list()
    return replace(
        found,
        n_checked=posts.height + refused.height,
        n_refused=refused.height,
        refused_because=reasons[0] if reasons else None,
        first_at=rules.first_at,
        precision=rules.precision if posts.height else None,
        is_unzoned=bool(rules.notes["unzoned"]) and rules.time.zone is None,
    )
