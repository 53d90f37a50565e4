"""Bluesky as it happens: the events of a Jetstream that are wanted, into a collection.

A Jetstream sends every event at least once and can begin again in the past, so nothing is missed as long as a pause is
shorter than what it keeps (a day for certain). What it no longer had is written down as a gap. It is read no faster
than it is kept: what waits, waits at the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import orjson
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from claqueur.errors import UserError
from claqueur.ingest.collect.arrivals import Arrivals, Event
from claqueur.ingest.collect.bluesky.deletes import apply_deletes, is_record
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.bluesky.wanted import Wanted
from claqueur.ingest.collect.collection import Collection, State
from claqueur.ingest.collect.ends import COMPLETE, LIMIT, STOPPED, EndedError
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.patience import PassingError, Watch, patiently
from claqueur.ingest.collect.settings import BlueskySettings
from claqueur.ingest.readers.bluesky import POST, REPOST, uri_of

MOST_BYTES = 16 * 2**20  # of one event
GAP_US = 60_000_000  # on the whole network something happens many times a second


def collect_stream(collection: Collection, settings: BlueskySettings, watch: Watch | None = None) -> State:
    """Collect from where the collection stands until its end, its limit or Ctrl+C; the state in which it ends.

    Posts that were deleted meanwhile are taken out again. Raises UserError if the stream cannot be had: what came is
    kept, and the same call continues.
    """
    with collection.held():
        return _Streaming(collection, settings, watch or Watch()).run()


class _Streaming:
    """One stream under way."""

    def __init__(self, collection: Collection, settings: BlueskySettings, watch: Watch) -> None:
        self.collection = collection
        self.request = BlueskyRequest.of(collection.request["bluesky"])
        self.settings = settings
        self.watch = watch
        self.wanted = Wanted(self.request)
        self.since_us, self.until_us = _microseconds(self.request.since), _microseconds(self.request.until)
        self.last_us = int(collection.state.cursor or 0)
        self.seen: set[int] = set()
        self.arrivals = Arrivals(collection, watch, is_record)

    def run(self) -> State:
        """Read until the end, beginning again whenever the connection breaks."""
        self._remember()
        self.collection.save(ended=None, sentence=None)
        try:
            while True:
                patiently(self._listen, self.watch, self.settings, "Bluesky")
        except EndedError as end:
            ended = end.kind
        except KeyboardInterrupt:
            ended = STOPPED
        self.arrivals.keep(self._cursor())
        apply_deletes(self.collection)
        self.collection.save(ended=ended, sentence=self._sentence(ended))
        return self.collection.state

    def _remember(self) -> None:
        """What is kept already: it comes again when the stream begins a little earlier."""
        for event in self.collection.pages():
            self.seen.add(_key(event))
            if is_record(event):
                self.wanted.remember(event)

    def _listen(self) -> None:
        """One connection, from the last event on, until it breaks. Raises PassingError if it gave nothing at all."""
        asked_us, n_events = self.last_us or self.since_us, 0
        try:
            with self._connected() as connection:
                for event in self._events(connection):
                    n_events += 1
                    if n_events == 1:
                        self._note_gap(asked_us, event)
                    self._take(event)
        except InvalidStatus as error:
            raise _refusal(error) from None
        except (ConnectionClosed, InvalidHandshake, TimeoutError, OSError) as error:
            self.arrivals.keep(self._cursor())
            if not n_events:
                raise PassingError(type(error).__name__) from None

    def _connected(self) -> ClientConnection:
        wanted: list[tuple[str, str | int]] = [("wantedCollections", POST), ("wantedCollections", REPOST)]
        wanted += [("wantedDids", account) for account in self.request.accounts]
        begin_us = self.last_us - round(self.settings.rewind_s * 1e6) if self.last_us else self.since_us
        if begin_us:
            wanted.append(("cursor", begin_us))
        address = f"{self.settings.stream_url}?{urlencode(wanted)}"
        return connect(address, open_timeout=self.settings.connect_s, max_size=MOST_BYTES)

    def _events(self, connection: ClientConnection) -> Iterator[Event]:
        while True:
            if self.until_us and self.watch.clock() * 1e6 >= self.until_us and self.last_us >= self.until_us:
                raise EndedError(COMPLETE)
            try:
                message = connection.recv(timeout=self.settings.read_s)
            except TimeoutError:
                if self.until_us and self.watch.clock() * 1e6 >= self.until_us:
                    raise EndedError(COMPLETE) from None  # nothing more has happened
                raise
            event = orjson.loads(message)
            if isinstance(event.get("time_us"), int):
                yield event

    def _note_gap(self, asked_us: int, event: Event) -> None:
        """Write down if the server begins later than it was asked to."""
        if asked_us and event["time_us"] - asked_us > GAP_US:
            gap = (_written(asked_us), _written(event["time_us"]))
            self.collection.save(gaps=(*self.collection.state.gaps, gap))

    def _take(self, event: Event) -> None:
        """Keep the event if it is wanted, or if it undoes what was kept."""
        if self.until_us and event["time_us"] >= self.until_us:
            raise EndedError(COMPLETE)
        self.last_us = max(self.last_us, event["time_us"])
        if self._is_wanted(event) and _key(event) not in self.seen:
            self.seen.add(_key(event))
            self.arrivals.add(event)
        self.arrivals.keep_if_due(self._cursor())
        if self.arrivals.n_posts() >= self.request.limit:
            raise EndedError(LIMIT)

    def _is_wanted(self, event: Event) -> bool:
        if event.get("kind") == "account":
            return self.wanted.kept_of(event["did"])
        if event.get("kind") != "commit":
            return False
        return self.wanted.wants(event) if is_record(event) else self.wanted.kept(uri_of(event))

    def _cursor(self) -> str | None:
        return str(self.last_us) if self.last_us else None

    def _sentence(self, ended: str) -> str:
        state = self.collection.state
        parts = [f"{state.n_posts:,} posts and reposts were collected"]
        if state.n_deleted:
            parts.append(f"{state.n_deleted:,} more were deleted by their authors or the platform and are not kept")
        missing = "is missing, as the server no longer had it"
        parts += [f"what happened from {start} to {end} {missing}" for start, end in state.gaps]
        if ended == LIMIT:
            parts.append(f"the limit was {self.request.limit:,}: a higher one continues")
        return "; ".join(parts) + "."


def _refusal(error: InvalidStatus) -> Exception:
    """A server that fails may recover; one that refuses will not."""
    status = error.response.status_code
    if status >= 500 or status == 429:
        return PassingError(f"it answers {status}")
    return UserError(f"Bluesky's stream refuses the request ({status}): check the accounts and the address.")


def _key(event: Event) -> int:
    """Tells an event that comes once more."""
    if event["kind"] == "commit":
        commit = event["commit"]
        return hash((event["did"], commit["collection"], commit["rkey"], commit["operation"], commit.get("rev")))
    return hash((event["did"], event["time_us"]))


def _microseconds(text: str | None) -> int:
    """The moment as a cursor; 0 for none."""
    at = moment(text)
    return 0 if at is None else round(at.timestamp() * 1e6)


def _written(microseconds: int) -> str:
    return f"{datetime.fromtimestamp(microseconds / 1e6, UTC):%Y-%m-%d %H:%M:%S} UTC"
