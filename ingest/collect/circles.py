"""Servers that go round in circles: page tokens that repeat, and pages without end that hold nothing new."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from claqueur.ingest.collect.ends import ENDLESS, REPEATS

PAGES_REMEMBERED = 10
MOST_IDLE_PAGES = 5  # X does give an empty page with more behind it now and then
WHAT = {
    REPEATS: "gave a page token that it had given before, a circle",
    ENDLESS: f"gave {MOST_IDLE_PAGES} pages in a row with nothing new and no end",
}


class Circles:
    """Watches pages go by."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()
        self._recent: deque[set[str]] = deque(maxlen=PAGES_REMEMBERED)
        self._idle = 0

    def see(self, ids: Iterable[str], token: str | None) -> str | None:
        """Take note of a page and the token of the next; why no further page is to be asked for, None if one may be."""
        found = set(ids)
        is_new = bool(found.difference(*self._recent))
        self._recent.append(found)
        self._idle = 0 if is_new else self._idle + 1
        if token is None:
            return None
        is_known = token in self._tokens
        self._tokens.add(token)
        if is_known:
            return REPEATS
        return ENDLESS if self._idle >= MOST_IDLE_PAGES else None

    def begin_anew(self) -> None:
        """Pages may come once more: paging begins anew."""
        self._recent.clear()
        self._idle = 0
