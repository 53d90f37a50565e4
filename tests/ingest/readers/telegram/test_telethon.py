from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

CHANNEL, OTHER = {"_": "PeerChannel", "channel_id": 100}, {"_": "PeerChannel", "channel_id": 200}
POST = {
    "_": "Message",
    "id": 5,
    "peer_id": CHANNEL,
    "date": "2024-05-01T10:00:00+00:00",
    "message": "😀 Open #Up at https://example.org/a or there",  # 😀 counts two
    "from_id": None,
    "fwd_from": None,
    "reply_to": None,
    "media": {"_": "MessageMediaPhoto", "photo": {"_": "Photo", "id": 77}},
    "entities": [
        {"_": "MessageEntityHashtag", "offset": 8, "length": 3},
        {"_": "MessageEntityUrl", "offset": 15, "length": 21},
        {"_": "MessageEntityTextUrl", "offset": 40, "length": 5, "url": "https://example.org/b"},
        {"_": "MessageEntityBold", "offset": 3, "length": 4},
    ],
    "views": 90,
    "forwards": 2,
    "replies": {"_": "MessageReplies", "replies": 1},
}
FORWARD = {
    **POST,
    "id": 9,
    "peer_id": OTHER,
    "date": "2024-05-01T10:00:05+00:00",
    "fwd_from": {"_": "MessageFwdHeader", "from_id": CHANNEL, "channel_post": 5},
}
HIDDEN = {
    **FORWARD,
    "id": 10,
    "fwd_from": {"_": "MessageFwdHeader", "from_id": None, "from_name": "Ann"},
    "media": None,
}
REPLY = {
    "_": "Message",
    "id": 11,
    "peer_id": OTHER,
    "from_id": {"_": "PeerUser", "user_id": 12},
    "date": "2024-05-01T10:00:09+00:00",
    "message": "yes",
    "reply_to": {"_": "MessageReplyHeader", "reply_to_msg_id": 9, "reply_to_peer_id": None},
    "media": {"_": "MessageMediaWebPage", "webpage": {"_": "WebPage", "url": "https://example.org/c"}},
}
SERVICE = {"_": "MessageService", "id": 12, "peer_id": OTHER, "date": "2024-05-01T10:00:10+00:00"}
BROKEN = {"_": "Message", "id": 13, "peer_id": OTHER, "message": "no time"}
MESSAGES = [POST, FORWARD, HIDDEN, REPLY, REPLY, SERVICE, BROKEN]


@pytest.mark.parametrize(
    "content",
    ["".join(json.dumps(message) + "\n" for message in MESSAGES), json.dumps(MESSAGES, indent=4)],
    ids=["lines", "list"],
)
def test_messages_and_forwards_are_read(content: str, workspace: Workspace, write: Callable, rows: Callable) -> None:
    summary = ingest([write("messages.json", content)], workspace)
    assert summary.files[0].source_format == "telegram_telethon"
    assert (summary.read, summary.kept, summary.duplicates, summary.quarantined_by) == (6, 4, 1, {"no_post": 1})
    assert rows("post_id", "account_id", "kind", "repost_of_post_id", "repost_of_account_id", "reply_to_post_id") == [
        ("100/5", "channel100", "post", None, None, None),
        ("200/10", "channel200", "repost", None, None, None),  # whose it was is hidden
        ("200/11", "user12", "reply", None, None, "200/9"),
        ("200/9", "channel200", "repost", "100/5", "channel100", None),
    ]
    links = ["https://example.org/a", "https://example.org/b"]
    assert rows("hashtags", "urls", "media_hashes", "view_count", "repost_count", "reply_count") == [
        (["up"], links, ["77"], 90, 2, 1),
        (["up"], links, [], 90, 2, 1),
        ([], ["https://example.org/c"], [], None, None, None),
        (["up"], links, ["77"], 90, 2, 1),
    ]
