"""A server on this machine that answers as X's API v2 does, with faults on demand; no test connects to the outside."""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from claqueur.ingest.collect import patience
from claqueur.ingest.collect.settings import VARIABLE, XSettings, load_settings

TOKEN = "AAAA-secret-of-the-app-ZZZZ"  # what no output and no file may hold
START = datetime(2026, 5, 1, 12, tzinfo=UTC)
Fault = Callable[[Request], Response | None]


def post(number: int) -> dict[str, Any]:
    """A post of one of three accounts; higher numbers are newer, each a second."""
    return {
        "id": str(1000 + number),
        "author_id": str(number % 3),
        "created_at": f"{START + timedelta(seconds=number):%Y-%m-%dT%H:%M:%S}.000Z",
        "text": f"post number {number}",
    }


@dataclass
class FakeX:
    """X with `n` posts, newest first. faults: what the next requests for pages meet instead, None for no fault.

    asked: the parameters of every request, with its path. tokens: page token that the n-th page gives instead of its
    own. has_old_tokens: refuse the next one. reposts: every post reposts another. members: of the list on X.
    """

    server: HTTPServer
    n: int = 250
    faults: deque[Fault | None] = field(default_factory=deque)
    asked: list[dict[str, str]] = field(default_factory=list)
    tokens: Callable[[int], str | None] | None = None
    has_old_tokens: bool = False
    reposts: bool = False
    members: int = 0
    count_faults: deque[Fault] = field(default_factory=deque)

    @property
    def pages_asked(self) -> list[dict[str, str]]:
        """The requests that were not for counts."""
        return [asked for asked in self.asked if "counts" not in asked["path"]]

    def answer(self, request: Request) -> Response:
        """As X would."""
        self.asked.append({"path": request.path, **request.args.to_dict()})
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return refusal(401, "Unauthorized")
        if "/counts/" in request.path and self.count_faults:
            return self.count_faults.popleft()(request) or refusal(500, "no fault")
        if "/counts/" in request.path:
            start = {"start": "2026-05-01T00:00:00.000Z", "end": "2026-05-02T00:00:00.000Z"}
            return page({"data": [{**start, "tweet_count": self.n}], "meta": {"total_tweet_count": self.n}})
        if request.path == "/2/users/by":
            names = request.args["usernames"].split(",")
            known = [{"id": f"7{i}", "username": name.upper()} for i, name in enumerate(names) if name != "nobody"]
            return page({"data": known, "errors": [{"value": "nobody"}] * ("nobody" in names)})
        if request.path.endswith(("/members", "/retweeted_by")):
            return self._accounts(request)
        fault = self.faults.popleft() if self.faults else None
        met = fault(request) if fault else None
        return met or self._page(request)

    def _page(self, request: Request) -> Response:
        size = int(request.args["max_results"])
        token = request.args.get("next_token") or request.args.get("pagination_token")
        if token and self.has_old_tokens:
            self.has_old_tokens = False
            return refusal(400, "Invalid 'next_token': it is not valid")
        newest = int(token.rpartition("-")[2]) if token else self.n
        if "end_time" in request.args:
            end = datetime.fromisoformat(request.args["end_time"])
            newest = min(newest, int((end - START).total_seconds()))
        numbers = range(newest - 1, max(newest - size, 0) - 1, -1)
        posts = [post(number) for number in numbers]
        meta: dict[str, Any] = {"result_count": len(posts)}
        if newest - size > 0:
            meta["next_token"] = f"after-{newest - size}"
        if self.tokens is not None:
            meta["next_token"] = self.tokens(len(self.pages_asked))
        users = [{"id": str(n), "username": f"user{n}"} for n in range(3)]
        includes: dict[str, Any] = {"users": users}
        is_new = "post.fields" in request.args
        if self.reposts:
            for one in posts:
                reference = {"type": "reposted" if is_new else "retweeted", "id": "5"}
                one["referenced_posts" if is_new else "referenced_tweets"] = [reference]
            note = {"text": "the whole of a long text #Bridge", "entities": {"hashtags": [{"tag": "Bridge"}]}}
            original = {
                "id": "5",
                "author_id": "0",
                "text": "the whole of",
                "note_post" if is_new else "note_tweet": note,
            }
            includes["posts" if is_new else "tweets"] = [original]
        return page({"data": posts, "includes": includes, "meta": meta} if posts else {"meta": meta})

    def _accounts(self, request: Request) -> Response:
        """Two pages of accounts."""
        is_first = "pagination_token" not in request.args
        ids = range(self.members // 2) if is_first else range(self.members // 2, self.members)
        accounts = [{"id": f"9{n}", "username": f"member{n}"} for n in ids]
        return page({"data": accounts, "meta": {"next_token": "second"} if is_first else {}})


def page(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(json.dumps(content), status, headers, content_type="application/json")


def refusal(status: int, why: str) -> Response:
    """An answer that says no, as X says it."""
    return page({"title": why, "detail": why, "status": status, "errors": [{"message": why}]}, status)


def fails(status: int) -> Fault:
    """This status, without a page."""
    return lambda request: refusal(status, "Service Unavailable")


def limited(seconds: float, now: float | None = None) -> Fault:
    """429, with the window's end so many seconds ahead."""
    reset = {"x-rate-limit-reset": str(int((time.time() if now is None else now) + seconds))}
    return lambda request: page({"title": "Too Many Requests", "status": 429}, 429, reset)


def cut_mid_page(request: Request) -> Response:
    """The beginning of a page, although its length promised more."""
    response = Response(b'{"data": [{"id": "1', content_type="application/json")
    response.headers["Content-Length"] = "5000"
    response.automatically_set_content_length = False
    return response


def silent(request: Request) -> Response | None:
    """Nothing for a while."""
    time.sleep(1.0)
    return None


@pytest.fixture
def fake_x(httpserver: HTTPServer) -> FakeX:
    """An X with 250 posts."""
    fake = FakeX(httpserver)
    httpserver.expect_request(re.compile("/2/.*")).respond_with_handler(fake.answer)
    return fake


@pytest.fixture
def x_settings(fake_x: FakeX, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[XSettings]:
    """Settings that lead to the fake X, a token in the environment, and waits of no time."""
    path = tmp_path / "settings.toml"
    address = fake_x.server.url_for("/").rstrip("/")
    path.write_text(f'[x]\nbase_url = "{address}"\nread_s = 20\nattempts = 4\n')
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.001)
    yield load_settings().x
