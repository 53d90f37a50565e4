"""A Mastodon server, asked again after failures that pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from claqueur.errors import UserError
from claqueur.ingest.collect.bearer import Bearer
from claqueur.ingest.collect.patience import PassingError, Watch, patiently
from claqueur.ingest.collect.settings import MastodonSettings

SHOWN_OF_ANSWER = 300
REFUSED = "mastodon_request"  # kind of the error for a request that the server does not take
AGENT = "claqueur (research on coordinated posting)"


class Session:
    """A server, with the token that is kept for it, if there is one."""

    def __init__(self, server: str, token: str | None, settings: MastodonSettings, watch: Watch) -> None:
        self._server = server
        self._name = server.partition("://")[2]
        self._has_token = token is not None
        self._auth = Bearer(token)
        self._settings = settings
        self._watch = watch
        self._http = requests.Session()
        self._http.headers["User-Agent"] = AGENT

    def get(
        self, path: str, params: dict[str, Any], is_right: Callable[[Any], bool] = lambda answer: True
    ) -> tuple[Any, str | None]:
        """(answer, max_id of the next page or None after the last). An answer that is not right is asked for again.

        Raises UserError.
        """

        def attempt() -> tuple[Any, str | None]:
            try:
                response = self._ask(path, params, stream=False)
                answer = response.json()
            except requests.RequestException:  # also JSON that was cut
                raise PassingError("the connection broke") from None
            if not is_right(answer):
                raise PassingError("the answer was another one")
            return answer, _next(response)

        return patiently(attempt, self._watch, self._settings, self._name)

    def stream(self, path: str, params: dict[str, Any]) -> requests.Response:
        """A stream that was begun. Raises PassingError or UserError."""
        try:
            return self._ask(path, params, stream=True)
        except requests.RequestException as error:
            raise PassingError(type(error).__name__) from None

    def _ask(self, path: str, params: dict[str, Any], *, stream: bool) -> requests.Response:
        """The answer. Raises PassingError, UserError or what requests raises."""
        response = self._http.get(
            f"{self._server}{path}",
            params=params,
            auth=self._auth,
            timeout=(self._settings.connect_s, self._settings.read_s),
            allow_redirects=False,  # a token goes nowhere but to its server
            stream=stream,
            headers={"Accept-Encoding": "identity"} if stream else {},
        )
        if response.status_code < 300:
            return response
        raise self._refusal(response)

    def _refusal(self, response: requests.Response) -> Exception:
        """What speaks against an answer."""
        status, said = response.status_code, _said(response)
        if status == 429:
            return PassingError("rate limit", _moment(response.headers.get("X-RateLimit-Reset")))
        if status >= 500:
            return PassingError(f"{self._name} answers {status}", self._retry_after(response))
        if status < 400:
            to = urlsplit(response.headers.get("Location", "")).netloc or "elsewhere"
            return UserError(f"{self._name} leads to {to}: give --server {to}.", "mastodon_moved", server=to)
        if status in (401, 403, 422) and not self._has_token:
            sentence = (
                f"{self._name} wants an account for this ({status}: {said}): set MASTODON_SERVER to its name and "
                'MASTODON_TOKEN in the environment (a token with "read" from its Preferences, Development).'
            )
            return UserError(sentence, "no_mastodon_token", said=said)
        if status == 401:
            sentence = f"{self._name} does not accept the token (401: {said}): set a new MASTODON_TOKEN, then continue."
            return UserError(sentence, "mastodon_token", said=said)
        sentence = f"{self._name} refuses the request ({status}: {said}): check the server and the hashtags."
        return UserError(sentence, REFUSED, said=said)

    def _retry_after(self, response: requests.Response) -> float | None:
        """When to ask again after a failure, as Unix time."""
        told = response.headers.get("Retry-After", "")
        if told.isdecimal():
            return self._watch.clock() + int(told)
        try:
            return parsedate_to_datetime(told).timestamp()
        except ValueError:
            return None


def _next(response: requests.Response) -> str | None:
    """max_id of the page behind this one, as its header says."""
    url = response.links.get("next", {}).get("url", "")
    return next(iter(parse_qs(urlsplit(url).query).get("max_id", [])), None)


def _moment(written: str | None) -> float | None:
    """Mastodon writes the end of a rate limit in ISO 8601, UTC."""
    try:
        at = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _said(response: requests.Response) -> str:
    """The server's own words, in one line."""
    try:
        answer = response.json()
    except requests.RequestException:
        answer = {}
    words = answer.get("error") if isinstance(answer, dict) else None
    return " ".join(str(words or response.reason or "no reason given").split())[:SHOWN_OF_ANSWER].rstrip(".")
