from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

ANN = {"id": "11", "acct": "ann", "url": "https://one.example/@ann", "created_at": "2016-03-16T14:34:26Z"}
BOB = {"id": "12", "acct": "bob@two.example", "url": "https://two.example/@bob", "followers_count": 9}
POST = {
    "id": "1",
    "uri": "https://one.example/users/ann/statuses/1",
    "created_at": "2024-05-01T10:00:00.123Z",
    "account": ANN,
    "content": "<p>Open &amp; free<br>for <span><a href='https://two.example/@bob' class='u-url mention'>@bob</a></span></p>"
    "<p><a href='https://example.org/a?b=1'><span class='invisible'>https://</span>example.org/a</a> "
    "<a href='https://one.example/tags/Up' class='mention hashtag'>#Up</a></p>",
    "mentions": [{"id": "12", "acct": "bob@two.example", "url": "https://two.example/@bob"}],
    "tags": [{"name": "up"}],
    "card": {"url": "https://example.org/a?b=1"},
    "language": "en",
    "reblog": None,
    "favourites_count": 3,
}
BOOST = {
    "id": "2",
    "uri": "https://two.example/users/bob/statuses/2/activity",
    "created_at": "2024-05-01T10:00:05Z",
    "account": BOB,
    "content": "",
    "reblog": POST,
}
REPLY = {
    "id": "3",
    "uri": "https://two.example/users/bob/statuses/3",
    "created_at": "2024-05-01T10:00:07Z",
    "account": BOB,
    "content": "<p>yes</p>",
    "in_reply_to_id": "1",
    "in_reply_to_account_id": "11",
    "mentions": [{"id": "11", "acct": "ann", "url": "https://one.example/@ann"}],
    "quote": {"state": "accepted", "quoted_status": None},
}
DELETED = {"id": "4", "account": BOB}
STATUSES = [POST, BOOST, REPLY, REPLY, DELETED]


@pytest.mark.parametrize(
    "content",
    [
        "".join(json.dumps(status) + "\n" for status in STATUSES),
        json.dumps(STATUSES, indent=2),
        json.dumps({"accounts": [], "statuses": STATUSES, "hashtags": []}, indent=2),
    ],
    ids=["lines", "list", "search"],
)
def test_statuses_are_known_by_their_addresses(
    content: str, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    summary = ingest([write("statuses.json", content)], workspace)
    assert summary.files[0].source_format == "mastodon"
    assert (summary.read, summary.kept, summary.duplicates, summary.quarantined_by) == (5, 3, 1, {"no_post": 1})
    assert rows("post_id", "account_id", "account_name", "kind", "repost_of_post_id", "reply_to_account_id") == [
        (POST["uri"], ANN["url"], "ann", "post", None, None),
        (BOOST["uri"], BOB["url"], "bob@two.example", "repost", POST["uri"], None),
        (REPLY["uri"], BOB["url"], "bob@two.example", "reply", None, ANN["url"]),
    ]
    text = "Open & free\nfor @bob\n\nhttps://example.org/a #Up"
    assert (
        rows("text", "urls", "hashtags", "mentions")[:2]
        == [
            (text, ["https://example.org/a?b=1"], ["up"], ["bob@two.example"])  # a boost has what it boosts
        ]
        * 2
    )
    assert rows("reply_to_post_id", "lang", "like_count", "account_followers") == [
        (None, "en", 3, None),
        (None, "en", None, 9),
        ("1", None, None, 9),
    ]


def test_an_account_may_call_itself_automated(workspace: Workspace, write: Callable, rows: Callable) -> None:
    bots = [POST, {**REPLY, "account": {**BOB, "bot": True}}]
    ingest([write("statuses.jsonl", "".join(json.dumps(status) + "\n" for status in bots))], workspace)
    assert rows("account_id", "account_affiliation") == [(ANN["url"], None), (BOB["url"], "automated")]
