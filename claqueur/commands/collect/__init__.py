"""The commands `claqueur collect ...`: posts from X, Bluesky and Mastodon into the workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from claqueur.commands.collect import bluesky, mastodon, x
from claqueur.commands.collect.carrying_out import carry_out
from claqueur.commands.collect.groups import group
from claqueur.commands.collect.options import BudgetOption
from claqueur.commands.options import FormatOption, WorkspaceOption
from claqueur.terminal.printing import Format, print_frame

app = group(
    "collect",
    "Collect posts from a platform: nothing else in claqueur connects to the outside. See docs/collect.md.",
    'Examples: `claqueur collect x search "#ourparty lang:fr" -w w --budget-usd 20` · '
    "`claqueur collect resume 20260501-120000-0a1b2c -w w`",
)
app.add_typer(x.app)
app.add_typer(bluesky.app)
app.add_typer(mastodon.app)


@app.command(epilog="Example: `claqueur collect resume 20260501-120000-0a1b2c -w w --budget-usd 30`")
def resume(
    collection: Annotated[str, typer.Argument(help="Id of a collection: claqueur collect list.")],
    workspace: WorkspaceOption,
    limit: Annotated[int | None, typer.Option(help="Another limit.")] = None,
    budget_usd: BudgetOption = None,
) -> None:
    """Continue a collection from its last page: after a kill, a new token, or with a higher limit or budget."""
    from claqueur.ingest.collect.collect import amend
    from claqueur.ingest.collect.collection import Collection
    from claqueur.workspace import Workspace

    opened = Workspace.open(workspace)
    found = Collection.open(opened, collection)
    amend(found, limit, budget_usd)
    carry_out(opened, found, workspace)


@app.command("list", epilog="Example: `claqueur collect list -w w`")
def list_collections(workspace: WorkspaceOption, style: FormatOption = Format.table) -> None:
    """List the collections of the workspace, newest first."""
    from claqueur.listings import collections
    from claqueur.workspace import Workspace

    print_frame(collections(Workspace.open(workspace)), style, "Nothing was collected yet.")
