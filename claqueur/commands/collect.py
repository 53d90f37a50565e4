"""The commands `claqueur collect ...`: posts from X and Bluesky into the workspace."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claqueur.commands.options import FormatOption, WorkspaceOption, seconds_of
from claqueur.errors import UserError
from claqueur.terminal.printing import Format, harmless, print_frame

if TYPE_CHECKING:
    from claqueur.ingest.collect.bluesky.request import BlueskyRequest
    from claqueur.ingest.collect.collection import Collection
    from claqueur.ingest.collect.patience import Watch
    from claqueur.ingest.collect.x.request import XRequest
    from claqueur.workspace import Workspace

app = typer.Typer(
    name="collect",
    no_args_is_help=False,
    rich_markup_mode="markdown",
    help="Collect posts from a platform: nothing else in claqueur connects to the outside. See docs/collect.md.",
    epilog='Examples: `claqueur collect x search "#ourparty lang:fr" -w w --budget-usd 20` · '
    "`claqueur collect resume 20260501-120000-0a1b2c -w w`",
)
x_app = typer.Typer(
    name="x",
    rich_markup_mode="markdown",
    help="Posts from X (API v2). The token comes from X_BEARER_TOKEN or the password store and is never written down.",
    epilog='Examples: `claqueur collect x search "#ourparty" -w w` · `claqueur collect x counts "#ourparty"` · '
    "`claqueur collect x timelines @ann @bob -w w --budget-usd 5`",
)
bluesky_app = typer.Typer(
    name="bluesky",
    rich_markup_mode="markdown",
    help="Posts from Bluesky: its stream as it happens, which needs no account, or its search, which needs one.",
    epilog='Examples: `claqueur collect bluesky stream "#ourparty" "our leader" -w w --for 2h` · '
    '`claqueur collect bluesky search "#ourparty" -w w`',
)
app.add_typer(x_app)
app.add_typer(bluesky_app)

QueryArgument = Annotated[str, typer.Argument(help="Query in X's language, in quotes.")]
SinceOption = Annotated[str | None, typer.Option(help="First moment, ISO 8601, UTC unless a zone is given.")]
UntilOption = Annotated[str | None, typer.Option(help="End, not included.")]
LimitOption = Annotated[int, typer.Option(help="Stop after so many; the newest come first.")]
BudgetOption = Annotated[str | None, typer.Option("--budget-usd", help="Never spend more US dollars than this.")]
LeanOption = Annotated[
    bool, typer.Option("--lean", help="Without authors and referred posts: cheaper; no handles, reposts cut short.")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Start without asking.")]
DatasetOption = Annotated[str | None, typer.Option(help="Name for these posts.")]
ArchiveOption = Annotated[bool, typer.Option("--archive", help="All years (needs --since), not the last seven days.")]


@app.callback(invoke_without_command=True)
def collect(context: typer.Context) -> None:
    """Collect posts from a platform: nothing else in claqueur connects to the outside. See docs/collect.md."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@x_app.callback(invoke_without_command=True)
