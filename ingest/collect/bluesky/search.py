"""Posts of Bluesky that a search finds, newest first, into a collection.

Bluesky's search answers signed-in accounts only (since January 2025, because of the load that others made).
"""

from __future__ import annotations

from typing import Any

import requests

from claqueur.errors import UserError
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.collection import Collection, State
from claqueur.ingest.collect.ends import COMPLETE, EndedError
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.paging import Page, Paging
from claqueur.ingest.collect.patience import PassingError, Watch, patiently
from claqueur.ingest.collect.settings import BlueskySettings

SEARCH = "app.bsky.feed.searchPosts"
LARGEST = 100
SHOWN_OF_ANSWER = 300
Login = tuple[str, str]


class _ExpiredError(Exception):
    """The session has ended; signing in again makes another."""


def collect_search(
    collection: Collection, settings: BlueskySettings, login: Login, watch: Watch | None = None
) -> State:
    """Collect from where the collection stands; the state in which it ends. login: handle and app password.

    Raises UserError if Bluesky refuses or stays silent: what came is kept, and the same call continues.
    """
    watch = watch or Watch()
    with collection.held():
        request = BlueskyRequest.of(collection.request["bluesky"])
        session = _Session(settings, login, watch)
        paging = Paging(collection, watch, "Bluesky's search", request.limit, _uris, _cursor)
        try:
            while collection.state.ended != COMPLETE:
                page = session.get(SEARCH, _params(request, paging.wanted(), collection.state.cursor))
                # With the last page in one step: a kill between the two would begin anew
                paging.keep(page, cursor=_cursor(page), ended=COMPLETE if _cursor(page) is None else None)
            ended = COMPLETE
        except EndedError as end:
            ended = end.kind
        collection.save(ended=ended, sentence=paging.sentence(ended))
    return collection.state


def hits(request: BlueskyRequest, settings: BlueskySettings, login: Login, watch: Watch | None = None) -> int | None:
    """About how many posts match, as Bluesky says; None if it does not say. Raises as `collect_search`."""
    page = _Session(settings, login, watch or Watch()).get(SEARCH, _params(request, 1, None))
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


class _Bearer(requests.auth.AuthBase):
    """The session's token, and nothing that ~/.netrc says in its place."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _answer(response: requests.Response) -> Page:
    """What the server says about a refusal; nothing where it is no JSON."""
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


class _Session:
    """Signed in to Bluesky; signs in when first asked, and again when the session has expired."""

    def __init__(self, settings: BlueskySettings, login: Login, watch: Watch) -> None:
        self._settings = settings
        self._login = login
        self._watch = watch
        self._http = requests.Session()
        self._token: str | None = None

    def get(self, method: str, params: dict[str, str]) -> Page:
        """The answer to a query. Raises UserError."""
        for _ in range(2):
            if self._token is None:
                handle, password = self._login
                said = {"identifier": handle, "password": password}
                made = self._ask("POST", "com.atproto.server.createSession", json=said, auth=_Bearer(None))
                self._token = made["accessJwt"]
            try:
                return self._ask("GET", method, params=params, auth=_Bearer(self._token))
            except _ExpiredError:
                self._token = None
        raise UserError("Bluesky ends each session at once: sign in elsewhere to see why, then continue.")

    def _ask(self, verb: str, method: str, **options: Any) -> Page:
        url = f"{self._settings.service_url.rstrip('/')}/xrpc/{method}"
        times = (self._settings.connect_s, self._settings.read_s)

        def attempt() -> Page:
            try:
                response = self._http.request(verb, url, timeout=times, allow_redirects=False, **options)
                return self._judged(response)
            except requests.RequestException:
                raise PassingError("the connection broke") from None

        return patiently(attempt, self._watch, self._settings, "Bluesky", "bluesky_silent")

    def _judged(self, response: requests.Response) -> Page:
        """The page of an answer, or what speaks against it."""
        if response.status_code == 429:
            reset = response.headers.get("ratelimit-reset", "")
            raise PassingError("rate limit", float(reset) if reset.isdecimal() else None)
        if response.status_code >= 500:
            raise PassingError(f"Bluesky answers {response.status_code}")
        if response.ok:
            return response.json()
        answer = _answer(response)
        kind, said = (str(answer.get(name) or "") for name in ("error", "message"))
        if kind == "ExpiredToken":
            raise _ExpiredError
        said = " ".join((said or kind or response.reason).split())[:SHOWN_OF_ANSWER].rstrip(".")
        if response.status_code == 401:
            raise UserError(
                f"Bluesky does not accept the handle or the app password ({said}): check BLUESKY_HANDLE and "
                "BLUESKY_APP_PASSWORD.",
                "bluesky_login",
                said=said,
            )
        raise UserError(
            f"Bluesky refuses the request ({response.status_code}: {said}): correct the query or the dates.",
            "bluesky_request",
            said=said,
        )
