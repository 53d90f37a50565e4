"""The commands `claqueur quarantine ...`: what could not be read, and reading it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claqueur.commands.options import FormatOption, TimezoneOption, WorkspaceOption, mapping_of_posts
from claqueur.terminal.printing import Format, harmless, print_frame

if TYPE_CHECKING:
    from claqueur.workspace import Workspace

app = typer.Typer(
    name="quarantine",
    add_completion=False,
    rich_markup_mode="markdown",
    help="Records that could not be read: list them, show them, read them again.",
    epilog="Examples: `claqueur quarantine list -w w` · `claqueur quarantine show unparseable_time -w w --limit 5` · "
    "`claqueur quarantine retry -w w --map time.format=%d.%m.%Y`",
)

ReasonOption = Annotated[str | None, typer.Option(help="Only records with this reason.")]
FileOption = Annotated[str | None, typer.Option("--file", help="Only records of this file, named as it is listed.")]
ShownOption = Annotated[int, typer.Option("--limit", min=1, help="Print at most this many records.")]
EMPTY = "Nothing is in quarantine."


@app.callback(invoke_without_command=True)
def quarantine(context: typer.Context) -> None:
    """Without a command: the help."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command("list", epilog="Example: `claqueur quarantine list -w w`")
def listed(workspace: WorkspaceOption, style: FormatOption = Format.table) -> None:
    """List what is in quarantine by reason and file: how many records, the first one, what to do."""
    from claqueur.ingest.quarantine.listing import by_reason

    print_frame(by_reason(_open(workspace)), style, EMPTY)


@app.command("show", epilog="Example: `claqueur quarantine show unparseable_time -w w --limit 5`")
def show(
    workspace: WorkspaceOption,
    reason: Annotated[str | None, typer.Argument(help="A reason as it is listed; default: all.")] = None,
    file: FileOption = None,
    limit: ShownOption = 20,
    style: FormatOption = Format.table,
) -> None:
    """Show records as they were in their files, in order. They are data of others and only printed."""
    from claqueur.ingest.quarantine.listing import records

    print_frame(records(_open(workspace), reason, file, limit), style, EMPTY)


@app.command(
    "retry",
    epilog="Examples: `claqueur quarantine retry -w w` · "
    "`claqueur quarantine retry -w w --reason unparseable_time --map time.format=%d.%m.%Y --timezone Europe/Paris`",
)
def retry(
    workspace: WorkspaceOption,
    reason: ReasonOption = None,
    file: FileOption = None,
    source_format: Annotated[str, typer.Option("--format", help="auto, or the name of a format.")] = "auto",
    mapping: Annotated[list[str] | None, typer.Option("--map", help="field=column, as for claqueur ingest.")] = None,
    profile: Annotated[Path | None, typer.Option(help="Mapping profile (TOML), as for claqueur ingest.")] = None,
    timezone: TimezoneOption = None,
) -> None:
    """Read records again; what is good now becomes posts and leaves quarantine. It may be repeated at any time."""
    from claqueur.ingest.quarantine.retry import retry as read_again

    pairs = mapping_of_posts(mapping or [], timezone)
    done = read_again(
        _open(workspace), reason=reason, source_file=file, source_format=source_format, mapping=pairs, profile=profile
    )
    for sentence in done.sentences():
        print(harmless(sentence))


def _open(path: Path) -> Workspace:
    from claqueur.workspace import Workspace

    return Workspace.open(path)
