"""Asking again: after rate limits when the platform says so, after its failures with growing, jittered waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from claqueur.errors import UserError
from claqueur.ingest.collect.settings import BlueskySettings, MastodonSettings, XSettings

FIRST_WAIT_S = 1.0
T = TypeVar("T")


class PassingError(Exception):
    """A failure that will pass. what: its short name; at: the Unix time from which to ask again, None if unknown."""

    def __init__(self, what: str, at: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.at = at


def _ignore(*_: Any) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Watch:
    """Who is told: on_page after every page with the state, on_wait every second of a wait with the seconds that are
    left and what is waited for (zero: over). sleep, clock: of the system, or of a test.
    """

    on_page: Callable[[Any], None] = _ignore
    on_wait: Callable[[float, str], None] = _ignore
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time

    def wait(self, seconds: float, what: str) -> None:
        """Wait and say so, second by second."""
        until = self.clock() + seconds
        while (left := until - self.clock()) > 0:
            self.on_wait(left, what)
            self.sleep(min(left, 1.0))
        self.on_wait(0.0, what)


def patiently(
    act: Callable[[], T], watch: Watch, settings: XSettings | BlueskySettings | MastodonSettings, name: str
) -> T:
    """The result of `act`, called as often as the settings allow while it raises PassingError.

    Raises UserError, with the name of who is asked, when that was in vain.
    """
    longest_wait_s = settings.longest_wait_s
    jittered = wait_random_exponential(multiplier=FIRST_WAIT_S, max=longest_wait_s)
    reason = "failure"

    def seconds(state: RetryCallState) -> float:
        nonlocal reason
        error = state.outcome.exception() if state.outcome else None
        reason = error.what if isinstance(error, PassingError) else reason
        told = error.at - watch.clock() if isinstance(error, PassingError) and error.at is not None else 0.0
        # A clock that goes wrong by days must not stop a collection for days, nor ask again at once for ever
        return min(told + 1, longest_wait_s) if told > 0 else jittered(state)

    retrying = Retrying(
        retry=retry_if_exception_type(PassingError),
        stop=stop_after_attempt(settings.attempts),
        wait=seconds,
        sleep=lambda s: watch.wait(s, reason),
        reraise=True,
    )
    try:
        return retrying(act)
    except PassingError as error:
        raise UserError(
            f"{name} was asked {settings.attempts} times and did not answer ({error.what}): what came so far is kept; "
            "continue later.",
            "platform_silent",
            name=name,
            what=error.what,
            attempts=settings.attempts,
        ) from None
