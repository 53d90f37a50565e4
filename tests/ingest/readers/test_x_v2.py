from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

ANN = {
    "id": "11",
    "username": "ann",
    "created_at": "2020-01-01T00:00:00.000Z",
    "public_metrics": {"followers_count": 9},
}
BOB = {
    "id": "12",
    "username": "bob",
    "affiliation": {"description": "Our Party", "user_id": ["8"]},
    "public_metrics": {"tweet_count": 7, "following_count": 4},
}
ORIGINAL = {
    "id": "1",
    "author_id": "11",
    "created_at": "2024-05-01T10:00:00.000Z",
    "text": "The bridge opens on Sunday and all of you are…",
    "note_tweet": {
        "text": "The bridge opens on Sunday and all of you are welcome #Bridge",
        "entities": {
            "hashtags": [{"tag": "Bridge"}],
            "urls": [
                {"url": "https://t.co/2", "expanded_url": "https://bit.ly/2", "unwound_url": "https://example.org/a"},
                {"url": "https://t.co/3", "expanded_url": "https://x.com/ann/status/1/photo/1", "media_key": "3_900"},
            ],
        },
    },
    "attachments": {"media_keys": ["3_900"]},
    "public_metrics": {"retweet_count": 5, "impression_count": 80},
}
REPOST = {
    "id": "2",
    "author_id": "12",
    "created_at": "2024-05-01T10:00:05.000Z",
    "text": "RT @ann: The bridge opens on Sunday and all…",
    "referenced_tweets": [{"type": "retweeted", "id": "1"}],
}
REPLY = {
    "id": "3",
    "author_id": "12",
    "created_at": "2024-05-01T10:00:07.000Z",
    "text": "@ann yes",
    "in_reply_to_user_id": "11",
    "conversation_id": "1",
    "referenced_tweets": [{"type": "replied_to", "id": "1"}, {"type": "quoted", "id": "99"}],
}
PAGE = {"data": [REPOST, REPLY], "includes": {"users": [ANN, BOB], "tweets": [ORIGINAL]}, "meta": {"result_count": 2}}
EMPTY_PAGE = {"meta": {"result_count": 0}}
FLAT = [
    {**REPOST, "author": BOB, "referenced_tweets": [{"type": "retweeted", **ORIGINAL, "author": ANN}]},
    {**REPLY, "author": BOB, "referenced_tweets": [{"type": "replied_to", **ORIGINAL}, {"type": "quoted", "id": "99"}]},
]
EXPECTED = [
    ("2", "12", "bob", "repost", "The bridge opens on Sunday and all of you are welcome #Bridge", "1", "11", None),
    ("3", "12", "bob", "quote", "@ann yes", None, None, "1"),
]
COLUMNS = "post_id account_id account_name kind text repost_of_post_id repost_of_account_id reply_to_post_id".split()  # noqa: SIM905


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def renamed(value: Any) -> Any:
    """The same JSON in the new spelling."""
    names = {
        "referenced_tweets": "referenced_posts",
        "note_tweet": "note_post",
        "tweets": "posts",
        "tweet_count": "post_count",
    }
    if isinstance(value, dict):
        return {names.get(key, key): renamed(item) for key, item in value.items()}
    return [renamed(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lines(EMPTY_PAGE, PAGE), id="pages"),
        pytest.param(lines(*FLAT), id="flattened"),
        pytest.param(lines(renamed(PAGE)), id="pages, new spelling"),
        pytest.param(lines(*renamed(FLAT)), id="flattened, new spelling"),
        pytest.param(lines({**PAGE, "data": REPOST}, {**PAGE, "data": REPLY}), id="stream"),
    ],
)
def test_pages_and_flattened_posts_give_the_same_rows(
    content: str, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    summary = ingest([write("v2.jsonl", content)], workspace)
    assert (summary.read, summary.kept) == (2, 2)  # the included original is context, not a post of the result
    assert rows(*COLUMNS) == EXPECTED
    assert rows("hashtags", "urls", "media_hashes", "account_post_count", "account_affiliation", "platform") == [
        (["bridge"], ["https://example.org/a"], ["900"], 7, "Our Party", "x"),
        ([], [], [], 7, "Our Party", "x"),
    ]


def test_a_post_without_its_author_goes_to_quarantine(workspace: Workspace, write: Callable, rows: Callable) -> None:
    broken = {key: value for key, value in REPLY.items() if key != "author_id"}
    summary = ingest([write("v2.jsonl", lines({**PAGE, "data": [REPOST, broken, "text"]}))], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (3, 1, {"no_post": 2})
    records = [json.loads(record) for (record,) in rows("record", table="quarantine")]
    assert [record if isinstance(record, str) else record["id"] for record in records] == ["3", "text"]


def test_posts_that_are_refused_are_shown_each_with_its_author(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    broken = [{**REPLY, "id": id_, "created_at": "soon"} for id_ in ("5", "6")]
    ingest(
        [write("v2.jsonl", lines({**PAGE, "data": [broken[0], REPOST, broken[1]]}, {**PAGE, "data": []}))], workspace
    )
    records = [(line, json.loads(record)) for line, record in rows("line", "record", table="quarantine")]
    assert [(line, record["id"], record["author"]["id"]) for line, record in records] == [
        (1, "5", "12"),
        (1, "6", "12"),
    ]


def test_columns_cannot_be_mapped_in_a_known_format(workspace: Workspace, write: Callable) -> None:
    with pytest.raises(UserError, match=r"v2\.jsonl is read as x_v2, whose fields are known: leave out --map"):
        ingest([write("v2.jsonl", lines(PAGE))], workspace, mapping={"text": "body"})


@pytest.mark.parametrize(
    ("author", "declared"),
    [
        ({"affiliation": {"description": "Our Party"}, "verified_type": "government"}, "Our Party"),
        ({"verified_type": "government", "name": "The Ministry"}, "government"),
        ({"verified_type": "business", "name": "Our Party"}, "Our Party"),  # the same words as its staff
        ({"verified_type": "blue", "name": "Ann"}, None),  # bought: says nothing of whom it is of
        ({"affiliation": {}}, None),
        ({}, None),
    ],
)
def test_the_labels_of_x_say_what_an_account_is_of(
    author: dict, declared: str | None, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    post = {**REPLY, "author": {"id": "12", "username": "bob", **author}}
    ingest([write("posts.jsonl", lines(post))], workspace)
    assert rows("account_affiliation") == [(declared,)]
