"""A Mastodon server's posts as it gets them: the events of a stream, into a collection.

A stream cannot begin in the past. What came while a connection was broken is asked of the timeline, which holds the
same posts, so none is missing; deletes of that time are not known. Layout: docs.joinmastodon.org/methods/streaming.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import requests
from urllib3.exceptions import HTTPError

from claqueur.ingest.collect.arrivals import Arrivals, Event
from claqueur.ingest.collect.collection import Collection, State
from claqueur.ingest.collect.ends import COMPLETE, LIMIT, STOPPED, EndedError
from claqueur.ingest.collect.mastodon.deletes import apply_deletes
from claqueur.ingest.collect.mastodon.request import MastodonRequest
from claqueur.ingest.collect.mastodon.session import Session
from claqueur.ingest.collect.mastodon.timeline import LARGEST, in_order, timeline_of
from claqueur.ingest.collect.moments import moment
from claqueur.ingest.collect.patience import PassingError, Watch, patiently
from claqueur.ingest.collect.settings import MastodonSettings

BLOCK = 1 << 16
MOST_BYTES = 16 * 2**20  # of one event
REWIND_MS = 600_000  # posts of other servers come late, and their ids go by when they were written
SNOWFLAKE = 17  # digits at least: milliseconds since 1970 and 16 bits


def collect_stream(
    collection: Collection, settings: MastodonSettings, token: str | None, watch: Watch | None = None
) -> State:
    """Collect from where the collection stands until its end, its limit or Ctrl+C; the state in which it ends.

    Posts that were deleted meanwhile are taken out again, of edited ones the last version stays. Raises UserError if
    the stream cannot be had: what came is kept, and the same call continues.
    """
    with collection.held():
        return _Streaming(collection, settings, token, watch or Watch()).run()


class _Streaming:
    """One stream under way."""

    def __init__(self, collection: Collection, settings: MastodonSettings, token: str | None, watch: Watch) -> None:
        self.collection = collection
        self.request = MastodonRequest.of(collection.request["mastodon"])
        self.settings = settings
        self.watch = watch
        self.session = Session(self.request.server, token, settings, watch)
        until = moment(self.request.until)
        self.until = None if until is None else until.timestamp()
        self.last_id = collection.state.cursor
        self.began = datetime.strptime(collection.id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
        # Id -> address, by which posts are known everywhere
        self.seen = {status["id"]: status.get("uri") for page in collection.pages() for status in page["statuses"]}
        self.arrivals = Arrivals(collection, watch, _n_posts_of)
        self.n_broken = 0

    def run(self) -> State:
        """Read until the end, beginning again whenever the connection breaks."""
        self.collection.save(ended=None, sentence=None)
        try:
            while True:
                patiently(self._listen, self.watch, self.settings, self.request.host)
        except EndedError as end:
            ended = end.kind
        except KeyboardInterrupt:
            ended = STOPPED
        self.arrivals.keep(self.last_id)
        apply_deletes(self.collection)
        self.collection.save(ended=ended, sentence=self._sentence(ended))
        return self.collection.state

    def _listen(self) -> None:
        """One connection until it breaks. Raises PassingError if it gave nothing at all."""
        n_lines = 0
        path = (
            f"/api/v1/streaming/{'hashtag' if self.request.tags else 'public'}{'/local' if self.request.local else ''}"
        )
        try:
            with self.session.stream(path, {"tag": self.request.tags[0]} if self.request.tags else {}) as response:
                self._catch_up()  # after the stream has begun, so that nothing lies between the two
                for event, data in self._events(response):
                    n_lines += 1
                    self._take(event, data)
            what = "the stream ended"
        except (requests.RequestException, HTTPError, OSError) as error:
            what = type(error).__name__
        if self._is_over():
            raise EndedError(COMPLETE)
        self.arrivals.keep(self.last_id)
        self.n_broken += 1
        if not n_lines:
            raise PassingError(what)

    def _catch_up(self) -> None:
        """What the timeline has since the last post; at the beginning just where it stands."""
        path, params = timeline_of(self.request)
        if self.last_id is None:
            newest, _ = self.session.get(path, {**params, "limit": 1})
            self.last_id = newest[0]["id"] if newest else "0"
            self.arrivals.keep(self.last_id)
            return
        at = _rewound(self.last_id)
        while True:
            statuses, _ = self.session.get(path, {**params, "min_id": at, "limit": LARGEST})
            if not statuses or statuses[0]["id"] == at:
                return
            for status in reversed(statuses):  # the oldest first, so that the limit cuts at the end
                if datetime.fromisoformat(status["created_at"]) >= self.began:
                    self._take_post(status)
            at = statuses[0]["id"]

    def _events(self, response: requests.Response) -> Iterator[tuple[str, str]]:
        """(name, data) of every event of the stream, and ("", "") for every sign of life."""
        event, pending = "", b""
        while block := response.raw.read1(BLOCK):
            *lines, pending = (pending + block).split(b"\n")
            for line in lines:
                name, _, value = line.decode("utf-8", "replace").rstrip("\r").partition(":")
                if name == "event":
                    event = value.strip()
                elif name == "data":
                    yield event, value.strip()
            if len(pending) > MOST_BYTES:
                raise PassingError("an event has no end")
            yield "", ""

    def _take(self, event: str, data: str) -> None:
        """Keep a post, an edit of one that is kept, or what undoes one."""
        status = _post(data) if event in ("update", "status.update") else None
        if status is not None and event == "update":
            self._take_post(status)
        elif status is not None and status["id"] in self.seen:
            self.arrivals.add({"statuses": [status], "edited": True})
        elif event == "delete" and data in self.seen:
            self.arrivals.add({"statuses": [], "deleted": data, "uri": self.seen[data]})
        self.arrivals.keep_if_due(self.last_id)
        if self._is_over():
            raise EndedError(COMPLETE)

    def _take_post(self, status: dict[str, Any]) -> None:
        if status["id"] in self.seen:
            return
        self.seen[status["id"]] = status.get("uri")
        self.last_id = max(self.last_id or "", status["id"], key=in_order)
        self.arrivals.add({"statuses": [status]})
        if self.arrivals.n_posts() >= self.request.limit:
            raise EndedError(LIMIT)

    def _is_over(self) -> bool:
        return self.until is not None and self.watch.clock() >= self.until

    def _sentence(self, ended: str) -> str:
        state = self.collection.state
        parts = [f"{state.n_posts:,} posts were collected"]
        if state.n_deleted:
            parts.append(f"{state.n_deleted:,} more were deleted by their authors or the server and are not kept")
        if self.n_broken:
            parts.append("what came while the connection was broken was asked for afterwards, deletes excepted")
        if ended == LIMIT:
            parts.append(f"the limit was {self.request.limit:,}: a higher one continues")
        return "; ".join(parts) + "."


def _n_posts_of(event: Event) -> int:
    """New posts in what is kept of an event: an edit brings none."""
    return 0 if event.get("edited") else len(event["statuses"])


def _post(data: str) -> dict[str, Any] | None:
    """The post of an event; None if it holds none."""
    try:
        status = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return status if isinstance(status, dict) and isinstance(status.get("id"), str) else None


def _rewound(post_id: str) -> str:
    """The id of about ten minutes before, where it tells the time."""
    if not post_id.isdecimal() or len(post_id) < SNOWFLAKE:
        return post_id
    return str(int(post_id) - (REWIND_MS << 16))
