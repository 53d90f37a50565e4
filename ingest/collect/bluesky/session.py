"""Signed in to Bluesky: its interface asked again after failures that pass."""

from __future__ import annotations

from typing import Any

import requests

from claqueur.errors import UserError
from claqueur.ingest.collect.bearer import Bearer
from claqueur.ingest.collect.paging import Page
from claqueur.ingest.collect.patience import PassingError, Watch, patiently
from claqueur.ingest.collect.settings import BlueskySettings

SHOWN_OF_ANSWER = 300
Login = tuple[str, str]


class _ExpiredError(Exception):
    """The session has ended; signing in again makes another."""


def _answer(response: requests.Response) -> Page:
    """What the server says about a refusal; nothing where it is no JSON."""
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


class Session:
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
                made = self._ask("POST", "com.atproto.server.createSession", json=said, auth=Bearer(None))
                self._token = made.get("accessJwt")
            try:
                return self._ask("GET", method, params=params, auth=Bearer(self._token))
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

        return patiently(attempt, self._watch, self._settings, "Bluesky")

    def _judged(self, response: requests.Response) -> Page:
        """The page of an answer, or what speaks against it."""
        if response.status_code == 429:
            reset = response.headers.get("ratelimit-reset", "")
            raise PassingError("rate limit", float(reset) if reset.isdecimal() else None)
        if response.status_code >= 500:
            raise PassingError(f"Bluesky answers {response.status_code}")
        if response.status_code < 300:  # redirects are refused: they would lead the password elsewhere
            page = response.json()
            if not isinstance(page, dict):
                raise PassingError("the answer is no page")
            return page
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
