from __future__ import annotations

from collections.abc import Callable

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

CONTENT = """message_id,user_id,username,repost_id,reply_id,message,timestamp,urls
m1,11,ann,,,The bridge opens,1714557600,https://example.org/a https://example.org/b
m2,12,bob,m1,,The bridge opens,1714557615.0,
m3,12,bob,,m1,"See you, there",1714557620,
m3,12,bob,,m1,"See you, there",1714557620,
m4,12,bob,,,Later,at noon,
"""


def test_each_row_is_a_post_a_repost_or_a_reply(workspace: Workspace, write: Callable, rows: Callable) -> None:
    summary = ingest([write("messages.csv", CONTENT)], workspace)
    assert summary.files[0].source_format == "toolkit"
    assert (summary.read, summary.kept, summary.duplicates) == (5, 3, 1)
    assert summary.quarantined_by == {"unparseable_time": 1}
    assert rows("post_id", "account_id", "account_name", "kind", "repost_of_post_id", "reply_to_post_id", "text") == [
        ("m1", "11", "ann", "post", None, None, "The bridge opens"),
        ("m2", "12", "bob", "repost", "m1", None, "The bridge opens"),
        ("m3", "12", "bob", "reply", None, "m1", "See you, there"),
    ]
    assert rows("urls")[0] == (["https://example.org/a", "https://example.org/b"],)
    assert [at.isoformat() for (at,) in rows("created_at")][1] == "2024-05-01T10:00:15+00:00"
