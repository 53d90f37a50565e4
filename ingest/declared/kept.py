"""The declared accounts that a workspace keeps: each list adds to them or changes them, and they can be taken out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from deltalake import DeltaTable, write_deltalake

from claqueur.errors import UserError
from claqueur.ingest.declared.lists import plain_handle
from claqueur.ingest.rewriting import is_table
from claqueur.ingest.staging import as_arrow
from claqueur.schema import DECLARED
from claqueur.workspace import Workspace

ACCOUNT = ("platform", "known_by")  # an id where there is one, else the handle


@dataclass(frozen=True)
class Change:
    """What a list or a withdrawal did: accounts that are new, changed (with what was said before: columns DECLARED and
    affiliation_before), as before, and taken out.
    """

    n_new: int
    changed: pl.DataFrame
    n_same: int
    n_removed: int = 0


def declared(workspace: Workspace) -> pl.DataFrame:
    """Every declared account: columns DECLARED, by platform, affiliation and account."""
    if not has_declared(workspace):
        return pl.DataFrame(schema=pl.Schema(DECLARED.arrow))
    return pl.read_delta(str(workspace.declared)).sort("platform", "affiliation", "handle", "account_id")


def has_declared(workspace: Workspace) -> bool:
    """Whether accounts were ever declared."""
    return is_table(workspace.declared)


def declared_version(workspace: Workspace) -> int | None:
    """Version of the table of declared accounts; None if none were ever declared."""
    return DeltaTable(str(workspace.declared)).version() if has_declared(workspace) else None


def declare(workspace: Workspace, rows: pl.DataFrame) -> Change:
    """Keep these accounts (columns DECLARED); what an earlier list said of one of them is replaced.

    The same rows again change nothing.
    """
    with workspace.lock("declared"):
        before, new = _known(declared(workspace)), _known(rows)
        both = new.join(before.rename({"affiliation": "affiliation_before"}), on=ACCOUNT, how="inner", suffix="_before")
        content = ("handle", "role", "source", "list")
        same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in content)
        is_changed = pl.col("affiliation") != pl.col("affiliation_before")
        if both.filter(same & ~is_changed).height < new.height:
            _write(workspace, pl.concat([before.join(new, on=ACCOUNT, how="anti"), new]))
    changed = both.filter(is_changed)
    return Change(
        new.height - both.height, changed.select(*DECLARED.names, "affiliation_before"), both.height - changed.height
    )


def withdraw(workspace: Workspace, names: list[str] | None = None) -> Change:
    """Take out accounts, named by id, handle or platform:account; all of them if `names` is None.

    Raises UserError, and takes out none, if one of the names is not declared.
    """
    with workspace.lock("declared"):
        before = declared(workspace)
        going = pl.lit(True)
        if names is not None:
            going = pl.lit(False)
            for name in names:
                named = is_named(name)
                if before.filter(named).is_empty():
                    raise UserError(
                        f'No declared account is called "{name}": "claqueur declare -w ..." lists them; nothing was '
                        "taken out."
                    )
                going = going | named
        staying = before.filter(~going)
        if staying.height < before.height:
            _write(workspace, staying)
    return Change(0, before.clear(), staying.height, before.height - staying.height)


def is_named(name: str) -> pl.Expr:
    """Whether a declared account is the one called so: its id, handle (with or without @) or platform:either."""
    platform, separator, rest = name.partition(":")
    alone = (pl.col("account_id") == name) | (pl.col("handle") == plain_handle(name, ""))
    on_mastodon = (pl.col("platform") == "mastodon") & (pl.col("handle") == plain_handle(name, "mastodon"))
    if not separator:
        return (alone | on_mastodon).fill_null(False)
    there = (pl.col("account_id") == rest) | (pl.col("handle") == plain_handle(rest, platform))
    return (alone | on_mastodon | ((pl.col("platform") == platform) & there)).fill_null(False)


def _known(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.coalesce("account_id", "handle").alias("known_by"))


def _write(workspace: Workspace, rows: pl.DataFrame) -> None:
    write_deltalake(
        workspace.declared,
        as_arrow(rows, DECLARED),
        mode="overwrite",
        name=DECLARED.name,
        description=DECLARED.row,
    )
