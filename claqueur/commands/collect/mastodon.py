"""The commands `claqueur collect mastodon ...`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claqueur.commands.collect.carrying_out import carry_out, watched
from claqueur.commands.collect.groups import group
from claqueur.commands.collect.options import DatasetOption, LimitOption, SinceOption, UntilOption
from claqueur.commands.options import WorkspaceOption, seconds_of

if TYPE_CHECKING:
    from claqueur.ingest.collect.mastodon.request import MastodonRequest

app = group(
    "mastodon",
    "Posts that a Mastodon server knows: those with a hashtag, or all public ones. Many servers give them without an "
    "account; streams need one (MASTODON_SERVER and MASTODON_TOKEN).",
    'Examples: `claqueur collect mastodon timeline "#ourparty" --server mastodon.social -w w` · '
    '`claqueur collect mastodon stream "#ourparty" -w w --for 2h`',
)
TagsArgument = Annotated[
    list[str] | None, typer.Argument(help="Hashtags, in quotes; none: all public posts of the server.")
]
ServerOption = Annotated[str | None, typer.Option(help="The server to ask; default: MASTODON_SERVER.")]
LocalOption = Annotated[bool, typer.Option("--local", help="Only posts of the server's own accounts.")]


@app.command(
    epilog='Example: `claqueur collect mastodon timeline "#ourparty" "#ourleader" --server mastodon.social -w w '
    "--since 2026-05-01`"
)
def timeline(
    workspace: WorkspaceOption,
    tags: TagsArgument = None,
    server: ServerOption = None,
    local: LocalOption = False,
    since: SinceOption = None,
    limit: LimitOption = 10_000,
    dataset: DatasetOption = None,
) -> None:
    """Posts with one of the hashtags, or all public posts, newest first; boosts are not among them."""
    from claqueur.ingest.collect.collect import estimate_mastodon

    asked = _request("timeline", tags, server, local=local, since=since, limit=limit)
    with watched() as watch:
        n_posts = estimate_mastodon(asked, watch)
    if n_posts is not None:
        print(f"Estimate: about {n_posts:,} posts in the last seven days; {asked.host} charges nothing.")
    _collect(workspace, asked, dataset)


@app.command(epilog='Example: `claqueur collect mastodon stream "#ourparty" -w w --for 2h`')
def stream(
    workspace: WorkspaceOption,
    tags: TagsArgument = None,
    server: ServerOption = None,
    local: LocalOption = False,
    duration: Annotated[str | None, typer.Option("--for", help="End after so long: 90s, 30m, 2h.")] = None,
    until: UntilOption = None,
    limit: LimitOption = 100_000,
    dataset: DatasetOption = None,
) -> None:
    """Posts as the server gets them, until the end that you set, or Ctrl+C; with their edits and deletes."""
    from claqueur.ingest.collect.moments import ahead

    end = until if duration is None else ahead(seconds_of(duration, "--for"))
    _collect(workspace, _request("stream", tags, server, local=local, until=end, limit=limit), dataset)


def _request(
    kind: str,
    tags: list[str] | None,
    server: str | None,
    *,
    local: bool,
    limit: int,
    since: str | None = None,
    until: str | None = None,
) -> MastodonRequest:
    from claqueur.ingest.collect.mastodon.request import MastodonRequest, server_address
    from claqueur.ingest.collect.tokens import mastodon_server

    return MastodonRequest(
        kind,
        since=since,
        until=until,
        limit=limit,
        server=server_address(server or mastodon_server()),
        tags=tuple(tag.strip().lstrip("#") for tag in tags or ()),
        local=local,
    )


def _collect(place: Path, request: MastodonRequest, dataset: str | None) -> None:
    from claqueur.ingest.collect.collect import begin_free
    from claqueur.workspace import Workspace

    workspace = Workspace.create(place)
    carry_out(workspace, begin_free(workspace, request, dataset), place)
