"""Who and what is to go: accounts and posts by id, or posts by age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from claqueur.errors import UserError
from claqueur.workspace import Workspace

ACCOUNT = {"platform": pl.String, "account_id": pl.String}
POST = {**ACCOUNT, "post_id": pl.String}
# Ids of so many characters are found in links and texts of others, too; a shorter one may be any number.
TELLING = 8
IDS_IN_PATTERN = 2_000
HIDDEN = "forgotten"


@dataclass(frozen=True)
class Request:
    """What is asked: ids of accounts and posts (of one platform, or wherever they are), or all that is older."""

    accounts: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    platform: str | None = None
    older_than: datetime | None = None
    reason: str = "asked"


@dataclass(frozen=True)
class Gone:
    """accounts: platform, account_id. posts: platform, account_id, post_id, theirs among them. handles: of the
    accounts, without @. before: nobody asked to be forgotten, posts made before are too old; what younger ones say of
    them stays. reason: as in FORGOTTEN.
    """

    accounts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACCOUNT))
    posts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=POST))
    handles: tuple[str, ...] = ()
    before: datetime | None = None
    reason: str = "asked"

    @property
    def by_age(self) -> bool:
        """Whether they are only too old."""
        return self.before is not None

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody and nothing."""
        return self.accounts.is_empty() and self.posts.is_empty()

    def patterns(self) -> list[tuple[str, str]]:
        """Regular expressions for their ids and @handles in links and texts, with what to write there."""
        if self.by_age:
            return []
        ids = pl.concat([self.accounts["account_id"], self.posts["post_id"]]).unique().sort()
        telling = _alternatives(name for name in ids if len(name) >= TELLING)
        found = [(rf"\b(?:{names})\b", HIDDEN) for names in telling]
        return found + [(rf"(?i)@(?:{names})\b", f"@{HIDDEN}") for names in _alternatives(self.handles)]


def _alternatives(names: Iterable[str]) -> list[str]:
    escaped = [re.escape(name) for name in names]
    return ["|".join(escaped[i : i + IDS_IN_PATTERN]) for i in range(0, len(escaped), IDS_IN_PATTERN)]


def resolve(workspace: Workspace, request: Request) -> Gone:
    """The accounts and posts that a request means. Raises UserError if it means none, or more than one."""
    posts = _posts(workspace)
    if request.older_than is not None:
        return _older(posts, request)
    accounts = pl.DataFrame(
        [pair for name in request.accounts for pair in _accounts(posts, name, request.platform)],
        schema=ACCOUNT,
        orient="row",
    ).unique(maintain_order=True)
    named = pl.DataFrame(
        [(_platform(posts, "post_id", name, request.platform), name) for name in request.posts],
        schema={"platform": pl.String, "post_id": pl.String},
        orient="row",
    ).unique(maintain_order=True)
    keys = ["platform", "account_id"], ["platform", "post_id"]
    theirs = posts.join(accounts.lazy(), on=keys[0], how="semi")
    own = theirs.select(*POST)
    # Also a post that is not there: others may refer to it
    single = named.lazy().join(posts.select(*POST), on=keys[1], how="left").select(*POST)
    found = pl.concat([own, single]).unique(keys[1], keep="first", maintain_order=True).collect()
    return Gone(accounts, found, _handles(theirs), reason=request.reason)


def _handles(theirs: pl.LazyFrame) -> tuple[str, ...]:
    """The handles that accounts had in their posts."""
    names = theirs.select(pl.col("account_name").str.strip_prefix("@").drop_nulls().unique().sort()).collect()
    return tuple(name for name in names["account_name"] if name)


def resolve_notices(workspace: Workspace, platform: str, accounts: Iterable[str], posts: Iterable[str]) -> Gone:
    """Of what a platform says was deleted, what the workspace holds."""
    rows = _posts(workspace).filter(pl.col("platform") == platform)
    of_accounts, of_posts = (pl.Series(sorted(names), dtype=pl.String).implode() for names in (accounts, posts))
    wanted = pl.col("account_id").is_in(of_accounts) | pl.col("post_id").is_in(of_posts)
    found = rows.filter(wanted).select(*POST).collect()
    gone = found.filter(pl.col("account_id").is_in(of_accounts)).select(*ACCOUNT).unique(maintain_order=True)
    handles = _handles(rows.filter(pl.col("account_id").is_in(of_accounts)))
    return Gone(gone, found.unique(["platform", "post_id"], maintain_order=True), handles, reason="deleted")


def _posts(workspace: Workspace) -> pl.LazyFrame:
    if workspace.has_posts():
        return pl.scan_delta(str(workspace.posts))
    return pl.DataFrame(schema={**POST, "account_name": pl.String, "created_at": pl.Datetime("us", "UTC")}).lazy()


def _older(posts: pl.LazyFrame, request: Request) -> Gone:
    if request.platform is not None:
        posts = posts.filter(pl.col("platform") == request.platform)
    is_old = pl.col("created_at") < request.older_than
    old = posts.filter(is_old).select(*POST).unique(["platform", "post_id"]).collect(engine="streaming")
    left = posts.filter(~is_old).select(*ACCOUNT).unique()
    emptied = old.lazy().select(*ACCOUNT).unique().join(left, on=list(ACCOUNT), how="anti").collect(engine="streaming")
    return Gone(emptied, old, before=request.older_than)


def _accounts(posts: pl.LazyFrame, name: str, platform: str | None) -> Sequence[tuple[str, str]]:
    """(platform, id) of the account with this id, or with this handle if it begins with @."""
    if not name.startswith("@"):
        return [(_platform(posts, "account_id", name, platform), name)]
    handle = pl.col("account_name").str.strip_prefix("@").str.to_lowercase() == name[1:].lower()
    rows = posts.filter(handle) if platform is None else posts.filter(handle & (pl.col("platform") == platform))
    found = rows.select(*ACCOUNT).unique().sort(*ACCOUNT).collect()
    if found.is_empty():
        raise UserError(f'No account has the handle "{name}": give its id; handles change.')
    if found.height > 1:
        ids = ", ".join(f"{of} {account}" for of, account in found.head(3).iter_rows())
        raise UserError(f'{found.height} accounts have the handle "{name}" ({ids}): give the id of one.')
    return found.rows()  # type: ignore[return-value]


def _platform(posts: pl.LazyFrame, column: str, name: str, platform: str | None) -> str:
    """The platform of an id: as given, else the one where it is, else the only one there is."""
    if platform is not None:
        return platform
    platforms = posts.filter(pl.col(column) == name).select(pl.col("platform").unique().sort()).collect()["platform"]
    if platforms.is_empty():
        platforms = posts.select(pl.col("platform").unique().sort()).collect()["platform"]
    if len(platforms) != 1:
        there = ", ".join(platforms) or "none"
        raise UserError(f'The platform of "{name}" cannot be told (there are: {there}): give --platform.')
    return platforms.item()
