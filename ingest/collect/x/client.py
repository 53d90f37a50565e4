"""X's API v2 by tweepy, with what it leaves open: time-outs, another address, the new spelling, failures that pass."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import Any

import requests
import tweepy
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from claqueur.errors import UserError
from claqueur.ingest.collect.patience import PassingError
from claqueur.ingest.collect.settings import XSettings
from claqueur.ingest.collect.tokens import XTokens

TWEEPYS_HOST = "https://api.twitter.com"
RENAMED_PARAMETERS = {"tweet.fields": "post.fields"}
SPELT_PARAMETERS = ("tweet.fields", "expansions")
SHOWN_OF_ANSWER = 300


class RefusedError(UserError):
    """X will not answer this request, however often it is asked. status: of HTTP."""

    def __init__(self, sentence: str, kind: str, *, status: int, **found: object) -> None:
        super().__init__(sentence, kind, **found)
        self.status = status


class LostAnswerError(PassingError):
    """The request may have been answered, and charged, but the answer did not arrive whole."""


class PageTokenError(Exception):
    """The page token is not known any more: it was given too long ago."""


class _Session(requests.Session):
    """What tweepy sends its requests through: with time-outs, to the address and in the spelling of the settings."""

    def __init__(self, settings: XSettings) -> None:
        super().__init__()
        self._settings = settings

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """As in requests."""
        options["timeout"] = (self._settings.connect_s, self._settings.read_s)
        options["allow_redirects"] = False  # a token goes nowhere but to the address of the settings
        options["auth"] = options.get("auth") or _as_it_is  # and ~/.netrc has no say
        if self._settings.spelling == "post":
            options["params"] = _respelt(options.get("params") or {})
        return super().request(method, self._settings.base_url.rstrip("/") + url.removeprefix(TWEEPYS_HOST), **options)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _respelt(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters with post for tweet, in names and in values that are names of fields."""
    return {
        RENAMED_PARAMETERS.get(name, name): value.replace("tweet", "post") if name in SPELT_PARAMETERS else value
        for name, value in params.items()
    }


def x_client(settings: XSettings, tokens: XTokens) -> tweepy.Client:
    """A client that gives pages as they came (dict), asks once and waits for nothing: see patience.py."""
    logging.getLogger("tweepy").setLevel(logging.WARNING)  # its debug lines hold the token
    if tokens.bearer is not None:
        client = tweepy.Client(tokens.bearer, return_type=dict)
    else:
        key, secret, access, access_secret = tokens.user or ("", "", "", "")
        client = tweepy.Client(None, key, secret, access, access_secret, return_type=dict)
    client.session = _Session(settings)
    return client


def ask(act: Callable[[], Any]) -> dict[str, Any]:
    """The page that `act` asks the client for.

    Raises PassingError for what is worth another try (LostAnswerError if it may have been charged), PageTokenError, and
    RefusedError, in a sentence, for what is not.
    """
    try:
        page = act()
    except tweepy.TooManyRequests as error:
        raise _too_many(error) from None
    except tweepy.TwitterServerError as error:
        raise PassingError(f"X answers {error.response.status_code}") from None
    except tweepy.HTTPException as error:
        raise _refusal(error.response) from None
    except requests.RequestException as error:  # also JSON that was cut
        if _never_sent(error):
            raise PassingError("X cannot be reached") from None
        raise LostAnswerError("the connection broke") from None
    if not isinstance(page, dict):
        raise LostAnswerError("the answer is no page")
    if "data" not in page and "meta" not in page:
        raise _refusal_in_page(page)
    return page


def _never_sent(error: requests.RequestException) -> bool:
    """Whether there was no connection at all, so that nothing can have been charged."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, ConnectTimeoutError | NewConnectionError)


def _too_many(error: tweepy.TooManyRequests) -> Exception:
    """A wait until the window ends; a cap of the month is none."""
    said = _said(error.response)
    if "usage" in said.lower() and "cap" in said.lower():
        return RefusedError(
            f"X has no more posts for this app this month ({said}): the collection continues when the cap is lifted.",
            "x_cap",
            status=429,
            said=said,
        )
    with contextlib.suppress(KeyError, ValueError):
        return PassingError("rate limit", float(error.response.headers["x-rate-limit-reset"]))
    return PassingError("rate limit")


def _refusal(response: requests.Response) -> Exception:
    """What X says no to, by its status."""
    status, said = response.status_code, _said(response)
    if status == 400 and "_token" in said:
        return PageTokenError(said)
    if status == 401:
        sentence = f"X does not accept the token (401: {said}): it may have expired; set a new one, then continue."
        return RefusedError(sentence, "x_token", status=status, said=said)
    if status == 402:
        sentence = f"X wants payment (402: {said}): buy credits at developer.x.com, then continue."
        return RefusedError(sentence, "x_credits", status=status, said=said)
    if status == 403:
        sentence = f"X does not allow this (403: {said}): the app's access lacks it, or an account is protected."
        return RefusedError(sentence, "x_forbidden", status=status, said=said)
    if status == 404:
        sentence = f"X does not know what was asked for (404: {said}): check ids, names and the address."
        return RefusedError(sentence, "x_unknown", status=status, said=said)
    return refused_request(said, status)


def refused_request(said: str, status: int = 400) -> RefusedError:
    """The refusal of a request that is not as X wants it."""
    sentence = f"X refuses the request ({status}: {said}): correct the query or the dates."
    return RefusedError(sentence, "x_request", status=status, said=said)


def _refusal_in_page(page: dict[str, Any]) -> Exception:
    """Answers of 200 that hold nothing but errors, such as an account that is suspended."""
    errors = page.get("errors") or [{}]
    said = _line(str(errors[0].get("detail") or errors[0].get("title") or "an empty answer"))
    sentence = f"X gives nothing ({said}): check the ids and the names."
    return RefusedError(sentence, "x_unknown", status=200, said=said)


def _said(response: requests.Response) -> str:
    """X's own words about a refusal, in one line."""
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        return response.reason or "no reason given"
    if not isinstance(answer, dict):
        return response.reason or "no reason given"
    errors = [
        error.get("message") or error.get("detail") for error in answer.get("errors") or [] if isinstance(error, dict)
    ]
    words = [str(word) for word in (*errors, answer.get("detail"), answer.get("title")) if word]
    return _line(words[0] if words else response.reason or "no reason given")


def _line(text: str) -> str:
    return " ".join(text.split())[:SHOWN_OF_ANSWER].rstrip(".")
