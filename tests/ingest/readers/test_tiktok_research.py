from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

VIDEO = {
    "id": 7213456789012345678,
    "username": "ann",
    "video_description": "Open #up https://example.org/a @bob",
    "create_time": 1714557600,
    "hashtag_names": ["up"],
    "like_count": 3,
    "share_count": 2,
    "comment_count": 1,
    "view_count": 90,
}
OTHER = {"id": 7213456789012345679, "username": "bob", "video_description": "", "create_time": 1714557605}
BROKEN = {"id": 7213456789012345680, "video_description": "by nobody", "create_time": 1714557605}
NO_LIST = VIDEO | {"id": 7213456789012345681, "hashtag_names": True}
VIDEOS = [VIDEO, OTHER, OTHER, BROKEN, NO_LIST]


@pytest.mark.parametrize(
    "content",
    [
        "".join(json.dumps(video) + "\n" for video in VIDEOS),
        json.dumps({"data": {"videos": VIDEOS, "cursor": 100, "has_more": False}, "error": {"code": "ok"}}, indent=1),
        json.dumps({"videos": VIDEOS, "cursor": 100, "has_more": False}) + "\n",
    ],
    ids=["lines", "page", "data"],
)
def test_videos_are_read(content: str, workspace: Workspace, write: Callable, rows: Callable) -> None:
    summary = ingest([write("videos.json", content)], workspace)
    assert summary.files[0].source_format == "tiktok_research"
    assert (summary.read, summary.kept, summary.duplicates, summary.quarantined_by) == (5, 2, 1, {"no_post": 2})
    assert rows("platform", "post_id", "account_id", "text", "hashtags", "urls", "mentions") == [
        (
            "tiktok",
            "7213456789012345678",
            "ann",
            VIDEO["video_description"],
            ["up"],
            ["https://example.org/a"],
            ["bob"],
        ),
        ("tiktok", "7213456789012345679", "bob", None, [], [], []),
    ]
    assert rows("like_count", "repost_count", "reply_count", "view_count")[0] == (3, 2, 1, 90)
    assert rows("created_at")[0][0].isoformat() == "2024-05-01T10:00:00+00:00"
