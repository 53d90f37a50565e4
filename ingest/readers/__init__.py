"""The formats that claqueur reads, the more particular first."""

from __future__ import annotations

from claqueur.errors import UserError
from claqueur.ingest.readers import bluesky, coortweet, table, toolkit, twarc_csv, x_operations, x_v1, x_v2
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import nearest

READERS: tuple[Reader, ...] = (
    coortweet.READER,
    toolkit.READER,
    x_v1.READER,
    x_v2.READER,
    twarc_csv.READER,
    x_operations.READER,
    bluesky.READER,
    table.READER,
)


def recognise(source: Source, source_format: str = "auto") -> tuple[Reader, str]:
    """The reader for a source and why: the one asked for, or the first that recognises the content.

    Raises UserError if the format is unknown or cannot be read from such a file.
    """
    if source_format == "auto":
        for reader in READERS:
            reason = reader.recognise(source)
            if reason is not None:
                return reader, reason
    reader = reader_named(source_format)
    if source.container not in reader.containers:
        raise UserError(
            f"{source.name} is {source.container}, but the format {reader.name} is read from "
            f"{' or '.join(reader.containers)}: leave --format out."
        )
    return reader, "you said so"


def reader_named(name: str) -> Reader:
    """The reader of a format. Raises UserError, naming the nearest, if there is none of this name."""
    by_name = {reader.name: reader for reader in READERS}
    if name not in by_name:
        close = nearest(name, list(by_name))
        hint = f' (nearest: "{close}")' if close else ""
        raise UserError(f'There is no format "{name}"{hint}: the formats are auto, {", ".join(by_name)}.')
    return by_name[name]
