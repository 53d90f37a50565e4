"""Posts of Bluesky that a search finds, newest first, into a collection.

Bluesky's search answers signed-in accounts only (since January 2025, because of the load that others made).
"""

from __future__ import annotations

from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.bluesky.session import Login, Session
from claqueur.ingest.collect.collection import Collection, State
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.paging import Page, Paging
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.settings import BlueskySettings

SEARCH = "app.bsky.feed.searchPosts"
LARGEST = 100


def collect_search(
    collection: Collection, settings: BlueskySettings, login: Login, watch: Watch | None = None
) -> State:
    """Collect from where the collection stands; the state in which it ends. login: handle and app password.

    Raises UserError if Bluesky refuses or stays silent: what came is kept, and the same call continues.
    """
    watch = watch or Watch()
    with collection.held():
        request = BlueskyRequest.of(collection.request["bluesky"])
        session = Session(settings, login, watch)
        paging = Paging(collection, watch, "Bluesky's search", request.limit, _uris, _cursor)
        paging.to_the_end(
            lambda: session.get(SEARCH, _params(request, paging.wanted(), collection.state.cursor)),
        )
    return collection.state


def hits(request: BlueskyRequest, settings: BlueskySettings, login: Login, watch: Watch | None = None) -> int | None:
    """About how many posts match, as Bluesky says; None if it does not say. Raises as `collect_search`."""
    page = Session(settings, login, watch or Watch()).get(SEARCH, _params(request, 1, None))
    found = page.get("hitsTotal")
    return found if isinstance(found, int) else None


def _params(request: BlueskyRequest, wanted: int, cursor: str | None) -> dict[str, str]:
    params = {"q": request.query or "", "sort": "latest", "limit": str(min(wanted, LARGEST))}
    for name, text in (("since", request.since), ("until", request.until)):
        at = moment(text)
        if at is not None:
            params[name] = f"{at:%Y-%m-%dT%H:%M:%S.000Z}"
    return params | ({"cursor": cursor} if cursor is not None else {})


def _cursor(page: Page) -> str | None:
    return page.get("cursor")


def _uris(page: Page) -> list[str]:
    return [post["uri"] for post in page.get("posts") or [] if isinstance(post, dict) and "uri" in post]
