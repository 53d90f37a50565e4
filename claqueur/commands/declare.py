"""The command `claqueur declare`: accounts that belong openly to a party, a brand, a newsroom."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claqueur.commands.options import FormatOption, WorkspaceOption, pairs_of_map
from claqueur.errors import UserError
from claqueur.terminal.printing import Format, harmless, print_frame

if TYPE_CHECKING:
    import polars as pl

    from claqueur.ingest.declared.kept import Change
    from claqueur.workspace import Workspace

EPILOG = (
    "Examples: `claqueur declare staff.csv -w w` · `claqueur declare -w w` lists them · "
    "`claqueur declare --remove x:@ann -w w`. A list: `platform,handle,affiliation,role,source`, "
    "`x,@ann,Harbour Party,press officer,https://harbour.example/team`; `account_id` is safer than `handle`."
)
SHOWN = 5
MAP_SENTENCE = '--map is "{item}": write field=column, such as --map affiliation=party.'


def declare(
    workspace: WorkspaceOption,
    file: Annotated[
        Path | None, typer.Argument(help="List of accounts (CSV or another table); default: list what is declared.")
    ] = None,
    platform: Annotated[str | None, typer.Option(help="Platform of the rows that name none, such as x.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="field=column: platform, account_id, handle, affiliation, ...")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(help="Take this account out (id, @handle or platform:either); repeat it.")
    ] = None,
    remove_all: Annotated[bool, typer.Option("--remove-all", help="Take all of them out.")] = False,
    style: FormatOption = Format.table,
) -> None:
    """Say which accounts belong openly to whom: groups of them are shown as declared teams, and raise no alarm."""
    from claqueur.ingest.declared.among_posts import among_posts
    from claqueur.ingest.declared.kept import declare as keep
    from claqueur.ingest.declared.kept import withdraw
    from claqueur.ingest.declared.lists import read_list
    from claqueur.workspace import Workspace

    if sum((file is not None, bool(remove), remove_all)) > 1:
        raise UserError("A list and --remove do not go together: say one, then the other.")
    if remove or remove_all:
        target = Workspace.open(workspace)
        change = withdraw(target, None if remove_all else remove)
        print(f"Taken out: {change.n_removed:,}; still declared: {change.n_same:,}.")
        _say_next(target, workspace)
    elif file is not None:
        rows = read_list(file, platform and platform.lower(), pairs_of_map(mapping or [], MAP_SENTENCE))
        target = Workspace.create(workspace)
        _say_change(rows, keep(target, rows))
        _say_met(among_posts(target).join(rows, on=["platform", "account_id", "handle"], how="semi", nulls_equal=True))
        _say_next(target, workspace)
    else:
        print_frame(
            among_posts(Workspace.open(workspace)), style, "No account is declared: give a list, or see --help."
        )


def _say_change(rows: pl.DataFrame, change: Change) -> None:
    n_changed = change.changed.height
    print(
        f"Declared: {rows.height:,} accounts of {rows['affiliation'].n_unique():,} affiliations "
        f"({change.n_new:,} new, {n_changed:,} changed, {change.n_same:,} as before)."
    )
    if n_changed:
        was = [
            f'{_name(row)}: "{row["affiliation_before"]}" is now "{row["affiliation"]}"'
            for row in change.changed.head(SHOWN).iter_rows(named=True)
        ]
        print(harmless(f"Changed: {_listed(was, n_changed)}."))


def _say_met(found: pl.DataFrame) -> None:
    """Which of them do not occur among the posts, and which handles several accounts have had."""
    if found.is_empty() or found["n_accounts"].null_count():
        print("There are no posts yet: whether these accounts are among them shows when they are.")
        return
    unmet, shared = found.filter(n_accounts=0), found.filter(found["n_accounts"] > 1)
    print(f"Among the posts: {found.height - unmet.height - shared.height:,} of {found.height:,}.")
    if not unmet.is_empty():
        print(harmless(f"Not among the posts: {_names(unmet)}; check platform and spelling, or collect their posts."))
    if not shared.is_empty():
        print(
            harmless(
                f"Handles that several accounts have had, so that none is taken: {_names(shared)}; give an account_id."
            )
        )


def _names(rows: pl.DataFrame) -> str:
    return _listed([_name(row) for row in rows.head(SHOWN).iter_rows(named=True)], rows.height)


def _name(row: dict[str, str]) -> str:
    return f"{row['platform']}:{row['account_id'] or row['handle']}"


def _listed(shown: list[str], n: int) -> str:
    return ", ".join(shown) + (f" and {n - len(shown):,} more" if n > len(shown) else "")


def _say_next(target: Workspace, place: Path) -> None:
    """Runs keep what they found: a list counts from the next one on."""
    if target.run_ids():
        print("The runs made so far stay as they are; the next one uses this.")
    if target.has_posts():
        print(f"Next: claqueur run --workspace {shlex.quote(str(place))}")
