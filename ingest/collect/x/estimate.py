"""How many posts a request to X is about to bring, how long that takes and what it costs, before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

import tweepy

from claqueur.errors import UserError
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.settings import XSettings
from claqueur.ingest.collect.x.ledger import Goods
from claqueur.ingest.collect.x.request import KINDS, MOST_PER_POST, XRequest
from claqueur.ingest.collect.x.till import Till

MOST_OF_TIMELINE = 3_200  # posts of one account that X gives
SECONDS_PER_REQUEST = 1.0  # X allows one request to the archive per second; the others take about as long
WINDOW_S = 900
MOST_COUNT_PAGES = 300  # of a month each: all years of X


@dataclass(frozen=True)
class Count:
    """Posts in one period, as X counts them; start: ISO 8601, UTC."""

    start: str
    n_posts: int


@dataclass(frozen=True)
class Estimate:
    """What is to be expected. n_posts: that match (n_is_most: at most so many, X has no count of these); n_wanted: of
    them, up to the limit. least_usd: for the posts alone; most_usd: if each came with accounts and posts of its own
    that are charged too. Both include counts_usd, which the estimate itself has cost.
    """

    n_posts: int
    n_is_most: bool
    n_wanted: int
    n_requests: int
    seconds: float
    least_usd: Decimal
    most_usd: Decimal
    counts_usd: Decimal

    def sentences(self) -> list[str]:
        """The estimate in English sentences."""
        if self.n_is_most:
            what, taken = f"at most {self.n_wanted:,}; X does not say beforehand how many there are", ""
        else:
            what = f"about {self.n_posts:,} posts match"
            taken = f", the newest {self.n_wanted:,} of them are collected" if self.n_wanted < self.n_posts else ""
        cost = f"${self.least_usd:.2f}"
        if self.most_usd > self.least_usd:
            cost += f" for the posts alone, up to ${self.most_usd:.2f} with all authors and posts that they refer to"
        minutes = max(1, round(self.seconds / 60))
        return [
            f"Estimate: {what}{taken}.",
            f"Cost: {cost} (X charges each post and account once a day; --lean leaves authors out).",
            f"Time: about {minutes:,} min, {self.n_requests:,} requests.",
        ]


def estimate(request: XRequest, client: tweepy.Client, till: Till, settings: XSettings) -> Estimate:
    """The estimate; searches are counted by X, which costs a request (the till reckons it).

    Raises UserError if X refuses, or if more is asked for than X gives in a month; OverBudgetError if the budget does
    not even allow to count.
    """
    before = till.ledger.spent
    if request.query is None or client.bearer_token is None:  # X counts for apps only
        n_targets = max(len(request.targets), 1) + (1 if request.list_id else 0)
        per_target = MOST_OF_TIMELINE if request.kind == "timelines" and not request.list_id else request.limit
        n_posts, is_most = n_targets * per_target, True
    else:
        n_posts, is_most = sum(count.n_posts for count in counts(request, client, till, settings)), False
    n_wanted = min(n_posts, request.limit)
    if n_wanted > settings.monthly_posts:
        raise UserError(
            f"{n_wanted:,} posts are more than the {settings.monthly_posts:,} that X gives in a month: give a lower "
            "--limit or fewer days.",
            "x_month",
            n=f"{n_wanted:,}",
        )
    kind = KINDS[request.kind]
    n_requests = max(ceil(n_wanted / kind.largest), 1)
    counted = till.ledger.spent - before
    return Estimate(
        n_posts,
        is_most,
        n_wanted,
        n_requests,
        n_requests * SECONDS_PER_REQUEST + (n_requests // kind.per_window) * WINDOW_S,
        counted + kind.item.times(n_wanted).price(settings),
        counted + _most(request, settings).times(n_wanted).price(settings),
        counted,
    )


def _most(request: XRequest, settings: XSettings) -> Goods:
    return request.most if settings.is_context_charged or request.most != MOST_PER_POST else KINDS[request.kind].item


def counts(request: XRequest, client: tweepy.Client, till: Till, settings: XSettings) -> list[Count]:
    """Matching posts per day, oldest first. Raises as `estimate` does."""
    found = {count.start: count for page in _count_pages(request, client, till, settings) for count in _counts_of(page)}
    return [found[start] for start in sorted(found)]


def _count_pages(request: XRequest, client: tweepy.Client, till: Till, settings: XSettings) -> Iterator[dict[str, Any]]:
    options = {"start_time": moment(request.since), "end_time": moment(request.until), "granularity": "day"}
    if request.kind != "archive":
        yield till.once(lambda: client.get_recent_tweets_count(request.query, **options), settings.recent_counts_usd)
        return
    cursor: str | None = None
    for _ in range(MOST_COUNT_PAGES):
        page = till.once(
            lambda cursor=cursor: client.get_all_tweets_count(request.query, next_token=cursor, **options),  # type: ignore[misc]
            settings.all_counts_usd,
        )
        yield page
        cursor = (page.get("meta") or {}).get("next_token")
        if cursor is None:
            return


def _counts_of(page: dict[str, Any]) -> Iterator[Count]:
    for period in page.get("data") or []:
        yield Count(period["start"], int(period.get("tweet_count", period.get("post_count", 0))))
