"""Servers on this machine that answer as Bluesky's stream (Jetstream) and its search do, with faults on demand."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_httpserver import HTTPServer
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve
from werkzeug import Request, Response

from claqueur.ingest.collect import patience
from claqueur.ingest.collect.settings import VARIABLE, BlueskySettings, load_settings

PASSWORD = "abcd-secret-password"
SESSION = "eyJ-secret-session"
START_US = 1_777_629_600_000_000  # 2026-05-01 10:00 UTC
SECOND = 1_000_000

Event = dict[str, Any]


def commit(number: int, text: str | None = "#bridge", did: str = "did:plc:ann", **more: Any) -> Event:
    """A post at second `number`; with subject= a repost, with operation= a change, quote= an address."""
    operation, subject, quote = (more.get(name) for name in ("operation", "subject", "quote"))
    at = f"2026-05-01T10:{number // 60:02}:{number % 60:02}.000Z"
    record: dict[str, Any] = {"createdAt": at}
    record |= {"subject": {"uri": subject}} if subject else {"text": text}
    record |= {"embed": {"record": {"uri": quote}}} if quote else {}
    body: dict[str, Any] = {
        "rev": str(number),
        "operation": operation or "create",
        "collection": "app.bsky.feed.repost" if subject else "app.bsky.feed.post",
        "rkey": more.get("rkey", f"k{number}"),
    }
    if operation != "delete":
        body["record"] = record
    return {"did": did, "time_us": START_US + number * SECOND, "kind": "commit", "commit": body}


def account(number: int, did: str, status: str | None) -> Event:
    """What the network says of an account at second `number`; without a status it is active."""
    said = {"active": status is None, "did": did, "seq": number} | ({"status": status} if status else {})
    return {"did": did, "time_us": START_US + number * SECOND, "kind": "account", "account": said}


def uri(number: int, did: str = "did:plc:ann") -> str:
    """The address of the post of `commit`."""
    return f"at://{did}/app.bsky.feed.post/k{number}"


@dataclass
class FakeJetstream:
    """A Jetstream that has `events` in the first ten minutes, and afterwards what concerns nobody. breaks_after: so many events, for one connection after the other
    (None: never). keeps_from_us: it no longer has what is older. is_silent: nothing happens afterwards. asked: parameters of each connection.
    """

    events: list[Event] = field(default_factory=list)
    breaks_after: deque[int | None] = field(default_factory=deque)
    keeps_from_us: int = 0
    is_silent: bool = False
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def handle(self, connection: ServerConnection) -> None:
        """One client."""
        asked = parse_qs(urlsplit(connection.request.path).query)
        self.asked.append(asked)
        begin = max(int(asked.get("cursor", ["0"])[0]), self.keeps_from_us)
        limit = self.breaks_after.popleft() if self.breaks_after else None
        for n, event in enumerate(one for one in self.events if one["time_us"] >= begin):
            if n == limit:
                connection.socket.close()  # without a word of goodbye
                return
            connection.send(json.dumps(event))
        if limit is not None:
            connection.socket.close()
            return
        second = 601
        while not self.closing.wait(20 if self.is_silent else 0.1):  # elsewhere on the network something always happens
            try:
                connection.send(json.dumps(account(second, "did:plc:somebody", None)))
            except ConnectionClosed:
                return
            second += 1


@pytest.fixture
def jetstream() -> Iterator[FakeJetstream]:
    """An empty Jetstream."""
    fake = FakeJetstream()
    with serve(fake.handle, "127.0.0.1", 0) as server:
        fake.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/subscribe"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield fake
        fake.closing.set()
        server.shutdown()
        thread.join()


@dataclass
class FakeSearch:
    """Bluesky's search with `n` posts. faults: what the next searches meet. asked: parameters of every search."""

    n: int = 250
    faults: deque[Callable[[Request], Response | None] | None] = field(default_factory=deque)
    asked: list[dict[str, str]] = field(default_factory=list)
    n_sessions: int = 0

    def sign_in(self, request: Request) -> Response:
        """A new session for whoever knows the password."""
        if request.get_json()["password"] != PASSWORD:
            return answer({"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, 401)
        self.n_sessions += 1
        return answer({"accessJwt": f"{SESSION}-{self.n_sessions}", "refreshJwt": "x", "did": "did:plc:me"})

    def search(self, request: Request) -> Response:
        """A page of posts, newest first."""
        if request.headers.get("Authorization") != f"Bearer {SESSION}-{self.n_sessions}":
            return answer({"error": "AuthMissing", "message": "Authentication Required"}, 401)
        self.asked.append(request.args.to_dict())
        fault = self.faults.popleft() if self.faults else None
        met = fault(request) if fault else None
        if met:
            return met
        begin, size = int(request.args.get("cursor", 0)), int(request.args["limit"])
        posts = [self._post(n) for n in range(begin, min(begin + size, self.n))]
        more = {"cursor": str(begin + size)} if begin + size < self.n else {}
        return answer({"posts": posts, "hitsTotal": self.n, **more})

    @staticmethod
    def _post(number: int) -> dict[str, Any]:
        record = commit(number)["commit"]["record"]
        author = {"did": "did:plc:ann", "handle": "ann.example"}
        return {"uri": uri(number), "author": author, "record": record, "indexedAt": record["createdAt"]}


def answer(content: dict[str, Any], status: int = 200, **headers: str) -> Response:
    """An answer in JSON."""
    return Response(json.dumps(content), status, headers, content_type="application/json")


@pytest.fixture
def bluesky_search(httpserver: HTTPServer) -> FakeSearch:
    """A search with 250 posts."""
    fake = FakeSearch()
    httpserver.expect_request("/xrpc/com.atproto.server.createSession").respond_with_handler(fake.sign_in)
    httpserver.expect_request("/xrpc/app.bsky.feed.searchPosts").respond_with_handler(fake.search)
    return fake


@pytest.fixture
def bluesky_settings(
    jetstream: FakeJetstream,
    bluesky_search: FakeSearch,
    httpserver: HTTPServer,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> BlueskySettings:
    """Settings that lead to both servers, a login in the environment, and waits of no time."""
    path = tmp_path / "settings.toml"
    service = httpserver.url_for("/").rstrip("/")
    path.write_text(
        f'[bluesky]\nstream_url = "{jetstream.url}"\nservice_url = "{service}"\nread_s = 20\nattempts = 3\n'
    )
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.setenv("BLUESKY_HANDLE", "me.example")
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", PASSWORD)
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.001)
    return load_settings().bluesky
