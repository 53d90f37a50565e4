"""The command `claqueur formats`: which files can be read, and what each format gives."""

from __future__ import annotations

from typing import Annotated

import typer

from claqueur.commands.options import FormatOption
from claqueur.terminal.printing import Format, print_frame

EPILOG = "Examples: `claqueur formats` · `claqueur formats twarc_csv` · `claqueur formats --format json`"


def formats(
    name: Annotated[
        str | None, typer.Argument(help="A format, for its fields and a sample; default: list all.")
    ] = None,
    style: FormatOption = Format.table,
) -> None:
    """List the formats that `claqueur ingest` reads, or show one with its fields and a made-up sample."""
    import polars as pl

    from claqueur.ingest.readers import READERS, reader_named
    from claqueur.ingest.readers.samples import fields_of_sample

    if name is None:
        columns = ("name", "title", "recognised_by")
        rows = [{column: getattr(reader, column) for column in columns} for reader in READERS]
        print_frame(pl.DataFrame(rows), style, "")
        return
    reader = reader_named(name)
    print(f"{reader.name}: {reader.title}. {reader.description}")
    print(f"Recognised by {reader.recognised_by}; read from {', '.join(reader.containers)}.")
    print(f"Fields: {', '.join(fields_of_sample(reader))}.")
    for file, text in reader.sample.items():
        print(f"Sample ({file}):\n{text.rstrip()}")
