"""From a request to posts in the workspace: what `claqueur collect` and the app call."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from claqueur.errors import UserError
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.bluesky.search import collect_search, hits
from claqueur.ingest.collect.bluesky.stream import collect_stream
from claqueur.ingest.collect.collection import Collection, State
from claqueur.ingest.collect.mastodon.request import MastodonRequest
from claqueur.ingest.collect.mastodon.stream import collect_stream as collect_mastodon_stream
from claqueur.ingest.collect.mastodon.timeline import collect_timeline, known_uses
from claqueur.ingest.collect.moments import ahead
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.platform_request import PlatformRequest
from claqueur.ingest.collect.settings import XSettings, load_settings
from claqueur.ingest.collect.tokens import XTokens, bluesky_login, mastodon_token, x_tokens
from claqueur.ingest.collect.x.client import x_client
from claqueur.ingest.collect.x.collector import collect_x
from claqueur.ingest.collect.x.estimate import Count, Estimate, counts, estimate
from claqueur.ingest.collect.x.ledger import Ledger, OverBudgetError
from claqueur.ingest.collect.x.request import KINDS, XRequest
from claqueur.ingest.collect.x.till import Till

if TYPE_CHECKING:
    from tweepy import Client

    from claqueur.ingest.summary import IngestSummary
    from claqueur.workspace import Workspace

T = TypeVar("T")
READERS = {"x": "x_v2", "bluesky": "bluesky", "mastodon": "mastodon"}
REQUESTS: dict[str, type[PlatformRequest]] = {
    request.platform: request for request in (XRequest, BlueskyRequest, MastodonRequest)
}


def estimate_x(request: XRequest, watch: Watch | None = None) -> Estimate:
    """What a request to X would bring and cost. Counting may cost a request. Raises UserError if X refuses."""
    return _counted(estimate, request, x_tokens(), watch)


def counts_x(request: XRequest, watch: Watch | None = None) -> list[Count]:
    """Matching posts per day as X counts them. Raises UserError if X refuses."""
    tokens = x_tokens()
    if tokens.bearer is None:
        raise UserError("X counts for apps only: set X_BEARER_TOKEN.", "x_app_only")
    return _counted(counts, request, tokens, watch)


def begin(workspace: Workspace, query: dict[str, Any], dataset: str | None) -> Collection:
    """A collection for a query that was written down.

    query: platform; asked (the fields of its request); for X, spent_usd by its estimate; for a stream, for_s: after how
    many seconds it ends.
    """
    asked = REQUESTS[query["platform"]].of(query["asked"])
    if query.get("for_s"):
        asked = dataclasses.replace(asked, until=ahead(query["for_s"]))
    if isinstance(asked, XRequest):
        return begin_x(workspace, asked, dataset, Decimal(query.get("spent_usd") or 0))
    return begin_free(workspace, asked, dataset)


def estimate_bluesky(request: BlueskyRequest, watch: Watch | None = None) -> int | None:
    """About how many posts a search of Bluesky finds; None if it does not say. Raises UserError if it refuses."""
    return hits(request, load_settings().bluesky, bluesky_login(), watch)


def begin_free(workspace: Workspace, request: PlatformRequest, dataset: str | None = None) -> Collection:
    """A collection that has not asked for anything yet, of a platform that charges nothing."""
    asked = {"platform": request.platform, "dataset": dataset, request.platform: dataclasses.asdict(request)}
    return Collection.create(workspace, asked)


def estimate_mastodon(request: MastodonRequest, watch: Watch | None = None) -> int | None:
    """Posts of the last seven days, as the server counts them; None if it does not. Raises UserError if it refuses."""
    return known_uses(request, load_settings().mastodon, mastodon_token(request.host), watch)


def begin_x(
    workspace: Workspace, request: XRequest, dataset: str | None = None, spent: Decimal = Decimal(0)
) -> Collection:
    """A collection that has not asked for anything yet. spent: what its estimate has cost."""
    asked = {"platform": "x", "dataset": dataset, "x": dataclasses.asdict(request)}
    collection = Collection.create(workspace, asked)
    collection.spend(spent)
    return collection


def go_on(collection: Collection, watch: Watch | None = None) -> State:
    """Collect from where the collection stands. Raises UserError as the collectors do; the same call continues."""
    settings = load_settings()
    if collection.request["platform"] == "x":
        return collect_x(collection, settings.x, x_tokens(), watch)
    if collection.request["platform"] == "mastodon":
        asked = MastodonRequest.of(collection.request["mastodon"])
        collect = collect_mastodon_stream if asked.kind == "stream" else collect_timeline
        return collect(collection, settings.mastodon, mastodon_token(asked.host), watch)
    if collection.request["bluesky"]["kind"] == "search":
        return collect_search(collection, settings.bluesky, bluesky_login(), watch)
    return collect_stream(collection, settings.bluesky, watch)


def amend(collection: Collection, limit: int | None, budget_usd: str | None) -> None:
    """Give a collection another limit or budget. Raises UserError if they cannot be."""
    request = collection.request
    platform = request["platform"]
    if budget_usd is not None and platform != "x":
        raise UserError(f"{platform.capitalize()} costs nothing: leave --budget-usd out.")
    changes = {"limit": limit, "budget_usd": budget_usd}
    request[platform] |= {name: value for name, value in changes.items() if value is not None}
    REQUESTS[platform].of(request[platform])
    collection.amend(request)


def ingest_collected(
    workspace: Workspace, collection: Collection, progress: Callable[[int, int], None] | None = None
) -> IngestSummary | None:
    """The collected posts into the workspace; None if there are none, or accounts only. Again changes nothing."""
    from claqueur.ingest.load import ingest

    request = collection.request
    platform = request["platform"]
    holds_posts = platform != "x" or bool(KINDS[request["x"]["kind"]].item.posts)
    if not (collection.state.n_posts or collection.state.n_deleted) or not holds_posts:
        return None
    return ingest(
        [collection.file],
        workspace,
        dataset=request["dataset"] or f"{platform}-{collection.id}",
        source_format=READERS[platform],
        progress=progress,
    )


def _counted(
    count: Callable[[XRequest, Client, Till, XSettings], T], request: XRequest, tokens: XTokens, watch: Watch | None
) -> T:
    """What `count` finds within the request's budget."""
    settings = load_settings().x
    till = Till(settings, Ledger(request.budget), watch or Watch(), KINDS[request.kind].pause_s)
    try:
        return count(request, x_client(settings, tokens), till, settings)
    except OverBudgetError:
        sentence = f"The budget of ${request.budget_usd} does not even allow to count the posts: give a higher one."
        raise UserError(sentence, "small_budget") from None
