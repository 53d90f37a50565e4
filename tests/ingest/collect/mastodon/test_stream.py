"""Mastodon's streams: over broken connections, with edits and deletes."""

from __future__ import annotations

from typing import Any

import pytest

from claqueur.errors import UserError
from claqueur.ingest.collect.collect import amend, begin_free, go_on, ingest_collected
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.mastodon.request import MastodonRequest
from claqueur.workspace import Workspace
from tests.platforms.fake_mastodon import CUT, END, TOKEN, FakeMastodon, post_id, sent, status


def collect(workspace: Workspace, mastodon: FakeMastodon, limit: int) -> Collection:
    collection = begin_free(workspace, MastodonRequest("stream", server=mastodon.url, tags=("bridge",), limit=limit))
    go_on(collection)
    return collection


def collected(collection: Collection) -> list[str]:
    return [post["id"] for page in collection.pages() for post in page["statuses"]]


def update(number: int, **more: Any) -> str:
    return sent("update", status(number, **more))


def test_posts_are_taken_as_they_come_with_edits_and_deletes(workspace: Workspace, mastodon: FakeMastodon, rows: Any):
    mastodon.connections.append(
        [
            update(1),
            ":thump\n",
            update(2) + update(3),
            sent("delete", post_id(2)) + sent("delete", post_id(77)),  # the second one was never kept
            sent("status.update", status(1, text="<p>corrected #bridge</p>")),
            sent("notification", {"id": "1"}),
            sent("update", "{half") + sent("update", "[]") + sent("update", "{}"),
            update(1),  # once more
            update(4)[:30],
            update(4)[30:],  # an event in two parts
            update(5),
        ]
    )
    collection = collect(workspace, mastodon, 4)
    assert sorted(collected(collection)) == [post_id(1), post_id(3), post_id(4)]
    assert (collection.state.ended, collection.state.n_posts, collection.state.n_deleted) == ("limit", 3, 1)
    assert collection.state.sentence == (
        "3 posts were collected; 1 more were deleted by their authors or the server and are not kept; "
        "the limit was 4: a higher one continues."
    )
    assert ingest_collected(workspace, collection).kept == 3
    assert ("corrected #bridge",) in rows("text")
    assert [path for path, _ in mastodon.asked] == ["/api/v1/streaming/hashtag", "/api/v1/timelines/tag/bridge"]
    assert mastodon.asked[0][1] == {"tag": ["bridge"]}


@pytest.mark.parametrize("broken", [CUT, END])
def test_what_came_while_the_connection_was_broken_is_asked_for(
    workspace: Workspace, mastodon: FakeMastodon, broken: str
):
    def meanwhile() -> None:
        mastodon.statuses += [status(number) for number in range(1, 101)]

    mastodon.connections.extend([[update(1), update(2), broken], [update(99), update(101), update(102)]])
    mastodon.on_stream.extend([lambda: None, meanwhile])
    mastodon.faults.extend([None, (503, {}, None), None, (429, {}, None)])
    collection = collect(workspace, mastodon, 101)
    assert collected(collection) == [post_id(number) for number in range(1, 102)]  # none twice, none missing
    assert "asked for afterwards" in str(collection.state.sentence)


def test_a_stream_that_was_ended_continues_with_what_came_since(workspace: Workspace, mastodon: FakeMastodon):
    mastodon.statuses += [status(-3 * 86_400), status(-2 * 86_400)]  # before the beginning
    mastodon.connections.append([update(1), update(2), update(3)])
    collection = collect(workspace, mastodon, 2)
    mastodon.statuses += [status(number) for number in range(1, 8)]
    again = Collection.open(workspace, collection.id)
    amend(again, 7, None)
    go_on(again)
    assert collected(again) == [post_id(number) for number in range(1, 8)]


def test_a_delete_of_a_post_that_was_ingested_before_removes_it(
    workspace: Workspace, mastodon: FakeMastodon, rows: Any
):
    mastodon.connections.append([update(1), update(2)])
    collection = collect(workspace, mastodon, 2)
    assert ingest_collected(workspace, collection).kept == 2
    mastodon.connections.append([sent("delete", post_id(1)), update(3)])
    amend(collection, 3, None)
    go_on(collection)
    assert collected(collection) == [post_id(2), post_id(3)]
    ingest_collected(workspace, collection)
    assert rows("post_id") == [(status(2)["uri"],), (status(3)["uri"],)]


def test_a_stream_without_a_token_or_without_a_server_is_told(
    workspace: Workspace, mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch
):
    mastodon.wants_token = True
    monkeypatch.setenv("MASTODON_TOKEN", f"{TOKEN}-wrong")
    with pytest.raises(UserError, match=r"does not accept the token \(401: The access token is invalid\)"):
        collect(workspace, mastodon, 1)
    mastodon.wants_token = False
    mastodon.connections.extend([[END]] * 3)
    mastodon.faults.extend([(503, {}, None)] * 9)
    with pytest.raises(UserError, match="was asked 3 times and did not answer"):
        collect(workspace, mastodon, 1)
