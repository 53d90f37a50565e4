"""Mastodon's timelines: page by page, over faults, and on from where it stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from claqueur.errors import UserError
from claqueur.ingest.collect.collect import amend, begin_free, estimate_mastodon, go_on, ingest_collected
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.mastodon.request import MastodonRequest, server_address
from claqueur.ingest.collect.patience import Watch
from claqueur.workspace import Workspace
from tests.platforms.fake_mastodon import START, TOKEN, FakeMastodon, post_id, status

N = 100
NEWEST_FIRST = [post_id(number) for number in reversed(range(N))]


@pytest.fixture(autouse=True)
def posts(mastodon: FakeMastodon) -> None:
    mastodon.statuses += [status(number) for number in range(N)]


def request(mastodon: FakeMastodon, **more: Any) -> MastodonRequest:
    return MastodonRequest("timeline", server=mastodon.url, **{"tags": ("bridge",), **more})


def collect(workspace: Workspace, asked: MastodonRequest) -> Collection:
    collection = begin_free(workspace, asked)
    go_on(collection)
    return collection


def collected(collection: Collection) -> list[str]:
    return [post["id"] for page in collection.pages() for post in page["statuses"]]


def test_a_timeline_is_kept_page_by_page_and_becomes_posts(workspace: Workspace, mastodon: FakeMastodon, rows: Any):
    collection = collect(workspace, request(mastodon))
    assert collected(collection) == NEWEST_FIRST
    assert [params.get("max_id", [None])[0] for _, params in mastodon.asked] == [
        None, post_id(60), post_id(20), post_id(0),
    ]  # fmt: skip
    assert {path for path, _ in mastodon.asked} == {"/api/v1/timelines/tag/bridge"}
    assert collection.state.ended == "complete"
    assert ingest_collected(workspace, collection).kept == N
    assert rows("platform", "account_id")[0] == ("mastodon", "https://one.example/@ann")
    go_on(collection)  # complete: nothing more is asked
    assert len(mastodon.asked) == 4


def test_faults_that_pass_lose_and_double_nothing(workspace: Workspace, mastodon: FakeMastodon):
    waits: list[str] = []
    reset = (datetime.now(UTC) + timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    mastodon.faults.extend(
        [
            (429, {"X-RateLimit-Reset": reset}, {"error": "Too many requests"}),
            None,
            (503, {"Retry-After": "1"}, {"error": "down"}),
            (0, {}, None),  # cut in the middle of the page
            None,
            (200, {}, [status(number) for number in range(60, 100)]),  # the first page once more
            (200, {}, {"error": "no list"}),
        ]
    )
    collection = begin_free(workspace, request(mastodon))
    go_on(collection, Watch(on_wait=lambda left, what: waits.append(what)))
    assert collected(collection) == NEWEST_FIRST
    host = mastodon.url.removeprefix("http://")
    assert list(dict.fromkeys(waits)) == [
        "rate limit",
        f"{host} answers 503",
        "the connection broke",
        "the answer was another one",
    ]


def test_a_limit_or_a_kill_ends_it_and_it_continues_without_gap_or_double(workspace: Workspace, mastodon: FakeMastodon):
    collection = collect(workspace, request(mastodon, limit=50))
    assert (collection.state.ended, collection.state.n_posts) == ("limit", 50)
    with collection.file.open("ab") as stream:
        stream.write(b"half a page")  # what a kill left
    again = Collection.open(workspace, collection.id)
    amend(again, 1_000, None)
    go_on(again)
    assert collected(again) == NEWEST_FIRST
    with pytest.raises(UserError, match="Mastodon costs nothing"):
        amend(again, None, "5")


def test_it_ends_at_its_first_moment_and_where_the_server_goes_in_circles(workspace: Workspace, mastodon: FakeMastodon):
    since = (START + timedelta(seconds=70)).isoformat()
    assert collected(collect(workspace, request(mastodon, since=since))) == NEWEST_FIRST[:30]
    mastodon.faults.extend([(200, {"Link": f'<{mastodon.url}/x?max_id={post_id(6)}>; rel="next"'}, [status(5)])] * 9)
    assert collect(workspace, request(mastodon)).state.ended == "repeats"


def test_several_hashtags_and_all_public_posts(workspace: Workspace, mastodon: FakeMastodon):
    collect(workspace, request(mastodon, tags=("bridge", "harbour"), local=True, limit=1))
    collect(workspace, request(mastodon, tags=(), limit=1))
    assert [(path, {name: params[name] for name in params if name != "limit"}) for path, params in mastodon.asked] == [
        ("/api/v1/timelines/tag/bridge", {"any[]": ["harbour"], "local": ["true"]}),
        ("/api/v1/timelines/public", {}),
    ]


def test_the_token_goes_to_its_own_server_only_and_is_not_written_down(
    workspace: Workspace, mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch
):
    collection = collect(workspace, request(mastodon))
    assert set(mastodon.tokens) == {f"Bearer {TOKEN}"}
    assert not any(TOKEN.encode() in path.read_bytes() for path in collection.path.iterdir())
    monkeypatch.setenv("MASTODON_SERVER", "elsewhere.example")
    mastodon.tokens.clear()
    collect(workspace, request(mastodon))
    assert set(mastodon.tokens) == {None}
    mastodon.wants_token = True
    with pytest.raises(
        UserError, match=r"wants an account for this \(401: The access token is invalid\): set MASTODON_SERVER"
    ):
        collect(workspace, request(mastodon))


def test_refusals_are_told_and_not_asked_again(workspace: Workspace, mastodon: FakeMastodon):
    mastodon.faults.append((301, {"Location": "https://social.example/api"}, {"error": "moved"}))
    with pytest.raises(UserError, match=r"leads to social\.example: give --server social\.example"):
        collect(workspace, request(mastodon))
    mastodon.faults.append((404, {}, {"error": "Record not found"}))
    with pytest.raises(UserError, match=r"refuses the request \(404: Record not found\)"):
        collect(workspace, request(mastodon))
    mastodon.wants_token = True
    assert len(mastodon.asked) == 2


def test_how_many_there_are_is_told_beforehand(mastodon: FakeMastodon):
    assert estimate_mastodon(request(mastodon)) == 140  # of seven days, of nine that the server tells
    assert estimate_mastodon(request(mastodon, tags=())) is None
    mastodon.faults.append((404, {}, {"error": "Not found"}))
    assert estimate_mastodon(request(mastodon)) is None  # other software than Mastodon


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("timeline", {"tags": ("two words",)}, '"two words" is no hashtag'),
        ("stream", {"tags": ("a", "b")}, "A stream of Mastodon has one hashtag"),
        ("timeline", {"until": "2026-05-01"}, "A timeline begins with the newest post"),
        ("stream", {"since": "2026-05-01"}, "A stream begins now"),
        ("timeline", {"server": "http://social.example"}, "would send tokens readable by others"),
    ],
)
def test_what_cannot_be_asked_is_told(kind: str, more: dict, said: str):
    with pytest.raises(UserError, match=said):
        MastodonRequest(kind, **{"server": "https://social.example", **more})


def test_a_server_is_a_name_or_an_address():
    assert server_address(" Mastodon.Social/ ") == "https://mastodon.social"
    assert server_address("https://social.example:8443") == "https://social.example:8443"
    for wrong in ("", "ann@social.example", "https://social.example/@ann", "two words"):
        with pytest.raises(UserError, match="is no server of Mastodon"):
            server_address(wrong)
