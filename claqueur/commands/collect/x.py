"""The commands `claqueur collect x ...`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claqueur.commands.collect.carrying_out import carry_out, watched
from claqueur.commands.collect.groups import group
from claqueur.commands.collect.options import BudgetOption, DatasetOption, LimitOption, SinceOption, UntilOption
from claqueur.commands.options import FormatOption, WorkspaceOption
from claqueur.errors import UserError
from claqueur.terminal.printing import Format, print_frame

if TYPE_CHECKING:
    from claqueur.ingest.collect.x.request import XRequest

app = group(
    "x",
    "Posts from X (API v2). The token comes from X_BEARER_TOKEN or the password store and is never written down.",
    'Examples: `claqueur collect x search "#ourparty" -w w` · `claqueur collect x counts "#ourparty"` · '
    "`claqueur collect x timelines @ann @bob -w w --budget-usd 5`",
)

QueryArgument = Annotated[str, typer.Argument(help="Query in X's language, in quotes.")]
PostsArgument = Annotated[list[str], typer.Argument(help="Ids or links of posts.")]
LeanOption = Annotated[
    bool, typer.Option("--lean", help="Without authors and referred posts: cheaper; no handles, reposts cut short.")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Start without asking.")]
ArchiveOption = Annotated[bool, typer.Option("--archive", help="All years (needs --since), not the last seven days.")]


@app.command(epilog='Example: `claqueur collect x search "#ourparty -is:nullcast" -w w --since 2026-05-01 --archive`')
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
    _collect(workspace, asked, dataset, yes)


@app.command(epilog="Example: `claqueur collect x timelines @ann @bob --file accounts.txt -w w --since 2026-05-01`")
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
    _collect(workspace, asked, dataset, yes)


def _of_posts(kind: str) -> Callable[..., None]:
    """The command that collects what other posts make of some posts."""

    def command(
        posts: PostsArgument,
        workspace: WorkspaceOption,
        limit: LimitOption = 10_000,
        budget_usd: BudgetOption = None,
        lean: LeanOption = False,
        yes: YesOption = False,
        dataset: DatasetOption = None,
    ) -> None:
        _collect(workspace, _request(kind, limit, budget_usd, lean, targets=tuple(posts)), dataset, yes)

    return command


app.command(
    "quotes",
    help="Posts that quote these posts.",
    epilog="Example: `claqueur collect x quotes https://x.com/ann/status/1234 -w w`",
)(_of_posts("quotes"))
app.command(
    "reposts",
    help="Reposts of these posts, with their times: who reposted together within seconds.",
    epilog="Example: `claqueur collect x reposts 1234 5678 -w w --budget-usd 5`",
)(_of_posts("reposts"))


@app.command(epilog="Example: `claqueur collect x reposters 1234 -w w`")
def reposters(
    posts: PostsArgument,
    workspace: WorkspaceOption,
    limit: LimitOption = 10_000,
    budget_usd: BudgetOption = None,
    yes: YesOption = False,
) -> None:
    """Accounts that reposted these posts, without times: kept as a file; there are no posts to analyse in it."""
    _collect(workspace, _request("reposters", limit, budget_usd, True, targets=tuple(posts)), None, yes)


@app.command(epilog='Example: `claqueur collect x counts "#ourparty" --archive --since 2026-05-01`')
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
    with watched() as watch:
        found = counts_x(asked, watch)
    rows = [(count.start[:16], count.n_posts) for count in found]
    print_frame(pl.DataFrame(rows, schema=["from_utc", "n_posts"], orient="row"), style, "X counts none.")


def _request(kind: str, limit: int, budget_usd: str | None, lean: bool, **more: Any) -> XRequest:
    from claqueur.ingest.collect.x.request import XRequest

    return XRequest(kind, limit=limit, budget_usd=budget_usd, lean=lean, **more)


def _lines(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f'"{file}" is no text in UTF-8: give a file with a name or id in each line.') from None
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _collect(place: Path, request: XRequest, dataset: str | None, yes: bool) -> None:
    """Estimate, ask, collect, ingest."""
    from claqueur.ingest.collect.collect import begin_x, estimate_x
    from claqueur.workspace import Workspace

    with watched() as watch:
        expected = estimate_x(request, watch)
    for sentence in expected.sentences():
        print(sentence)
    if request.budget is not None and expected.most_usd > request.budget:
        print(f"The budget of ${request.budget} may end it earlier; it is not exceeded.")
    if not yes and not _confirmed():
        raise UserError("Nothing was collected. To start without being asked, add --yes.")
    workspace = Workspace.create(place)
    carry_out(workspace, begin_x(workspace, request, dataset, expected.counts_usd), place)


def _confirmed() -> bool:
    try:
        return sys.stdin.isatty() and typer.confirm("Start?")
    except typer.Abort:  # Ctrl+C at the question
        return False
