"""Readers of tables whose columns are known: one declaration each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers import table
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, with_columns
from claqueur.ingest.times import TimeRule

Refine = Callable[[pl.DataFrame], pl.DataFrame]


def known_table(
    *,
    name: str,
    title: str,
    description: str,
    marks: tuple[str, ...],
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    sample: str,
    time: TimeRule | None = None,
    refine: Refine | None = None,
    extra: Mapping[str, str] | None = None,
    accounts_marks: tuple[str, ...] = (),
    containers: tuple[str, ...] = ("csv", "parquet", "jsonl", "json", "xlsx"),
) -> Reader:
    """The reader of a table that has all of the columns `marks`.

    columns: field -> column; those that a file lacks are left out unless they are marks. constants: field -> value of
    all posts. time: what is known of the times, where the user says nothing. refine: drafts -> drafts, for what columns
    alone cannot say. extra: name -> column, for what only refine needs; these are no fields. accounts_marks: columns by
    which a table of the same publisher that holds accounts and no posts is told; it is refused in a sentence.
    """

    def recognise(source: Source) -> str | None:
        present = set(source.columns)
        if set(marks) <= present:
            return f"it has the columns {_listed(marks)} of {title}"
        if accounts_marks and set(accounts_marks) <= present and marks[0] not in present:
            raise UserError(
                f"{source.name} holds accounts (of {title}) and no posts: take the file with their posts.",
                "accounts_only",
                name=source.name,
            )
        return None

    def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
        present = {field: column for field, column in columns.items() if column in marks or column in source.columns}
        prepared = table.prepare(source, with_columns(mapping, present, constants))
        return prepared if time is None else replace(prepared, time=_said_first(mapping.time, time))

    def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
        others = {other: column for other, column in (extra or {}).items() if column in source.columns}
        for batch in table.read(source, replace(mapping, columns={**mapping.columns, **others})):
            drafts = batch.drafts if refine is None else refine(batch.drafts)
            yield replace(batch, drafts=drafts.drop(*others))

    return Reader(
        name=name,
        title=title,
        description=description,
        recognised_by=f"the columns {_listed(marks)}",
        containers=containers,
        recognise=recognise,
        prepare=prepare,
        read=read,
        sample={f"{name}.csv": sample},
    )


def _said_first(said: TimeRule, known: TimeRule) -> TimeRule:
    """What the user said of the times, and what is known where nothing was said."""
    return TimeRule(
        zone=said.zone or known.zone,
        precision=said.precision or known.precision,
        order=said.order or known.order,
        format=said.format or known.format,
    )


def _listed(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
