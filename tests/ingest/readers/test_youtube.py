from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace


def comment(number: str, channel: str | None, text: str, **more: Any) -> dict[str, Any]:
    author = {"authorChannelId": {"value": channel}} if channel else {}
    snippet = {"textDisplay": text, "publishedAt": "2024-05-01T10:00:00Z", "likeCount": 3, **author, **more}
    return {"kind": "youtube#comment", "id": number, "snippet": snippet}


THREAD = {
    "kind": "youtube#commentThread",
    "id": "A",
    "snippet": {
        "videoId": "v1",
        "totalReplyCount": 2,
        "topLevelComment": comment(
            "A", "UC11", "Open &#39;all&#39;<br><a href='https://example.org/a'>here</a>", videoId="v1", channelId="UC9"
        ),
    },
    "replies": {"comments": [comment("A.1", "UC12", "yes", parentId="A"), comment("A.2", None, "gone", parentId="A")]},
}
SINGLE = comment("A.1", "UC12", "yes", parentId="A")  # asked for again, to have all replies
VIDEO = {"kind": "youtube#video", "id": "v1", "snippet": {"title": "Bridges"}}


@pytest.mark.parametrize(
    "content",
    [
        "".join(json.dumps(record) + "\n" for record in (THREAD, SINGLE, VIDEO)),
        json.dumps({"kind": "youtube#commentThreadListResponse", "items": [THREAD]}, indent=2)
        + json.dumps({"kind": "youtube#commentListResponse", "items": [SINGLE]}, indent=2)
        + json.dumps({"kind": "youtube#videoListResponse", "items": [VIDEO]}, indent=2),
    ],
    ids=["lines", "pages"],
)
def test_comments_and_their_replies_are_read(
    content: str, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    summary = ingest([write("comments.json", content)], workspace)
    assert summary.files[0].source_format == "youtube"
    assert (summary.read, summary.kept, summary.duplicates) == (5, 2, 1)
    assert summary.quarantined_by == {"missing_account_id": 1, "no_post": 1}
    assert rows("post_id", "account_id", "kind", "reply_to_post_id", "reply_to_account_id", "conversation_id") == [
        ("A", "UC11", "reply", "v1", "UC9", "v1"),
        ("A.1", "UC12", "reply", "A", None, "v1"),
    ]
    assert rows("text", "urls", "like_count", "reply_count") == [
        ("Open 'all'\nhere", ["https://example.org/a"], 3, 2),
        ("yes", [], 3, None),
    ]