def x(context: typer.Context) -> None:
    """Posts from X (API v2). The token comes from X_BEARER_TOKEN or the password store and is never written down."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@x_app.command(epilog='Example: `claqueur collect x search "#ourparty -is:nullcast" -w w --since 2026-05-01 --archive`')
def search(
    query: QueryArgument,
    workspace: WorkspaceOption,
    archive: ArchiveOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 10_000,
    budget_usd: BudgetOption = None,
    lean: LeanOption = False,
    yes: YesOption = False,
    dataset: DatasetOption = None,
) -> None:
    """Posts that match a query, newest first."""
    asked = _request("archive" if archive else "search", limit, budget_usd, lean, query=query, since=since, until=until)
    _collect_x(workspace, asked, dataset, yes)


@x_app.command(epilog="Example: `claqueur collect x timelines @ann @bob --file accounts.txt -w w --since 2026-05-01`")
def timelines(
    workspace: WorkspaceOption,
    accounts: Annotated[list[str] | None, typer.Argument(help="@names or ids.")] = None,
    file: Annotated[Path | None, typer.Option(help="More of them, one in a line.")] = None,
    list_id: Annotated[str | None, typer.Option("--list", help="And the members of this list on X (its id).")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 10_000,
    budget_usd: BudgetOption = None,
    lean: LeanOption = False,
    yes: YesOption = False,
    dataset: DatasetOption = None,
) -> None:
    """The latest posts of accounts (X gives 3,200 of each)."""
    names = (*(accounts or ()), *_lines(file))
    if not names and list_id is None:
        raise UserError("No account was named: write @names or ids, --file or --list.")
    asked = _request("timelines", limit, budget_usd, lean, targets=names, list_id=list_id, since=since, until=until)
    _collect_x(workspace, asked, dataset, yes)


@x_app.command(epilog="Example: `claqueur collect x quotes https://x.com/ann/status/1234 -w w`")
def quotes(
    posts: Annotated[list[str], typer.Argument(help="Ids or links of posts.")],
    workspace: WorkspaceOption,
    limit: LimitOption = 10_000,
    budget_usd: BudgetOption = None,
    lean: LeanOption = False,
    yes: YesOption = False,
    dataset: DatasetOption = None,
) -> None:
    """Posts that quote these posts."""
    _collect_x(workspace, _request("quotes", limit, budget_usd, lean, targets=tuple(posts)), dataset, yes)


@x_app.command(epilog="Example: `claqueur collect x reposts 1234 5678 -w w --budget-usd 5`")
def reposts(
    posts: Annotated[list[str], typer.Argument(help="Ids or links of posts.")],
    workspace: WorkspaceOption,
    limit: LimitOption = 10_000,
    budget_usd: BudgetOption = None,
    lean: LeanOption = False,
    yes: YesOption = False,
    dataset: DatasetOption = None,
) -> None:
    """Reposts of these posts, with their times: who reposted together within seconds."""
    _collect_x(workspace, _request("reposts", limit, budget_usd, lean, targets=tuple(posts)), dataset, yes)


@x_app.command(epilog="Example: `claqueur collect x reposters 1234 -w w`")
def reposters(
    posts: Annotated[list[str], typer.Argument(help="Ids or links of posts.")],
    workspace: WorkspaceOption,
    limit: LimitOption = 10_000,
    budget_usd: BudgetOption = None,
    yes: YesOption = False,
) -> None:
    """Accounts that reposted these posts, without times: kept as a file; there are no posts to analyse in it."""
    _collect_x(workspace, _request("reposters", limit, budget_usd, True, targets=tuple(posts)), None, yes)


@x_app.command(epilog='Example: `claqueur collect x counts "#ourparty" --archive --since 2026-05-01`')
def counts(
    query: QueryArgument,
    archive: ArchiveOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    budget_usd: BudgetOption = None,
    style: FormatOption = Format.table,
) -> None:
    """Count the posts that match a query, per day, without collecting any."""
    import polars as pl

    from claqueur.ingest.collect.collect import counts_x

    asked = _request("archive" if archive else "search", 1, budget_usd, True, query=query, since=since, until=until)
    with _watch() as watch:
        found = counts_x(asked, watch)
    rows = [(count.start[:16], count.n_posts) for count in found]
    print_frame(pl.DataFrame(rows, schema=["from_utc", "n_posts"], orient="row"), style, "X counts none.")


@bluesky_app.callback(invoke_without_command=True)
def bluesky(context: typer.Context) -> None:
    """Posts from Bluesky: its stream as it happens, which needs no account, or its search, which needs one."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@bluesky_app.command(epilog='Example: `claqueur collect bluesky stream "#ourparty" -w w --for 2h`')
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
    from claqueur.ingest.collect.moments import ahead

    end = until if duration is None else ahead(seconds_of(duration, "--for"))
    asked = _bluesky(
        "stream", words=tuple(words or ()), accounts=tuple(account or ()), since=since, until=end, limit=limit
    )
    _collect_bluesky(workspace, asked, dataset)


