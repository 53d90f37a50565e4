"""The commands `claqueur models ...`: list, show, compare, promote, export and import trained models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claqueur.commands.options import FormatOption, WorkspaceOption
from claqueur.terminal.printing import Format, harmless, print_frame

if TYPE_CHECKING:
    from claqueur.workspace import Workspace

app = typer.Typer(
    name="models",
    add_completion=False,
    rich_markup_mode="markdown",
    epilog="Examples: `claqueur models -w w` · `claqueur models show shipped -w w`",
)

VersionArgument = Annotated[
    str, typer.Argument(metavar="VERSION", help="Number of a version in the workspace, or shipped.")
]
NumberArgument = Annotated[int, typer.Argument(metavar="VERSION", help="Number of a version in the workspace.")]
NO_MODELS = 'No model was trained here yet: "claqueur train" makes one.'


@app.callback(invoke_without_command=True)
def models(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w", help="Folder of the investigation.")] = None,
    style: FormatOption = Format.table,
) -> None:
    """List the trained models with their figures; its commands show, compare, promote, export and import them."""
    if context.invoked_subcommand is not None:
        return
    if workspace is None:
        print(context.get_help())
    else:
        list_models(workspace, style)


@app.command("list", epilog="Example: `claqueur models list -w w --format csv`")
def list_models(workspace: WorkspaceOption, style: FormatOption = Format.table) -> None:
    """List the versions of the workspace, the latest first, with their figures on held-out campaigns."""
    from claqueur import listings

    print_frame(listings.models(_open(workspace)), style, NO_MODELS)


@app.command("show", epilog="Examples: `claqueur models show 3 -w w` · `claqueur models show shipped -w w`")
def show(version: VersionArgument, workspace: WorkspaceOption, style: FormatOption = Format.table) -> None:
    """Show one model: thresholds, layers, what it learned from, its figures."""
    from claqueur import listings

    print_frame(listings.model_figures(_open(workspace), version), style, "Nothing is known of it.")


@app.command("card", epilog="Examples: `claqueur models card 3 -w w` · `claqueur models card shipped -w w > card.md`")
def card(version: VersionArgument, workspace: WorkspaceOption) -> None:
    """Print the model card: purpose, data, figures, stress tests, where it fails, licence, how to cite."""
    from claqueur.models.store.choice import find_model

    print(find_model(_open(workspace), version).card)


@app.command("compare", epilog="Example: `claqueur models compare shipped 3 -w w`")
def compare(
    first: VersionArgument, second: VersionArgument, workspace: WorkspaceOption, style: FormatOption = Format.table
) -> None:
    """Show the figures of two models side by side. They compare only where both learned from the same data."""
    from claqueur import listings

    print_frame(listings.models_compared(_open(workspace), first, second), style, "Nothing is known of them.")


@app.command("promote", epilog='Example: `claqueur models promote 3 -w w --reason "finds the May campaign"`')
def promote(
    version: NumberArgument,
    workspace: WorkspaceOption,
    reason: Annotated[str, typer.Option(help="Why, for those who read the registry later.")],
    by: Annotated[str | None, typer.Option(help="Who decides it; default: the name of this login.")] = None,
) -> None:
    """Make a version the champion by hand: runs score with it. Who did it, when and why is kept in the registry."""
    import getpass

    from claqueur.models.store.registry import promote as crown

    crown(_open(workspace), version, reason, getpass.getuser() if by is None else by)
    print(f"Version {version} is the champion now: the next claqueur run scores with it.")


@app.command("export", epilog="Example: `claqueur models export 3 model.zip -w w`")
def export(
    version: NumberArgument,
    path: Annotated[Path, typer.Argument(help="A file that ends in .zip, or a folder.")],
    workspace: WorkspaceOption,
) -> None:
    """Write a version to one file for others: model, card, features, thresholds, checksum. It holds no account."""
    from claqueur.models.store.registry import export_model

    written = export_model(_open(workspace), version, path)
    print(f"Wrote {path}. Tell those who get it the SHA-256 of the model: {written.meta['sha256']}")


@app.command("import", epilog="Example: `claqueur models import model.zip -w w --sha256 0a1b2c...`")
def import_(
    path: Annotated[Path, typer.Argument(help="What claqueur models export wrote.")],
    workspace: WorkspaceOption,
    sha256: Annotated[str | None, typer.Option(help="SHA-256 of the model as its author gives it.")] = None,
) -> None:
    """Register an exported model as a new version. It is checked first, and scores only once it is promoted."""
    from claqueur.models.store.registry import import_model

    registered = import_model(_open(workspace), path, sha256)
    print(harmless(f"Model version {registered.version}. {registered.reason}"))


def _open(path: Path) -> Workspace:
    from claqueur.workspace import Workspace

    return Workspace.open(path)
