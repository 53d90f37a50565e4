from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace
from tests.platforms.bluesky_repository import car

ANN, BOB = "did:plc:ann", "did:plc:bob"
ROOT = f"at://{ANN}/app.bsky.feed.post/root"
POST: dict[str, Any] = {
    "$type": "app.bsky.feed.post",
    "createdAt": "2026-05-01T10:00:00.000Z",
    "text": "#Bridge opens, says @ann: example.org/a",
    "langs": ["en", "fr"],
    "tags": ["News"],
    "facets": [
        {"index": {"byteStart": 20}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": ANN}]},
        {"index": {"byteStart": 26}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a"}]},
        {"index": {"byteStart": 0}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Bridge"}]},
    ],
    "reply": {"root": {"uri": ROOT}, "parent": {"uri": f"at://{ANN}/app.bsky.feed.post/second"}},
    "embed": {
        "$type": "app.bsky.embed.recordWithMedia",
        "record": {"record": {"uri": f"at://{ANN}/app.bsky.feed.post/quoted"}},
        "media": {"images": [{"image": {"ref": {"$link": "bafy-image"}}}]},
    },
}  # fmt: skip
LINK = {"text": "look", "createdAt": "2026-05-01T10:00:01Z", "embed": {"external": {"uri": "https://example.org/b"}}}
VIDEO = {"text": "see", "createdAt": "2026-05-01T10:00:02Z", "embed": {"video": {"ref": {"$link": "bafy-video"}}}}
REPOST = {"subject": {"uri": ROOT}, "createdAt": "2026-05-01T10:00:03Z"}
LIST = {"text": "list", "createdAt": "2026-05-01T10:00:04Z", "embed": {"record": {"uri": f"at://{ANN}/app.bsky.graph.list/1"}}}  # fmt: skip


def event(rkey: str, record: dict, operation: str = "create", **more: Any) -> dict[str, Any]:
    collection = more.pop("collection", "app.bsky.feed.repost" if "subject" in record else "app.bsky.feed.post")
    commit = {"rev": "1", "operation": operation, "collection": collection, "rkey": rkey, "record": record}
    return {"did": BOB, "time_us": 1_777_629_700_000_000, "kind": "commit", "commit": commit, **more}


def view(event: dict[str, Any]) -> dict[str, Any]:
    """The same record as search gives it."""
    commit = event["commit"]
    author = {"did": event["did"], "handle": "bob.example", "createdAt": "2024-01-01T00:00:00Z"}
    uri = f"at://{event['did']}/{commit['collection']}/{commit['rkey']}"
    return {
        "uri": uri,
        "author": author,
        "record": commit["record"],
        "indexedAt": "2026-05-01T10:01:40Z",
        "likeCount": 4,
    }


EVENTS = [event("1", POST), event("2", LINK), event("3", VIDEO), event("5", LIST)]
NO_POSTS = [
    event("8", {}, "delete"),
    event("9", {"subject": {"uri": ROOT}}, collection="app.bsky.feed.like"),
    {"did": BOB, "time_us": 1, "kind": "identity", "identity": {"handle": "bob.example"}},
    {"did": BOB, "time_us": 2, "kind": "account", "account": {"active": True}},
]
KINDS = [
    ("quote", f"at://{ANN}/app.bsky.feed.post/second", ANN, f"at://{ANN}/app.bsky.feed.post/quoted"),
    ("post", None, None, None),
    ("post", None, None, None),
    ("post", None, None, None),  # it embeds a list, which is no quote
]
OBJECTS = [
    (["bridge", "news"], ["https://example.org/a"], [ANN], ["bafy-image"], ROOT, "en"),
    ([], ["https://example.org/b"], [], [], f"at://{BOB}/app.bsky.feed.post/2", None),
    ([], [], [], ["bafy-video"], f"at://{BOB}/app.bsky.feed.post/3", None),
    ([], [], [], [], f"at://{BOB}/app.bsky.feed.post/5", None),
]


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lines(*NO_POSTS[2:], *EVENTS, *NO_POSTS), id="stream"),
        pytest.param(lines({"posts": [], "cursor": "1"}, {"posts": [view(one) for one in EVENTS]}), id="search"),
        pytest.param(lines({"feed": [{"post": view(one)} for one in EVENTS]}), id="feed"),
        pytest.param(lines(*[view(one) for one in EVENTS]), id="posts"),
    ],
)
def test_stream_search_and_feed_give_the_same_posts(
    content: str, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    summary = ingest([write("bluesky.jsonl", content)], workspace)
    assert (summary.read, summary.kept) == (4, 4)  # likes, deletes and changes of accounts are no posts
    assert rows("kind", "reply_to_post_id", "reply_to_account_id", "quote_of_post_id") == KINDS
    assert rows("hashtags", "urls", "mentions", "media_hashes", "conversation_id", "lang") == OBJECTS
    assert rows("platform", "account_id")[0] == ("bluesky", BOB)


def test_a_repost_names_what_it_reposts_and_whose_it_is(workspace: Workspace, write: Callable, rows: Callable) -> None:
    ingest([write("bluesky.jsonl", lines(event("4", REPOST)))], workspace)
    assert rows("post_id", "kind", "repost_of_post_id", "repost_of_account_id", "text") == [
        (f"at://{BOB}/app.bsky.feed.repost/4", "repost", ROOT, ANN, None)
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-05-01T10:00:00.000Z", "2026-05-01 10:00:00+00:00"),
        ("2026-05-01T12:00:00+02:00", "2026-05-01 10:00:00+00:00"),
        ("2027-01-01T00:00:00Z", "2026-05-01 10:01:40+00:00"),  # claimed to lie ahead: when it was seen
        ("yesterday", "2026-05-01 10:01:40+00:00"),
    ],
)
def test_the_time_is_the_earlier_of_written_and_seen(
    written: str, expected: str, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    ingest([write("bluesky.jsonl", lines(event("1", {**POST, "createdAt": written})))], workspace)
    assert str(rows("created_at")[0][0]) == expected


def test_what_is_no_post_goes_to_quarantine(workspace: Workspace, write: Callable, rows: Callable) -> None:
    broken = [{"uri": "at://x/app.bsky.feed.post/1", "record": {}}, {"posts": [{"uri": 4}]}, {"hello": 1}]
    summary = ingest([write("bluesky.jsonl", lines(view(EVENTS[0]), *broken))], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (4, 1, {"no_post": 3})


@pytest.mark.parametrize(
    ("labels", "declared"),
    [
        ([{"src": "did:plc:ann", "val": "bot"}], "automated"),
        ([{"src": "did:plc:labeller", "val": "bot"}], None),  # what others say is no declaration
        ([{"src": "did:plc:ann", "val": "!no-unauthenticated"}], None),
        ([], None),
    ],
)
def test_an_account_may_call_itself_automated(
    labels: list, declared: str | None, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    seen = view(event("1", POST)) | {"author": {"did": "did:plc:ann", "handle": "ann.example", "labels": labels}}
    ingest([write("posts.jsonl", lines(seen))], workspace)
    assert rows("account_affiliation") == [(declared,)]


# The same posts as records of a repository, beside a repost, a like and a profile
REPOSITORY = {
    **{f"app.bsky.feed.post/{one['commit']['rkey']}": one["commit"]["record"] for one in EVENTS},
    "app.bsky.feed.repost/6": REPOST,
    "app.bsky.feed.like/7": {"subject": {"uri": ROOT}, "createdAt": "2026-05-01T10:00:03Z"},
    "app.bsky.actor.profile/self": {"displayName": "Bob", "labels": {"values": [{"val": "bot"}]}},
}
LISTED = [{"uri": f"at://{BOB}/{key}", "cid": "bafy", "value": record} for key, record in REPOSITORY.items()]


def unpacked(write: Callable, folder: str, records: dict[str, Any]) -> Path:
    """The folder that `goat repo unpack` makes of a repository."""
    for key, record in records.items():
        write(f"{folder}/{key}.json", json.dumps(record, indent=2))
    return write(f"{folder}/_commit.json", json.dumps({"did": BOB, "version": 3, "rev": "3k"}, indent=2)).parent


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda write: write("bob.jsonl", lines(*LISTED)), id="a record per line"),
        pytest.param(lambda write: write("bob.json", json.dumps({"records": LISTED, "cursor": "9"})), id="page"),
        pytest.param(lambda write: write("bob.car", car(BOB, REPOSITORY)), id="export"),
        pytest.param(lambda write: unpacked(write, "bob", REPOSITORY), id="unpacked"),
        pytest.param(lambda write: unpacked(write, "all/bob", REPOSITORY).parent, id="unpacked in a folder"),
    ],
)
def test_a_repository_gives_the_same_posts_however_it_comes(
    given: Callable, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    path = given(write)
    summary = ingest([path], workspace)
    assert (summary.read, summary.kept, len(summary.files)) == (5, 5, 1)  # no like, no profile
    assert rows("kind", "reply_to_post_id", "reply_to_account_id", "quote_of_post_id")[:4] == KINDS
    assert rows("hashtags", "urls", "mentions", "media_hashes", "conversation_id", "lang")[:4] == OBJECTS
    assert rows("post_id", "account_id", "kind", "repost_of_post_id")[4] == (
        *(f"at://{BOB}/app.bsky.feed.repost/6", BOB),
        *("repost", ROOT),
    )
    assert ingest([path], workspace).duplicates == 5


@pytest.mark.parametrize(
    "given", [lambda write: write("bob.car", car(BOB, REPOSITORY)), lambda write: unpacked(write, "bob", REPOSITORY)]
)
def test_the_profile_of_a_repository_says_what_its_account_declares(
    given: Callable, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    ingest([given(write)], workspace)
    assert rows("account_affiliation") == [("automated",)] * 5


def test_a_broken_record_of_a_repository_goes_to_quarantine(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    folder = unpacked(write, "bob", REPOSITORY)
    write("bob/app.bsky.feed.post/8.json", '{"text": "cut o')
    summary = ingest([folder], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (6, 5, {"no_post": 1})
    [record] = rows("record", table="quarantine")
    assert f"at://{BOB}/app.bsky.feed.post/8" in record[0]


def test_a_record_alone_is_refused_as_nobody_is_known_to_have_written_it(workspace: Workspace, write: Callable) -> None:
    with pytest.raises(
        UserError, match=r"^1\.json is a record of Bluesky that does not say whose it is: give the whole"
    ):
        ingest([write("1.json", json.dumps(POST, indent=2))], workspace)
