"""How a question to X becomes one of tweepy's calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tweepy

from claqueur.errors import UserError
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.x.request import KINDS, XRequest

POST_FIELDS = (
    *("id", "text", "created_at", "author_id", "lang", "conversation_id", "in_reply_to_user_id", "referenced_tweets"),
    *("entities", "attachments", "public_metrics", "source", "note_tweet", "edit_history_tweet_ids"),
)
USER_FIELDS = (
    *("id", "username", "name", "created_at", "description", "public_metrics", "verified", "verified_type"),
    "affiliation",
)
CONTEXT = ("author_id", "referenced_tweets.id", "referenced_tweets.id.author_id")


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


def accounts_named(client: tweepy.Client, names: Sequence[str]) -> Callable[[], Any]:
    """The call for the accounts that have these names, 100 at most."""
    has_user = client.bearer_token is None
    return lambda: client.get_users(usernames=list(names), user_fields=list(USER_FIELDS), user_auth=has_user)


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
