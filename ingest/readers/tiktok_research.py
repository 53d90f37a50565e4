"""Videos of TikTok as its Research API gives them: pages, or one video per line.

Layout: developers.tiktok.com/doc/research-api-specs-query-videos (Video Object). An account is known by its name, as
the interface gives no other id; times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers.json_lines import Fields, as_lines, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping

Json = dict[str, Any]


def recognise(source: Source) -> str | None:
    """Records with video_description and create_time, or pages with data.videos."""
    for record in source.first_records:
        videos = _videos(record) if isinstance(record, dict) else []
        first = videos[0] if videos and isinstance(videos[0], dict) else {}
        if {"video_description", "create_time", "username"} <= set(first):
            return "its records have video_description, create_time and username, as TikTok's Research API gives them"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is tiktok."""
    return json_mapping(mapping, {"platform": "tiktok"}, source.name, "tiktok_research")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its videos."""
    return post_batches(source, _videos, fields_of)


def _videos(record: Json) -> list[Any]:
    """The videos of a page, whole or only its data, or the record as one."""
    data = record["data"] if isinstance(record.get("data"), dict) else record
    videos = data.get("videos")
    return videos if isinstance(videos, list) else [record]


def fields_of(video: Json) -> Fields:
    """The draft of one video. Links and mentions are those of the caption."""
    return {
        "post_id": str(video["id"]),
        "account_id": video["username"],
        "account_name": video["username"],
        "created_at": str(video["create_time"]),
        "text": video["video_description"],
        "hashtags": video.get("hashtag_names") or [],
        "like_count": video.get("like_count"),
        "repost_count": video.get("share_count"),
        "reply_count": video.get("comment_count"),
        "view_count": video.get("view_count"),
    }


SAMPLE = as_lines(
    {
        "data": {
            "videos": [
                {
                    "id": 7213456789012345678,
                    "username": "ann",
                    "video_description": "The bridge opens #bridge",
                    "create_time": 1714557600,
                    "region_code": "FR",
                    "hashtag_names": ["bridge"],
                    "music_id": 44,
                    "like_count": 3,
                    "share_count": 2,
                    "comment_count": 1,
                    "view_count": 90,
                }
            ],
            "cursor": 100,
            "has_more": False,
            "search_id": "7213456789012345679",
        },
        "error": {"code": "ok", "message": "", "log_id": "2"},
    },
    {
        "id": 7213456789012345679,
        "username": "bob",
        "video_description": "One video per line",
        "create_time": 1714557605,
        "hashtag_names": [],
    },
)

READER = Reader(
    name="tiktok_research",
    title="TikTok Research API",
    description=(
        "Videos as TikTok's Research API gives them: pages with data.videos, or one video per line. Accounts are known "
        "by their names."
    ),
    recognised_by="video_description, create_time and username in the records, or pages of them",
    containers=("jsonl", "json"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"videos.jsonl": SAMPLE},
)
