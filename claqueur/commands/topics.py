"""The command `claqueur topics`: what is said on the brands, parties and themes of a watchlist."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claqueur.commands.options import FormatOption, RunOption, WorkspaceOption
from claqueur.terminal.printing import Format, print_frame

EPILOG = (
    "Examples: `claqueur topics watchlist.toml -w w` · `claqueur topics -w w --format csv`. A watchlist: "
    '`[[topic]]`, `name = "Péridoux"`, `kind = "brand"`, `handles = ["peridoux"]`, `hashtags = ["HontePéridoux"]`; '
    "also `names`, `domains`, `tickers`, `regex`."
)


def topics(
    workspace: WorkspaceOption,
    watchlist: Annotated[
        Path | None, typer.Argument(help="Watchlist (TOML) to look at from now on; default: list what was found.")
    ] = None,
    run_id: RunOption = None,
    engine: Annotated[str, typer.Option(help="auto, sail (embedded) or spark.")] = "auto",
    master: Annotated[str | None, typer.Option(help="Spark master URL, such as spark://host:7077 or yarn.")] = None,
    style: FormatOption = Format.table,
) -> None:
    """List the topics of a run, or find those of a watchlist in a run already made and keep it for the next runs."""
    from claqueur import listings
    from claqueur.results import open_run
    from claqueur.workspace import Workspace

    target = Workspace.open(workspace)
    opened = open_run(target, run_id)
    if watchlist is not None:
        from claqueur.terminal.progress import say_waiting
        from claqueur.watchlist import keep, text_of

        found = keep(target, text_of(watchlist))
        say_waiting("Starting the engine")
        from claqueur.jobs.topics.afterwards import find_topics

        find_topics(opened, found, engine=engine, master=master)
    print_frame(listings.topics(opened), style, f"Run {opened.run_id} had no watchlist: give one, or see --help.")