@bluesky_app.command("search", epilog='Example: `claqueur collect bluesky search "#ourparty" -w w --since 2026-05-01`')
def search_bluesky(
    query: Annotated[str, typer.Argument(help="Query in Bluesky's language, in quotes.")],
    workspace: WorkspaceOption,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 10_000,
    dataset: DatasetOption = None,
) -> None:
    """Posts that a search finds, newest first. Needs BLUESKY_HANDLE and BLUESKY_APP_PASSWORD; reposts are not found."""
    from claqueur.ingest.collect.collect import estimate_bluesky

    asked = _bluesky("search", query=query, since=since, until=until, limit=limit)
    with _watch() as watch:
        n_posts = estimate_bluesky(asked, watch)
    if n_posts is not None:
        print(f"Estimate: about {n_posts:,} posts match; Bluesky charges nothing.")
    _collect_bluesky(workspace, asked, dataset)


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
    _carry_out(opened, found, workspace)


@app.command("list", epilog="Example: `claqueur collect list -w w`")
def list_collections(workspace: WorkspaceOption, style: FormatOption = Format.table) -> None:
    """List the collections of the workspace, newest first."""
    from claqueur.listings import collections
    from claqueur.workspace import Workspace

    print_frame(collections(Workspace.open(workspace)), style, "Nothing was collected yet.")


def _request(kind: str, limit: int, budget_usd: str | None, lean: bool, **more: Any) -> XRequest:
    from claqueur.ingest.collect.x.request import XRequest

    return XRequest(kind, limit=limit, budget_usd=budget_usd, lean=lean, **more)


def _bluesky(kind: str, **more: Any) -> BlueskyRequest:
    from claqueur.ingest.collect.bluesky.request import BlueskyRequest

    return BlueskyRequest(kind, **more)


def _collect_bluesky(place: Path, request: BlueskyRequest, dataset: str | None) -> None:
    from claqueur.ingest.collect.collect import begin_bluesky
    from claqueur.workspace import Workspace

    workspace = Workspace.create(place)
    _carry_out(workspace, begin_bluesky(workspace, request, dataset), place)


def _lines(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f'"{file}" is no text in UTF-8: give a file with a name or id in each line.') from None
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _collect_x(place: Path, request: XRequest, dataset: str | None, yes: bool) -> None:
    """Estimate, ask, collect, ingest."""
    from claqueur.ingest.collect.collect import begin_x, estimate_x
    from claqueur.workspace import Workspace

    with _watch() as watch:
        expected = estimate_x(request, watch)
    for sentence in expected.sentences():
        print(sentence)
    if request.budget is not None and expected.most_usd > request.budget:
        print(f"The budget of ${request.budget} may end it earlier; it is not exceeded.")
    if not yes and not _confirmed():
        raise UserError("Nothing was collected. To start without being asked, add --yes.")
    workspace = Workspace.create(place)
    _carry_out(workspace, begin_x(workspace, request, dataset, expected.counts_usd), place)


def _confirmed() -> bool:
    try:
        return sys.stdin.isatty() and typer.confirm("Start?")
    except typer.Abort:  # Ctrl+C at the question
        return False


def _carry_out(workspace: Workspace, collection: Collection, place: Path) -> None:
    from claqueur.ingest.collect.collect import go_on, ingest_collected

    again = f"claqueur collect resume {collection.id} -w {shlex.quote(str(place))}"
    print(f"Collection {collection.id} (after a stop: {again})", flush=True)
    try:
        with _watch() as watch:
            state = go_on(collection, watch)
    except UserError as error:
        raise UserError(f"{error} To continue: {again}") from None
    except KeyboardInterrupt:  # the same command would begin anew
        raise UserError(f"Stopped. What came is kept; to continue: {again}") from None
    print(harmless(state.sentence or ""))
    for name, why in state.skipped:
        print(harmless(f"Skipped {name}: {why}"))
    if collection.request["platform"] == "x":
        print(f"Spent at most ${state.spent_usd}.")
    print(harmless(f"Kept as it came: {collection.file}"))
    summary = ingest_collected(workspace, collection)
    if summary is not None:
        for sentence in summary.sentences():
            print(harmless(sentence))
        print(f"Next: claqueur run --workspace {shlex.quote(str(place))}")


@contextmanager
def _watch() -> Iterator[Watch]:
    """Says on stderr how far it is and how long a wait still takes."""
    from claqueur.terminal.collecting import CollectLine

    with CollectLine() as line:
        yield line.watch
