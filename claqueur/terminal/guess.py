"""What a file is taken for, as the terminal shows it: columns, three records, and the command line that says it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from claqueur.terminal.printing import Format, harmless, print_frame

if TYPE_CHECKING:
    from claqueur.ingest.tables.preview import Preview

COLUMN = "COLUMN"  # where not even a suggestion can be made


def print_guess(name: str, found: Preview) -> None:
    """Format, columns with what each is taken for (? is a suggestion) and its first values."""
    import polars as pl

    print(harmless(f"{name}: {found.title}, about {found.n_records:,} records ({found.why})."))
    field_of = {column: field for field, column in found.taken.items()}
    unsure = {column: f"{field}?" for field, column in found.suggested.items()}
    shown = found.columns or tuple(found.rows[0] if found.rows else ())
    rows = {
        "column": shown,
        **({"taken_for": [field_of.get(column, unsure.get(column, "")) for column in shown]} if found.columns else {}),
        **{f"record_{i}": [row.get(column, "") for column in shown] for i, row in enumerate(found.rows, 1)},
    }
    print_frame(pl.DataFrame(rows), Format.table, "It has no records.")
    if found.is_order_open:
        print(
            "Its dates do not tell whether the day or the month comes first: add --map time.order=day-first or "
            "--map time.order=month-first."
        )
    if found.first_at is not None:
        zone = ", times without a zone read as UTC" if found.is_unzoned else ""
        refused = f"; refused: {found.n_refused:,}, such as {found.refused_because}" if found.n_refused else ""
        print(f"Of the first {found.n_checked:,}: first {found.first_at:%Y-%m-%d %H:%M:%S} UTC{zone}{refused}.")


def command(paths: Sequence[str], options: Sequence[str], said: Mapping[str, str], found: Preview) -> str:
    """The command line that reads the file as it is taken now, with what is missing. options: such as -w w."""
    lacking = {field: found.suggested.get(field, COLUMN) for field in found.missing}
    pairs = {**said, **{field: column for field, column in found.suggested.items() if field not in said}, **lacking}
    words = ["claqueur", "ingest", *paths, *options]
    for field, column in pairs.items():
        words += ["--map", f"{field}={column}"]
    return harmless(shlex.join(words))
