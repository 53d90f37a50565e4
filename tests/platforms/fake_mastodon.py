"""A server on this machine that answers as Mastodon does: timelines, counts of hashtags, streams; with faults on demand."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from claqueur.ingest.collect import patience
from claqueur.ingest.collect.settings import VARIABLE

TOKEN = "secret-mastodon-token"
START = datetime.now(UTC) + timedelta(days=1)  # a stream has what is written after its beginning
CUT, END = "cut", "end"
Fault = tuple[int, dict[str, str], Any]  # status, headers, answer; a status of 0 cuts the answer in its middle


def status(number: int, text: str = "<p>#bridge</p>", **more: Any) -> dict[str, Any]:
    """The post at second `number`."""
    at = START + timedelta(seconds=number)
    account = {"id": "11", "acct": "ann", "url": "https://one.example/@ann", "bot": False}
    uri = f"https://one.example/users/ann/statuses/{number}"
    post = {"id": post_id(number), "uri": uri, "created_at": at.isoformat(), "content": text, "account": account}
    return post | {"tags": [{"name": "bridge"}]} | more


def post_id(number: int) -> str:
    """Its id, a snowflake as Mastodon makes them."""
    return str(round((START + timedelta(seconds=number)).timestamp() * 1000) << 16)


def sent(event: str, data: Any) -> str:
    """An event as it is streamed."""
    return f"event: {event}\ndata: {data if isinstance(data, str) else json.dumps(data)}\n\n"


@dataclass
class FakeMastodon:
    """A server with `statuses`, the oldest first. faults: what the next questions meet (None: nothing). connections: what
    each stream sends, one after the other; CUT breaks it off, END ends it, afterwards signs of life. on_stream: called
    when one begins. wants_token: of all. asked: path and parameters of every question.
    """

    statuses: list[dict[str, Any]] = field(default_factory=list)
    faults: deque[Fault | None] = field(default_factory=deque)
    connections: deque[list[str]] = field(default_factory=deque)
    on_stream: deque[Callable[[], None]] = field(default_factory=deque)
    wants_token: bool = False
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, params: dict[str, list[str]]) -> tuple[Any, dict[str, str]]:
        """What a question is answered, with headers."""
        if path.startswith("/api/v1/tags/"):
            return {"name": "bridge", "history": [{"day": "1", "uses": "20", "accounts": "3"}] * 9}, {}
        newest_first = sorted(self.statuses, key=lambda post: int(post["id"]), reverse=True)
        size = int(params["limit"][0])
        if "min_id" in params:
            later = [post for post in newest_first if int(post["id"]) > int(params["min_id"][0])]
            return later[-size:], {}
        if "max_id" in params:
            newest_first = [post for post in newest_first if int(post["id"]) < int(params["max_id"][0])]
        page = newest_first[:size]
        link = (
            f'<{self.url}{path}?max_id={page[-1]["id"]}>; rel="next", <{self.url}{path}?min_id=9>; rel="prev"'
            if page
            else ""
        )
        return page, {"Link": link} if link else {}


def _handler(fake: FakeMastodon) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            fake.asked.append((url.path, parse_qs(url.query)))
            fake.tokens.append(self.headers.get("Authorization"))
            if fake.wants_token and self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self._say(401, {"error": "The access token is invalid"}, {})
            if url.path.startswith("/api/v1/streaming/"):
                return self._stream()
            fault = fake.faults.popleft() if fake.faults else None
            answer, headers = fake.answer(url.path, parse_qs(url.query))
            if fault and fault[2]:
                headers = {}
            return (
                self._say(200, answer, headers)
                if fault is None
                else self._say(fault[0], fault[2] or answer, {**headers, **fault[1]})
            )

        def _say(self, code: int, answer: Any, headers: dict[str, str]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(code or 200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if code else body[: len(body) // 2])
            self.close_connection = not code

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            if fake.on_stream:
                fake.on_stream.popleft()()
            self._chunk(":)\n")
            for part in fake.connections.popleft() if fake.connections else []:
                if part in (CUT, END):
                    self.wfile.write(b"0\r\n\r\n" if part == END else b"500\r\nevent: upd")
                    self.close_connection = True
                    return
                self._chunk(part)
            while not fake.closing.wait(0.05):
                try:
                    self._chunk(":thump\n")
                except OSError:
                    return

        def _chunk(self, text: str) -> None:
            data = text.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

    return Handler


@pytest.fixture
def mastodon(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMastodon]:
    """A server without posts; its token is in the environment, and waits take no time."""
    fake = FakeMastodon()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path = tmp_path / "settings.toml"
    path.write_text("[mastodon]\nread_s = 20\nattempts = 3\n")
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.setenv("MASTODON_SERVER", fake.url)
    monkeypatch.setenv("MASTODON_TOKEN", TOKEN)
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.001)
    yield fake
    fake.closing.set()
    server.shutdown()
    server.server_close()
