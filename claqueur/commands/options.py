"""Options that several commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claqueur.errors import UserError
from claqueur.terminal.printing import Format

WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-w", help="Folder of the investigation.")]
RunOption = Annotated[str | None, typer.Option("--run", help="Run id; default: the latest finished run.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="Print at most this many rows.")]


def pairs_of_map(items: list[str], sentence: str) -> dict[str, str]:
    """field -> column of every --map.

    Raises UserError with `sentence` (which may name the {item}) if one is not field=column, or if a field comes twice.
    """
    pairs: dict[str, str] = {}
    for item in items:
        field, separator, column = (part.strip() for part in item.partition("="))
        if not separator or not field:
            raise UserError(sentence.format(item=item))
        if field in pairs:
            raise UserError(f"--map gives {field} twice ({pairs[field]} and {column}): keep one of them.")
        pairs[field] = column
    return pairs
