from __future__ import annotations

import json
from collections.abc import Callable

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

ANN = {"id_str": "11", "screen_name": "ann", "created_at": "Fri Aug 08 12:36:26 +0000 2008", "followers_count": 9}
BOB = {"id_str": "12", "screen_name": "bob", "friends_count": 4, "statuses_count": 7}
ORIGINAL = {
    "id_str": "1",
    "created_at": "Wed May 01 10:00:00 +0000 2024",
    "user": ANN,
    "text": "The bridge opens on Sunday and all of you are… https://t.co/1",
    "truncated": True,
    "extended_tweet": {
        "full_text": "The bridge opens on Sunday and all of you are welcome #Bridge $ACME @Cid https://t.co/2",
        "entities": {
            "hashtags": [{"text": "Bridge"}],
            "symbols": [{"text": "acme"}],
            "user_mentions": [{"screen_name": "Cid"}],
            "urls": [{"url": "https://t.co/2", "expanded_url": "https://example.org/a"}],
            "media": [{"id_str": "900"}],
        },
    },
    "source": '<a href="http://example.org">Some App</a>',
    "favorite_count": 3,
}
REPOST = {
    "id_str": "2",
    "created_at": "Wed May 01 10:00:05 +0000 2024",
    "user": BOB,
    "text": "RT @ann: The bridge opens on Sunday and all of you a…",
    "entities": {"hashtags": [], "urls": [], "user_mentions": [{"screen_name": "ann"}]},
    "retweeted_status": ORIGINAL,
}
QUOTE = {
    "id_str": "3",
    "created_at": "Wed May 01 10:00:07 +0000 2024",
    "user": BOB,
    "full_text": "Look",
    "quoted_status_id_str": "1",
    "quoted_status": ORIGINAL,
}
REPLY = {
    "id_str": "4",
    "created_at": "Wed May 01 10:00:09 +0000 2024",
    "user": BOB,
    "text": "@ann yes",
    "in_reply_to_status_id_str": "1",
    "in_reply_to_user_id_str": "11",
}


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_posts_of_the_old_api_are_read_whole(workspace: Workspace, write: Callable, rows: Callable) -> None:
    summary = ingest([write("v1.jsonl", lines(ORIGINAL, REPOST, QUOTE, REPLY, {"id_str": "5"}))], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (5, 4, {"no_post": 1})
    full = "The bridge opens on Sunday and all of you are welcome #Bridge $ACME @Cid https://t.co/2"
    assert rows("post_id", "account_id", "account_name", "kind", "text") == [
        ("1", "11", "ann", "post", full),
        ("2", "12", "bob", "repost", full),  # the original's text, not the cut one with RT @
        ("3", "12", "bob", "quote", "Look"),
        ("4", "12", "bob", "reply", "@ann yes"),
    ]
    assert rows("platform", "repost_of_post_id", "repost_of_account_id", "quote_of_post_id", "reply_to_post_id") == [
        ("x", None, None, None, None),
        ("x", "1", "11", None, None),
        ("x", None, None, "1", None),
        ("x", None, None, None, "1"),
    ]
    assert (
        rows("hashtags", "cashtags", "mentions", "urls", "media_hashes")[:2]
        == [(["bridge"], ["ACME"], ["cid"], ["https://example.org/a"], ["900"])] * 2
    )
    assert rows("client", "like_count", "account_followers")[0] == ("Some App", 3, 9)
    assert rows("account_following", "account_post_count")[1] == (4, 7)
