"""Comments of YouTube as its Data API (v3) gives them: pages, threads with their replies, or single comments.

Layout: developers.google.com/youtube/v3/docs/commentThreads and .../comments. A comment under a video is a reply to it;
the text is HTML unless plain text was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers.json_lines import Fields, as_lines, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping
from claqueur.ingest.texts.html_text import text_and_links
from claqueur.ingest.texts.normalise import text_parts

Json = dict[str, Any]
THREAD, COMMENT = "youtube#commentThread", "youtube#comment"


def recognise(source: Source) -> str | None:
    """Threads or comments by their kind, or pages of them."""
    for record in source.first_records:
        if isinstance(record, dict) and any(
            isinstance(item, dict) and item.get("kind") in (THREAD, COMMENT) for item in _items(record)
        ):
            return f"its records are of the kind {THREAD} or {COMMENT}"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is youtube."""
    return json_mapping(mapping, {"platform": "youtube"}, source.name, "youtube")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its comments."""
    return post_batches(source, posts_of, fields_of)


def posts_of(record: Json) -> list[Json]:
    """The comments of a page, a thread with its replies, or the comment itself; replies know their thread's video."""
    posts: list[Json] = []
    for item in _items(record):
        if item["kind"] == THREAD:
            first, video = item["snippet"]["topLevelComment"], item["snippet"].get("videoId")
            replies = (item.get("replies") or {}).get("comments") or []
            posts += [{**first, "replies": item["snippet"].get("totalReplyCount"), "video": video}]
            posts += [{**reply, "video": video} for reply in replies]
        elif item["kind"] == COMMENT:
            posts.append(item)
        else:
            raise KeyError("kind")
    return posts


def _items(record: Json) -> list[Any]:
    items = record.get("items")
    return items if isinstance(items, list) else [record]


def fields_of(comment: Json) -> Fields:
    """The draft of one comment."""
    snippet = comment["snippet"]
    text, links = text_and_links(snippet["textDisplay"])
    text = snippet.get("textOriginal") or text
    parent, video = snippet.get("parentId"), snippet.get("videoId") or comment.get("video")
    return {
        "post_id": comment["id"],
        "account_id": snippet["authorChannelId"]["value"] if snippet.get("authorChannelId") else None,
        "account_name": snippet.get("authorDisplayName"),
        "created_at": snippet["publishedAt"],
        "text": text,
        "kind": "reply",
        "reply_to_post_id": parent or video,
        "reply_to_account_id": None if parent else snippet.get("channelId"),
        "conversation_id": video,
        "urls": list(dict.fromkeys([*links, *text_parts(text).urls])),
        "like_count": snippet.get("likeCount"),
        "reply_count": comment.get("replies"),
    }


SAMPLE = as_lines(
    {
        "kind": "youtube#commentThreadListResponse",
        "items": [
            {
                "kind": THREAD,
                "id": "Ugaa",
                "snippet": {
                    "channelId": "UC99",
                    "videoId": "v1",
                    "totalReplyCount": 1,
                    "topLevelComment": {
                        "kind": COMMENT,
                        "id": "Ugaa",
                        "snippet": {
                            "channelId": "UC99",
                            "videoId": "v1",
                            "textDisplay": 'The bridge opens: <a href="https://example.org/a">example.org/a</a>',
                            "authorDisplayName": "@ann",
                            "authorChannelId": {"value": "UC11"},
                            "likeCount": 3,
                            "publishedAt": "2024-05-01T10:00:00Z",
                        },
                    },
                },
            }
        ],
    },
    {
        "kind": COMMENT,
        "id": "Ugaa.9s",
        "snippet": {
            "videoId": "v1",
            "parentId": "Ugaa",
            "textDisplay": "See you there",
            "authorDisplayName": "@bob",
            "authorChannelId": {"value": "UC12"},
            "likeCount": 0,
            "publishedAt": "2024-05-01T10:00:05Z",
        },
    },
)

READER = Reader(
    name="youtube",
    title="YouTube comments",
    description=(
        "Comments as YouTube's Data API gives them: pages, threads with their replies, or single comments. Each is a "
        "reply, to the comment or the video. Comments whose author's channel is gone name no account."
    ),
    recognised_by="the kind youtube#commentThread or youtube#comment in the records",
    containers=("jsonl", "json"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"comments.jsonl": SAMPLE},
)
