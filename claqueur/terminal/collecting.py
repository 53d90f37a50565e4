"""What a collection says while it works: posts and money so far, and a countdown while it has to wait."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from claqueur.ingest.collect.patience import Watch

if TYPE_CHECKING:
    from claqueur.ingest.collect.collection import State

WIDTH = 100
PIPE_EVERY_S = 60.0


class CollectLine:
    """One line on stderr that is written over on a terminal; on a pipe a line per wait and per minute."""

    def __init__(self) -> None:
        self.watch = Watch(on_page=self._page, on_wait=self._wait)
        self._is_terminal = sys.stderr.isatty()
        self._waiting = ""
        self._told_at = time.monotonic()

    def __enter__(self) -> CollectLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_terminal:
            print(f"\r{'':{WIDTH}}\r", end="", file=sys.stderr, flush=True)

    def _page(self, state: State) -> None:
        spent = f", at most ${state.spent_usd} spent" if state.spent_usd != "0" else ""
        self._say(f"{state.n_posts:,} collected in {state.n_pages:,} pages{spent}", always=False)

    def _wait(self, left: float, what: str) -> None:
        if left <= 0:
            self._waiting = ""
        elif self._is_terminal or self._waiting != what:
            self._waiting = what
            minutes, seconds = divmod(round(left), 60)
            self._say(f"{what}: asking again in {minutes}:{seconds:02d}", always=True)

    def _say(self, text: str, always: bool) -> None:
        if self._is_terminal:
            print(f"\r{text[:WIDTH]:{WIDTH}}", end="", file=sys.stderr, flush=True)
        elif always or time.monotonic() - self._told_at >= PIPE_EVERY_S:
            self._told_at = time.monotonic()
            print(text, file=sys.stderr, flush=True)
