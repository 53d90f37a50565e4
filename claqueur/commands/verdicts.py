"""The commands `claqueur verdicts ...`: what reviewers said of campaigns, and as labels for training."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claqueur.commands.options import FormatOption, WorkspaceOption
from claqueur.errors import UserError
from claqueur.terminal.printing import Format, print_frame

if TYPE_CHECKING:
    from claqueur.workspace import Workspace

app = typer.Typer(
    name="verdicts",
    add_completion=False,
    rich_markup_mode="markdown",
    epilog="Examples: `claqueur verdicts -w w` · `claqueur verdicts export reviewed.csv -w w`",
)


@app.callback(invoke_without_command=True)
def verdicts(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w", help="Folder of the investigation.")] = None,
    style: FormatOption = Format.table,
) -> None:
    """List the verdicts that reviewers gave in the app, every one, oldest first; its command export makes labels."""
    if context.invoked_subcommand is not None:
        return
    if workspace is None:
        print(context.get_help())
        return
    from claqueur import listings

    print_frame(listings.verdicts(_open(workspace)), style, "No campaign was reviewed yet: the app does that.")


@app.command("export", epilog="Example: `claqueur verdicts export reviewed.csv -w w`")
def export(
    path: Annotated[Path, typer.Argument(help="CSV file to write.")],
    workspace: WorkspaceOption,
    single: Annotated[bool, typer.Option("--single", help="One reviewer is enough.")] = False,
) -> None:
    """Write the campaigns on which two reviewers agree as labels for claqueur train, each a group to be held out."""
    from claqueur.app.data.cases import verdicts as given
    from claqueur.app.data.reviewed_labels import reviewed_labels

    made = reviewed_labels(given(_open(workspace)), single)
    left_out = (
        f"campaigns that wait for a second reviewer: {made.n_waiting}, on which reviewers disagree: "
        f"{made.n_disagreeing}, of which they are unsure: {made.n_unsure}; accounts with two different labels: "
        f"{made.n_contradicted}"
    )
    if made.frame.is_empty():
        advice = "review more in the app." if single else "review more in the app, or give --single."
        raise UserError(f"There is nothing to export ({left_out}): {advice}")
    made.frame.write_csv(path)
    print(f"Wrote {path}: {made.frame.height} accounts of {made.n_campaigns} campaigns. Left out: {left_out}.")
    print(f"Next: claqueur train -w {workspace} --labels {path}, with campaigns and controls of others by --also")


def _open(path: Path) -> Workspace:
    from claqueur.workspace import Workspace

    return Workspace.open(path)
