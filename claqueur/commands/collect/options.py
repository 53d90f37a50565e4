"""Options that several commands of `claqueur collect` have in common."""

from __future__ import annotations

from typing import Annotated

import typer

SinceOption = Annotated[str | None, typer.Option(help="First moment, ISO 8601, UTC unless a zone is given.")]
UntilOption = Annotated[str | None, typer.Option(help="End, not included.")]
LimitOption = Annotated[int, typer.Option(help="Stop after so many; the newest come first.")]
BudgetOption = Annotated[str | None, typer.Option("--budget-usd", help="Never spend more US dollars than this.")]
DatasetOption = Annotated[str | None, typer.Option(help="Name for these posts.")]
