from __future__ import annotations

import json
from collections.abc import Callable

import zstandard

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

LINK = {
    "id": "a1",
    "author": "ann",
    "created_utc": 1714557600,
    "subreddit": "bridges",
    "title": "The bridge opens",
    "selftext": "",
    "is_self": False,
    "url": "https://example.org/a",
    "num_comments": 2,
    "score": 3,
}
WRITTEN = LINK | {
    "id": "a2",
    "author": "bob",
    "selftext": "All are welcome, see https://example.org/b",
    "is_self": True,
    "url": "https://www.reddit.com/r/bridges/comments/a2/the_bridge_opens/",
}
CROSSPOST = LINK | {"id": "a3", "author": "cid", "crosspost_parent": "t3_a1", "crosspost_parent_list": [LINK]}
COMMENT = {
    "id": "a1",  # comments and submissions count apart
    "author": "dan",
    "created_utc": "1714557690",
    "subreddit": "bridges",
    "body": "See https://example.org/c",
    "link_id": "t3_a1",
    "parent_id": "t1_a0",
    "score": 1,
}
REMOVED = COMMENT | {"id": "a4", "body": "[removed]"}
DELETED = COMMENT | {"id": "a5", "author": "[deleted]"}
NO_COMMENT = {"id": "a6", "author": "dan", "created_utc": 1714557690, "subreddit": "bridges"}
RECORDS = [LINK, WRITTEN, CROSSPOST, COMMENT, COMMENT, REMOVED, DELETED, NO_COMMENT]


def test_dumps_are_read_as_they_are_packed(workspace: Workspace, write: Callable, rows: Callable) -> None:
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    # The dumps are packed with the largest window there is.
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=31)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    path = write("RS_2024-05.zst", packed.compress(lines) + packed.flush())
    summary = ingest([path], workspace)
    assert summary.files[0].source_format == "reddit"
    assert (summary.read, summary.kept, summary.duplicates) == (8, 5, 1)
    assert summary.quarantined_by == {"missing_account_id": 1, "no_post": 1}
    assert rows("post_id", "account_id", "kind", "repost_of_post_id", "reply_to_post_id", "conversation_id") == [
        ("t1_a1", "dan", "reply", None, "t1_a0", "t3_a1"),
        ("t1_a4", "dan", "reply", None, "t1_a0", "t3_a1"),
        ("t3_a1", "ann", "post", None, None, "t3_a1"),
        ("t3_a2", "bob", "post", None, None, "t3_a2"),
        ("t3_a3", "cid", "repost", "t3_a1", None, "t3_a3"),
    ]
    assert rows("text", "urls", "like_count", "repost_of_account_id") == [
        ("See https://example.org/c", ["https://example.org/c"], 1, None),
        (None, [], 1, None),  # what was removed is no text that accounts have in common
        ("The bridge opens", ["https://example.org/a"], 3, None),
        ("The bridge opens\n\nAll are welcome, see https://example.org/b", ["https://example.org/b"], 3, None),
        ("The bridge opens", ["https://example.org/a"], 3, "ann"),
    ]
