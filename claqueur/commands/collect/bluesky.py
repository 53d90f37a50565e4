"""The commands `claqueur collect bluesky ...`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claqueur.commands.collect.carrying_out import carry_out, watched
from claqueur.commands.collect.groups import group
from claqueur.commands.collect.options import DatasetOption, LimitOption, SinceOption, UntilOption
from claqueur.commands.options import WorkspaceOption, seconds_of

if TYPE_CHECKING:
    from claqueur.ingest.collect.bluesky.request import BlueskyRequest

app = group(
    "bluesky",
    "Posts from Bluesky: its stream as it happens, which needs no account, or its search, which needs one.",
    'Examples: `claqueur collect bluesky stream "#ourparty" "our leader" -w w --for 2h` · '
    '`claqueur collect bluesky search "#ourparty" -w w`',
)


@app.command(epilog='Example: `claqueur collect bluesky stream "#ourparty" -w w --for 2h`')
def stream(
    workspace: WorkspaceOption,
    words: Annotated[list[str] | None, typer.Argument(help="Posts that hold one of these, in any case.")] = None,
    account: Annotated[list[str] | None, typer.Option(help="Everything of this account (did:...); repeat it.")] = None,
    duration: Annotated[str | None, typer.Option("--for", help="End after so long: 90s, 30m, 2h.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Begin in the past, as far as the server goes: a day or more.")
    ] = None,
    until: UntilOption = None,
    limit: LimitOption = 100_000,
    dataset: DatasetOption = None,
) -> None:
    """Posts as they are written, until the end that you set, or Ctrl+C; with their reposts, quotes and deletes."""
    from claqueur.ingest.collect.bluesky.request import BlueskyRequest
    from claqueur.ingest.collect.moments import ahead

    end = until if duration is None else ahead(seconds_of(duration, "--for"))
    asked = BlueskyRequest(
        "stream", words=tuple(words or ()), accounts=tuple(account or ()), since=since, until=end, limit=limit
    )
    _collect(workspace, asked, dataset)


@app.command(epilog='Example: `claqueur collect bluesky search "#ourparty" -w w --since 2026-05-01`')
def search(
    query: Annotated[str, typer.Argument(help="Query in Bluesky's language, in quotes.")],
    workspace: WorkspaceOption,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 10_000,
    dataset: DatasetOption = None,
) -> None:
    """Posts that a search finds, newest first. Needs BLUESKY_HANDLE and BLUESKY_APP_PASSWORD; reposts are not found."""
    from claqueur.ingest.collect.bluesky.request import BlueskyRequest
    from claqueur.ingest.collect.collect import estimate_bluesky

    asked = BlueskyRequest("search", query=query, since=since, until=until, limit=limit)
    with watched() as watch:
        n_posts = estimate_bluesky(asked, watch)
    if n_posts is not None:
        print(f"Estimate: about {n_posts:,} posts match; Bluesky charges nothing.")
    _collect(workspace, asked, dataset)


def _collect(place: Path, request: BlueskyRequest, dataset: str | None) -> None:
    from claqueur.ingest.collect.collect import begin_free
    from claqueur.workspace import Workspace

    workspace = Workspace.create(place)
    carry_out(workspace, begin_free(workspace, request, dataset), place)
