"""Options that several commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claqueur.printing import Format

WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-w", help="Folder of the investigation.")]
RunOption = Annotated[str | None, typer.Option("--run", help="Run id; default: the latest finished run.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="Print at most this many rows.")]
