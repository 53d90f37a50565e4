"""The stream of Bluesky: what is wanted is kept once, whatever the connection does, and what was deleted is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from claqueur.errors import UserError
from claqueur.ingest.collect import collection as module
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.bluesky.stream import collect_stream
from claqueur.ingest.collect.collect import begin_free, go_on, ingest_collected
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.settings import BlueskySettings
from claqueur.workspace import Workspace
from tests.platforms.fake_bluesky import SECOND, START_US, FakeJetstream, account, commit, uri

END = "2026-05-01T10:10"  # 600 s after the first event; the present is later, so the end of events is the end


def collect(workspace: Workspace, *words: str, **request: Any) -> Collection:
    asked = BlueskyRequest("stream", words=words or ("#bridge",), **{"until": END, **request})
    collection = begin_free(workspace, asked)
    go_on(collection)
    return collection


def kept(collection: Collection) -> list[int]:
    """Seconds of the events that are kept."""
    return [(event["time_us"] - START_US) // SECOND for event in collection.pages()]


def test_posts_that_hold_a_word_are_kept_with_their_reposts_and_quotes(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings, rows: Any
) -> None:
    jetstream.events = [
        commit(1, "The #BRIDGE opens"),
        commit(2, "nothing of the kind"),  # not wanted
        commit(3, subject=uri(1), did="did:plc:bob"),
        commit(4, subject=uri(2), did="did:plc:bob"),  # a repost of what is not wanted
        commit(5, "so it says", quote=uri(1), did="did:plc:cat"),
        commit(6, "bridges elsewhere"),  # not wanted: no hashtag
        {"did": "did:plc:bob", "time_us": START_US + 7 * SECOND, "kind": "identity", "identity": {}},
        commit(601),  # after the end
    ]
    collection = collect(workspace)
    assert kept(collection) == [1, 3, 5]
    assert (collection.state.ended, collection.state.n_posts) == ("complete", 3)
    assert jetstream.asked == [{"wantedCollections": ["app.bsky.feed.post", "app.bsky.feed.repost"]}]
    assert ingest_collected(workspace, collection).kept == 3
    assert sorted(rows("kind", "repost_of_post_id", "quote_of_post_id"), key=str) == [
        ("post", None, None),
        ("quote", None, uri(1)),
        ("repost", uri(1), None),
    ]


def test_records_in_a_form_of_their_own_do_not_stop_it(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    odd: list[dict[str, Any]] = [
        {"text": "#bridge", "embed": "none"},
        {"text": "#bridge", "facets": ["none"]},
        {"text": ["#bridge"], "tags": 4},
        {"text": "#bridge", "embed": {"record": {"uri": ["none"]}, "media": 1}},
    ]
    for number, record in enumerate(odd, 1):
        event = commit(number)
        event["commit"]["record"] = record
        jetstream.events.append(event)
    jetstream.events.append(commit(9))
    assert kept(collect(workspace)) == [9]


def test_a_broken_connection_begins_again_a_little_earlier_and_nothing_comes_twice(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    jetstream.events = [commit(n) for n in range(30)]
    jetstream.breaks_after.extend([10, 12, 20])
    collection = collect(workspace)
    assert kept(collection) == list(range(30))
    # five seconds before the last event that came
    assert [asked.get("cursor") for asked in jetstream.asked] == [
        None,
        [str(START_US + 4 * SECOND)],
        [str(START_US + 10 * SECOND)],
        [str(START_US + 24 * SECOND)],
    ]


def test_a_killed_stream_continues_without_a_gap_or_a_double(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    class Killed(BaseException):
        pass

    def kill(state: Any) -> None:
        raise Killed

    jetstream.events = [commit(n) for n in range(30)]
    jetstream.breaks_after.extend([10])  # what came is kept then, and the process is killed
    asked = BlueskyRequest("stream", words=("#bridge",), until=END)
    collection = begin_free(workspace, asked)
    with pytest.raises(Killed):
        go_on(collection, Watch(on_page=kill))
    with collection.file.open("ab") as torn:
        torn.write(b"half an event")
    collection = Collection.open(workspace, collection.id)
    assert collection.state.n_posts == 10
    go_on(collection)
    assert kept(collection) == list(range(30))


@pytest.mark.parametrize("place", ["_write", "packed"])
@pytest.mark.parametrize("after", [False, True])
def test_ctrl_c_ends_it_wherever_it_comes_and_nothing_is_lost_or_doubled(
    place: str,
    after: bool,
    workspace: Workspace,
    jetstream: FakeJetstream,
    bluesky_settings: BlueskySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jetstream.events = [commit(n) for n in range(10)]
    jetstream.breaks_after.append(10)
    asked = BlueskyRequest("stream", words=("#bridge",), until=END)
    collection = begin_free(workspace, asked)
    write, is_first = getattr(module, place), []

    def interrupted(*arguments: Any) -> Any:
        is_state_of_posts = place == "packed" or arguments[1].get("n_posts") == 10
        if not is_state_of_posts or is_first:
            return write(*arguments)
        is_first.append(1)
        if after:
            write(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, place, interrupted)
    assert go_on(collection).ended == "stopped"
    assert is_first
    assert kept(Collection.open(workspace, collection.id)) == list(range(10))


def test_a_silent_stream_is_called_again_and_ends_when_its_time_is_over(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    jetstream.events, jetstream.is_silent = [commit(1), commit(2)], True
    clock = [START_US / 1e6]

    def later(state: Any) -> None:
        clock[0] += 400  # what came is kept whenever a connection is given up

    asked = BlueskyRequest("stream", words=("#bridge",), until=END)
    collection = begin_free(workspace, asked)
    settings = replace(bluesky_settings, read_s=0.3)
    state = collect_stream(collection, settings, Watch(on_page=later, clock=lambda: clock[0]))
    assert state.ended == "complete"
    assert kept(collection) == [1, 2]
    assert len(jetstream.asked) > 1


def test_what_was_deleted_and_accounts_that_were_taken_down_are_not_kept(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings, rows: Any
) -> None:
    bob, cat, dan = "did:plc:bob", "did:plc:cat", "did:plc:dan"
    jetstream.events = [
        commit(1),
        commit(2),
        commit(3, did=bob),
        commit(4, did=cat),
        commit(5, did=dan),
        commit(6, "first form #bridge", rkey="edited"),
        commit(7, operation="delete", rkey="k1"),
        commit(8, operation="delete", rkey="k900"),  # of a post that is not wanted
        account(9, bob, "takendown"),
        account(10, cat, "deactivated"),
        account(11, cat, None),  # and back
        account(12, dan, "deleted"),
        account(13, "did:plc:eve", "suspended"),  # of nobody whose posts are kept
        commit(14, "second form #bridge", rkey="edited", operation="update"),
    ]
    collection = collect(workspace)
    assert kept(collection) == [2, 4, 7, 9, 10, 11, 12, 14]
    assert (collection.state.n_posts, collection.state.n_deleted) == (3, 3)
    assert "3 more were deleted by their authors or the platform and are not kept" in collection.state.sentence
    ingest_collected(workspace, collection)
    assert sorted(rows("account_id", "text")) == [
        ("did:plc:ann", "#bridge"),
        ("did:plc:ann", "second form #bridge"),
        (cat, "#bridge"),
    ]


def test_a_delete_is_not_undone_when_the_stream_repeats_what_came_before_it(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    jetstream.events = [commit(1), commit(2), commit(3, operation="delete", rkey="k1")]
    collection = collect(workspace, limit=2)
    assert collection.state.ended == "limit"
    request = collection.request
    request["bluesky"]["limit"] = 10
    collection.amend(request)
    for _ in range(2):  # the stream begins five seconds before its last event, with the post that was deleted
        go_on(collection)
        assert kept(collection) == [2, 3]


def test_a_server_that_has_forgotten_is_a_gap_and_is_told(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    jetstream.events = [commit(n) for n in (0, 30, 200, 210)]
    jetstream.breaks_after.append(2)
    jetstream.keeps_from_us = START_US
    asked = BlueskyRequest("stream", words=("#bridge",), until=END)
    collection = begin_free(workspace, asked)

    def forget(state: Any) -> None:
        jetstream.keeps_from_us = START_US + 150 * SECOND

    go_on(collection, Watch(on_page=forget))
    assert kept(collection) == [0, 30, 200, 210]
    assert collection.state.gaps == (("2026-05-01 10:00:30 UTC", "2026-05-01 10:03:20 UTC"),)
    assert "from 2026-05-01 10:00:30 UTC to 2026-05-01 10:03:20 UTC is missing" in collection.state.sentence


def test_everything_of_chosen_accounts_is_asked_for_by_their_ids(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    jetstream.events = [commit(1, "no word at all")]
    collection = collect(workspace, " ", accounts=("did:plc:ann",), since="2026-05-01T10:00")
    assert kept(collection) == [1]
    assert jetstream.asked[0]["wantedDids"] == ["did:plc:ann"]
    assert jetstream.asked[0]["cursor"] == [str(START_US)]


def test_a_stream_that_gives_nothing_ends_in_a_sentence(
    workspace: Workspace, jetstream: FakeJetstream, bluesky_settings: BlueskySettings
) -> None:
    jetstream.breaks_after.extend([0] * 3)
    with pytest.raises(UserError, match=r"Bluesky was asked 3 times and did not answer \(ConnectionClosed"):
        collect(workspace)
    assert len(jetstream.asked) == 3


@pytest.mark.parametrize(
    ("request_of_user", "sentence"),
    [
        ({}, "The stream of all of Bluesky is too much: give words, or accounts"),
        ({"words": (" ",)}, "The stream of all of Bluesky is too much"),
        ({"accounts": ("ann.example",)}, '"ann.example" is no account id of Bluesky'),
        ({"words": ("a",), "limit": 0}, "The limit is 0"),
        ({"words": ("a",), "since": "2026-05-02", "until": "2026-05-01"}, "is empty: the end has to be later"),
    ],
)
def test_requests_that_cannot_be_are_told(request_of_user: dict, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        BlueskyRequest("stream", **request_of_user)
