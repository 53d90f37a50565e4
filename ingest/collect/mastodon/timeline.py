"""Posts of a Mastodon server's timeline, newest first, into a collection.

The timelines of hashtags and of all public posts hold what the server knows, which is not the whole network, and no
boosts. Layout: docs.joinmastodon.org/methods/timelines.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from claqueur.errors import UserError
from claqueur.ingest.collect.collection import Collection, State
from claqueur.ingest.collect.mastodon.request import MastodonRequest
from claqueur.ingest.collect.mastodon.session import REFUSED, Session
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.paging import Page, Paging
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.settings import MastodonSettings

LARGEST = 40
DAYS_COUNTED = 7


def collect_timeline(
    collection: Collection, settings: MastodonSettings, token: str | None, watch: Watch | None = None
) -> State:
    """Collect from where the collection stands; the state in which it ends. token: of an account on that server.

    Raises UserError if the server refuses or stays silent: what came is kept, and the same call continues.
    """
    watch = watch or Watch()
    with collection.held():
        request = MastodonRequest.of(collection.request["mastodon"])
        session = Session(request.server, token, settings, watch)
        paging = Paging(collection, watch, request.host, request.limit, ids_of, _cursor)
        seen = {known for page in collection.pages() for known in ids_of(page)}
        path, params = timeline_of(request)

        def next_page() -> Page:
            before = collection.state.cursor
            asked = params | ({"max_id": before} if before else {}) | {"limit": min(paging.wanted(), LARGEST)}
            page = _page(*session.get(path, asked, partial(_is_page, before=before)), request, seen)
            seen.update(ids_of(page))
            return page

        paging.to_the_end(next_page)
    return collection.state


def timeline_of(request: MastodonRequest) -> tuple[str, dict[str, Any]]:
    """Path and parameters of the timeline that is asked for."""
    local = {"local": "true"} if request.local else {}
    if not request.tags:
        return "/api/v1/timelines/public", local
    first, *others = request.tags
    return f"/api/v1/timelines/tag/{first}", local | ({"any[]": others} if others else {})


def known_uses(
    request: MastodonRequest, settings: MastodonSettings, token: str | None, watch: Watch | None = None
) -> int | None:
    """Posts with the hashtags in the last seven days, as the server counts them; None for all public posts.

    Raises UserError as `collect_timeline`.
    """
    if not request.tags:
        return None
    session = Session(request.server, token, settings, watch or Watch())
    try:
        answers = [session.get(f"/api/v1/tags/{tag}", {})[0] for tag in request.tags]
    except UserError as error:
        if error.kind != REFUSED:  # other software than Mastodon may have timelines and no counts
            raise
        return None
    days = [day for answer in answers for day in (answer.get("history") or [])[:DAYS_COUNTED]]
    return sum(int(day["uses"]) for day in days)


def ids_of(page: Page) -> list[str]:
    """Ids of the posts of a page."""
    return [status["id"] for status in page["statuses"]]


def in_order(post_id: str) -> tuple[int, str]:
    """A key to sort ids by: they are numbers of growing length, or words of one length."""
    return len(post_id), post_id


def _is_page(statuses: Any, before: str | None) -> bool:
    """Whether an answer holds posts, all of them from before the one that was named: caches may repeat a page."""
    if not isinstance(statuses, list) or not all(isinstance(status, dict) and "id" in status for status in statuses):
        return False
    return before is None or all(in_order(status["id"]) < in_order(before) for status in statuses)


def _page(statuses: list[Any], following: str | None, request: MastodonRequest, seen: set[str]) -> Page:
    """The page as it is kept: posts that are new and not from before the beginning, and where the next one begins."""
    since = moment(request.since)
    recent = [status for status in statuses if since is None or datetime.fromisoformat(status["created_at"]) >= since]
    is_last = not statuses or len(recent) < len(statuses)
    kept = [status for status in recent if status["id"] not in seen]
    return {"statuses": kept, "next": None if is_last else following}


def _cursor(page: Page) -> str | None:
    return page.get("next")
