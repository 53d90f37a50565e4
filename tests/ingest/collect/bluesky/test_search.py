"""Bluesky's search: signed in, page by page, and on from where it stopped."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from werkzeug import Response

from claqueur.errors import UserError
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.collect import amend, begin_free, estimate_bluesky, go_on, ingest_collected
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.settings import BlueskySettings
from claqueur.workspace import Workspace
from tests.platforms.fake_bluesky import PASSWORD, SESSION, FakeSearch, answer, uri


def collect(workspace: Workspace, **request: Any) -> Collection:
    collection = begin_free(workspace, BlueskyRequest("search", query="#bridge", **request))
    go_on(collection)
    return collection


def collected(collection: Collection) -> list[str]:
    return [post["uri"] for page in collection.pages() for post in page["posts"]]


def test_a_search_is_kept_page_by_page_and_becomes_posts(
    workspace: Workspace, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings, rows: Any
) -> None:
    collection = collect(workspace, since="2026-05-01", until="2026-05-02")
    assert collected(collection) == [uri(n) for n in range(250)]
    assert bluesky_search.asked[0] == {
        "q": "#bridge",
        "sort": "latest",
        "limit": "100",
        "since": "2026-05-01T00:00:00.000Z",
        "until": "2026-05-02T00:00:00.000Z",
    }
    assert ingest_collected(workspace, collection).kept == 250
    assert rows("platform", "account_name")[0] == ("bluesky", "ann.example")
    go_on(collection)  # complete: nothing more is asked
    assert len(bluesky_search.asked) == 3


def test_faults_that_pass_lose_and_double_nothing(
    workspace: Workspace, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings
) -> None:
    reset = {"ratelimit-reset": str(int(time.time()) + 1)}
    bluesky_search.faults.extend(
        [
            None,
            lambda request: answer({"error": "RateLimitExceeded"}, 429, **reset),
            lambda request: answer({"error": "InternalServerError"}, 502),
            lambda request: answer({"error": "ExpiredToken", "message": "Token has expired"}, 400),
        ]
    )
    collection = collect(workspace)
    assert collected(collection) == [uri(n) for n in range(250)]
    assert bluesky_search.n_sessions == 2  # signed in again


def test_a_limit_ends_it_and_a_higher_one_continues(
    workspace: Workspace, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings
) -> None:
    collection = collect(workspace, limit=120)
    assert collection.state.ended == "limit"
    amend(collection, 130, None)
    assert go_on(collection).n_posts == 130
    assert collected(collection) == [uri(n) for n in range(130)]
    with pytest.raises(UserError, match="Bluesky costs nothing"):
        amend(collection, None, "5")


def test_a_cursor_that_repeats_ends_it(
    workspace: Workspace, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings
) -> None:
    page = {"posts": [], "cursor": "7"}
    bluesky_search.faults.extend([lambda request: answer(page)] * 9)
    collection = collect(workspace)
    assert (collection.state.ended, len(bluesky_search.asked)) == ("repeats", 2)


def test_refusals_are_told_and_not_asked_again(
    workspace: Workspace, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bluesky_search.faults.append(lambda request: answer({"error": "BadQueryString", "message": "bad\nquery"}, 400))
    with pytest.raises(UserError, match=r"Bluesky refuses the request \(400: bad query\)"):
        collect(workspace)
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", "wrong")
    with pytest.raises(UserError, match=r"does not accept the handle or the app password \(Invalid identifier"):
        collect(workspace)
    monkeypatch.delenv("BLUESKY_APP_PASSWORD")
    with pytest.raises(UserError, match="Searching Bluesky needs an account: set BLUESKY_HANDLE"):
        collect(workspace)
    assert len(bluesky_search.asked) == 1


def test_a_redirect_is_not_followed_and_what_is_no_page_is_asked_for_again(
    workspace: Workspace, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings
) -> None:
    bluesky_search.faults.append(lambda request: answer({}, 302, Location="/elsewhere"))
    with pytest.raises(UserError, match=r"Bluesky refuses the request \(302"):
        collect(workspace)
    assert len(bluesky_search.asked) == 1
    bluesky_search.faults.append(lambda request: Response("[]", content_type="application/json"))
    assert collected(collect(workspace)) == [uri(n) for n in range(250)]


def test_the_number_of_hits_is_told_beforehand(bluesky_search: FakeSearch, bluesky_settings: BlueskySettings) -> None:
    assert estimate_bluesky(BlueskyRequest("search", query="#bridge")) == 250
    assert [asked["limit"] for asked in bluesky_search.asked] == ["1"]


def test_neither_password_nor_session_is_in_a_log_or_a_file(
    workspace: Workspace,
    bluesky_search: FakeSearch,
    bluesky_settings: BlueskySettings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    ingest_collected(workspace, collect(workspace))
    written = b"".join(path.read_bytes() for path in workspace.path.rglob("*") if path.is_file())
    assert b"query" in written
    for secret in (PASSWORD, SESSION):
        assert secret.encode() not in written
        assert secret not in caplog.text
