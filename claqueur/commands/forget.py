"""The command `claqueur forget`: accounts, posts, or all that is too old, out of the workspace."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claqueur.commands.options import WorkspaceOption
from claqueur.errors import UserError
from claqueur.terminal.printing import Format, harmless, print_frame

if TYPE_CHECKING:
    from claqueur.ingest.forget.forget import Removal
    from claqueur.ingest.forget.gone import Request

EPILOG = (
    "Examples: `claqueur forget --account 12345 -w w --dry-run` · `claqueur forget --post 901 --post 902 -w w` · "
    "`claqueur forget --older-than 90d -w w --yes` · `claqueur forget --compliance results.jsonl -w w`"
)
DAYS = re.compile(r"([0-9]{1,5})\s*d")
ACCOUNTS, POSTS = "accounts", "posts"


def forget(
    workspace: WorkspaceOption,
    account: Annotated[
        list[str] | None, typer.Option("--account", help="Id of an account, or @handle; may be repeated.")
    ] = None,
    post: Annotated[list[str] | None, typer.Option("--post", help="Id of a post; may be repeated.")] = None,
    older_than: Annotated[
        str | None, typer.Option(help="Posts made before: 90d (days ago), or a date such as 2026-01-01, UTC.")
    ] = None,
    compliance: Annotated[
        Path | None, typer.Option(help="What a compliance job of X found (JSON lines): what it says to delete.")
    ] = None,
    compliance_of: Annotated[str, typer.Option(help="What the ids of that file are: posts or accounts.")] = POSTS,
    platform: Annotated[str | None, typer.Option(help="Platform of the ids, where there are several.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and end.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Remove without asking.")] = False,
) -> None:
    """Remove accounts or posts from the workspace: posts, runs, quarantine, collected pages, verdicts; old files too.

    What was named stays away: an ingest does not bring it back. A removal that was killed is repeated to its end.
    """
    from claqueur.ingest.forget.forget import forget as remove
    from claqueur.ingest.forget.forget import removal, unfinished
    from claqueur.workspace import Workspace

    target = Workspace.open(workspace)
    request = _request(account or [], post or [], older_than, compliance, compliance_of, platform)
    told = removal(target, request)
    _print(told, "Would be removed" if dry_run else "To be removed")
    if told.is_empty and not unfinished(target):
        print("Nothing in the workspace holds what you named.")
    if dry_run:
        return
    if not told.is_empty and not yes and not _agreed():
        raise UserError("Nothing was removed. Without a question: --yes.")
    done = remove(target, request)
    if not done.is_empty:
        print(f"Removed {done.n_accounts:,} accounts and {done.n_posts:,} posts; {done.n_runs:,} runs say so.")
    if request.older_than is None:
        print("What you named stays away: an ingest that meets it counts it as deleted.")


def _request(
    accounts: list[str],
    posts: list[str],
    older_than: str | None,
    compliance: Path | None,
    of: str,
    platform: str | None,
) -> Request:
    """What is asked. Raises UserError if that is nothing, or too much at once."""
    from claqueur.ingest.forget.compliance import to_delete
    from claqueur.ingest.forget.gone import Request

    asked = [bool(accounts or posts), older_than is not None, compliance is not None]
    if sum(asked) != 1:
        raise UserError("Say what is to go: --account or --post, or --older-than, or --compliance; one at a time.")
    if any(not name.strip() for name in (*accounts, *posts)):
        raise UserError("An id is empty: write the id of the account or the post.")
    if older_than is not None:
        return Request(platform=platform, older_than=_moment(older_than))
    if compliance is None:
        return Request(tuple(accounts), tuple(posts), platform)
    if of not in (POSTS, ACCOUNTS):
        raise UserError(f'--compliance-of is "{of}": give posts or accounts.')
    ids = to_delete(compliance)
    print(f"{harmless(compliance.name)} says that {len(ids):,} {of} are to be deleted.")
    return Request(**{of: ids}, platform=platform or "x", reason="deleted")


def _moment(text: str) -> datetime:
    """The moment of --older-than. Raises UserError if it is none, or lies ahead."""
    from claqueur.listings import parse_time

    wrong = UserError(f'--older-than is "{text}": write days such as 90d, or a past date such as 2026-01-01.')
    days = DAYS.fullmatch(text.strip())
    now = datetime.now(UTC)
    try:
        found = now - timedelta(days=int(days.group(1))) if days else parse_time(text)
    except UserError:
        raise wrong from None
    if found is None or found > now:
        raise wrong
    return found


def _print(told: Removal, heading: str) -> None:
    """Places with rows that go or change, runs put together table by table."""
    if told.is_empty:
        return
    print(
        f"{heading}: {told.n_accounts:,} accounts, {told.n_posts:,} posts, and what {told.n_runs:,} runs hold of them."
    )
    print_frame(told.by_place(), Format.table, "")


def _agreed() -> bool:
    try:
        return typer.confirm("Remove this for good?")
    except typer.Abort:
        return False
