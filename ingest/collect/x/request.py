"""What can be asked of X, and how each question becomes one of tweepy's calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import tweepy

from claqueur.errors import UserError
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.x.ledger import Goods

POST_FIELDS = (
    *("id", "text", "created_at", "author_id", "lang", "conversation_id", "in_reply_to_user_id", "referenced_tweets"),
    *("entities", "attachments", "public_metrics", "source", "note_tweet", "edit_history_tweet_ids"),
)
USER_FIELDS = (
    *("id", "username", "name", "created_at", "description", "public_metrics", "verified", "verified_type"),
    "affiliation",
)
CONTEXT = ("author_id", "referenced_tweets.id", "referenced_tweets.id.author_id")
# A post refers to two others at most (it replies to one and quotes another); each of the three has an author.
MOST_PER_POST = Goods(posts=3, accounts=3)


A_POST, AN_ACCOUNT = Goods(posts=1), Goods(accounts=1)


@dataclass(frozen=True)
class Kind:
    """One endpoint: sizes of its pages, requests that an app may send in 15 minutes, whether it knows dates, and
    whether only an app's token will do. item: what one line of a page is charged as. pause_s: between two requests.
    """

    smallest: int
    largest: int
    per_window: int
    has_dates: bool = False
    needs_app: bool = False
    item: Goods = A_POST
    pause_s: float = 0.0


KINDS = {
    "search": Kind(10, 100, 450, has_dates=True),
    "archive": Kind(10, 500, 300, has_dates=True, needs_app=True, pause_s=1.0),
    "timelines": Kind(5, 100, 900, has_dates=True),
    "quotes": Kind(10, 100, 75),
    "reposts": Kind(1, 100, 75),
    "reposters": Kind(1, 100, 75, item=AN_ACCOUNT),
    "members": Kind(1, 100, 75, item=AN_ACCOUNT),
}
NAMED_PER_REQUEST = 100


@dataclass(frozen=True)
class XRequest:
    """What to collect.

    kind: search (the last seven days), archive, timelines, quotes, reposts, reposters. query: of a search. targets:
    @names or ids of accounts, or ids or links of posts. list_id: a list on X whose members are targets too. since,
    until: first moment and end (not included), ISO 8601, UTC. limit: posts (accounts) after which no further page is
    asked for. budget_usd: never exceeded. lean: without authors and posts that are referred to, so that a post costs
    the price of a post.
    """

    kind: str
    query: str | None = None
    targets: tuple[str, ...] = ()
    list_id: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 10_000
    budget_usd: str | None = None
    lean: bool = False

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise UserError(f"The limit is {self.limit}: write the number of posts to collect at most, 1 or more.")
        _ = self.budget
        if self.query is not None and not self.query.strip():
            raise UserError("The query is empty: write what the posts hold, such as a name or a hashtag.", "no_query")
        if self.kind == "archive" and self.since is None:
            raise UserError("The archive begins in 2006: say from when with --since, such as --since 2026-05-01.")
        first, end = moment(self.since), moment(self.until)
        if (first or end) and not KINDS[self.kind].has_dates:
            raise UserError(f"X gives {self.kind} without dates: leave out the first day and the last.")
        if first and end and first >= end:
            raise UserError(f"The time from {self.since} to {self.until} is empty: the end has to be later.", "no_time")

    @classmethod
    def of(cls, values: dict[str, Any]) -> XRequest:
        """The request that was written down."""
        return cls(**values | {"targets": tuple(values["targets"])})

    @property
    def budget(self) -> Decimal | None:
        """The budget as a number of US dollars."""
        if self.budget_usd is None:
            return None
        try:
            budget = Decimal(self.budget_usd)
        except InvalidOperation:
            budget = Decimal("NaN")
        if not budget.is_finite() or budget <= 0:
            sentence = f'The budget is "{self.budget_usd}": write a number of US dollars over 0, or leave it out.'
            raise UserError(sentence, "no_budget")
        return budget

    @property
    def most(self) -> Goods:
        """What one line of a page can cost at most."""
        item = KINDS[self.kind].item
        return item if self.lean or not item.posts else MOST_PER_POST


def page_of(
    client: tweepy.Client, request: XRequest, target: str | None, size: int, cursor: str | None, until: str | None
) -> Callable[[], Any]:
    """The call for one page. until: overrides the request's end."""
    has_user = client.bearer_token is None
    kind = KINDS[request.kind]
    if has_user and kind.needs_app:
        raise UserError("X gives the archive to apps only: set X_BEARER_TOKEN.", "x_app_only")
    options: dict[str, Any] = {"max_results": size, **_fields(request)}
    if kind.has_dates:
        options |= {"start_time": moment(request.since), "end_time": moment(until or request.until)}
    if request.kind == "archive":
        return lambda: client.search_all_tweets(request.query, next_token=cursor, **options)
    if request.kind == "search":
        return lambda: client.search_recent_tweets(request.query, next_token=cursor, user_auth=has_user, **options)
    if request.kind == "reposts":
        return lambda: _reposts(client, str(target), options | {"pagination_token": cursor}, has_user)
    method = {
        "timelines": client.get_users_tweets,
        "quotes": client.get_quote_tweets,
        "reposters": client.get_retweeters,
        "members": client.get_list_members,
    }[request.kind]
    return lambda: method(target, pagination_token=cursor, user_auth=has_user, **options)


def _fields(request: XRequest) -> dict[str, Any]:
    if not KINDS[request.kind].item.posts:
        return {"user_fields": list(USER_FIELDS)}
    if request.lean:
        return {"tweet_fields": list(POST_FIELDS)}
    return {"tweet_fields": list(POST_FIELDS), "user_fields": list(USER_FIELDS), "expansions": list(CONTEXT)}


def _reposts(client: tweepy.Client, post_id: str, options: dict[str, Any], has_user: bool) -> Any:
    """The reposts of a post with their times, which tweepy has no method for (it has one for who reposted)."""
    params = {name.replace("_fields", ".fields"): value for name, value in options.items() if value is not None}
    params = {name: ",".join(value) if isinstance(value, list) else value for name, value in params.items()}
    return client.request("GET", f"/2/tweets/{post_id}/retweets", params=params, user_auth=has_user).json()
