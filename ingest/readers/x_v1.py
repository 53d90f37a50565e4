"""Posts as X's API v1.1 gave them (Twitter's "tweet objects"), one JSON object per line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.drafts import DELETED, Batch, Notice
from claqueur.ingest.readers.json_lines import Fields, as_lines, itself, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping

Json = dict[str, Any]
# What a stream says instead of a post; see notices_of.
WITHHELD = ("status_withheld", "user_withheld")
MESSAGES = ("limit", "warning", "disconnect", "friends", "friends_str", "event", "control", "for_user")


def recognise(source: Source) -> str | None:
    """Records with id_str, user and a text, or deletes as a stream sends them."""
    for record in source.first_records:
        if isinstance(record, dict) and isinstance(record.get("delete"), dict) and "status" in record["delete"]:
            return "its records are deletes, as the streams of X's API v1.1 sent them among posts"
        if isinstance(record, dict) and isinstance(record.get("user"), dict) and "id_str" in record:
            return "its records have id_str and user, as X's API v1.1 gave them"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is x."""
    return json_mapping(mapping, {"platform": "x"}, source.name, "x_v1")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its posts; what a post reposts or quotes is context and no post of its own."""
    return post_batches(source, itself, fields_of, notices_of=notices_of)


def notices_of(record: Json) -> list[Notice] | None:
    """What a stream says instead of a post: of one that was deleted, withheld in a country, or of itself."""
    if "id_str" in record:
        return None
    if "delete" in record:
        return [Notice("post", record["delete"]["status"]["id_str"], DELETED)]
    if "scrub_geo" in record:
        return [Notice("account", record["scrub_geo"]["user_id_str"], "scrub_geo")]
    for name in WITHHELD:
        if name in record:
            return [Notice(name.partition("_")[0], str(record[name]["id"]), "withheld")]
    return [Notice("stream", "", "message")] if any(name in record for name in MESSAGES) else None


def fields_of(post: dict[str, Any]) -> Fields:
    """The draft of one post. A repost has the full text, links and tags of the original."""
    user = post["user"]
    original = post.get("retweeted_status")
    shown = original or post
    extended = shown.get("extended_tweet") or {}
    entities = extended.get("entities") or shown.get("entities") or {}
    media = (extended.get("extended_entities") or shown.get("extended_entities") or entities).get("media") or []
    return {
        "post_id": post["id_str"],
        "account_id": user["id_str"],
        "account_name": user.get("screen_name"),
        "created_at": post["created_at"],
        "text": extended.get("full_text") or shown.get("full_text") or shown.get("text"),
        "lang": post.get("lang"),
        "kind": "repost" if original else None,
        "repost_of_post_id": original and original["id_str"],
        "repost_of_account_id": original and original["user"]["id_str"],
        "reply_to_post_id": post.get("in_reply_to_status_id_str"),
        "reply_to_account_id": post.get("in_reply_to_user_id_str"),
        "quote_of_post_id": None if original else post.get("quoted_status_id_str"),
        "urls": [url.get("expanded_url") or url["url"] for url in entities.get("urls") or []],
        "hashtags": [tag["text"] for tag in entities.get("hashtags") or []],
        "cashtags": [tag["text"] for tag in entities.get("symbols") or []],
        "mentions": [mention["screen_name"] for mention in entities.get("user_mentions") or []],
        "media_hashes": [item["id_str"] for item in media],
        "client": post.get("source"),
        "like_count": post.get("favorite_count"),
        "repost_count": post.get("retweet_count"),
        "reply_count": post.get("reply_count"),
        "account_created_at": user.get("created_at"),
        "account_followers": user.get("followers_count"),
        "account_following": user.get("friends_count"),
        "account_post_count": user.get("statuses_count"),
    }


SAMPLE = as_lines(
    {
        "id_str": "901",
        "created_at": "Wed May 01 10:00:00 +0000 2024",
        "lang": "en",
        "user": {
            "id_str": "11",
            "screen_name": "ann",
            "created_at": "Fri Aug 08 12:36:26 +0000 2008",
            "followers_count": 9,
            "friends_count": 4,
            "statuses_count": 7,
        },
        "full_text": "The bridge opens #Bridge $ACME @cid https://t.co/2",
        "entities": {
            "hashtags": [{"text": "Bridge"}],
            "symbols": [{"text": "ACME"}],
            "user_mentions": [{"screen_name": "cid"}],
            "urls": [{"url": "https://t.co/2", "expanded_url": "https://example.org/a"}],
            "media": [{"id_str": "900"}],
        },
        "source": "Some App",
        "favorite_count": 3,
        "retweet_count": 2,
        "reply_count": 1,
        "in_reply_to_status_id_str": "800",
        "in_reply_to_user_id_str": "13",
        "quoted_status_id_str": "801",
    },
    {
        "id_str": "902",
        "created_at": "Wed May 01 10:00:05 +0000 2024",
        "user": {"id_str": "12", "screen_name": "bob"},
        "text": "RT @ann: The bridge o…",
        "retweeted_status": {"id_str": "901", "user": {"id_str": "11"}, "text": "The bridge"},
    },
)

READER = Reader(
    name="x_v1",
    title="X API v1.1",
    description=(
        "One post per line as the old API gave it (statuses, streams, twarc 1), with text, full_text or "
        "extended_tweet. A repost carries the full text of the original where the record holds it. Deletes that a "
        "stream sent are honoured, wherever the posts are."
    ),
    recognised_by="id_str and user in the records",
    containers=("jsonl", "json"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"tweets.jsonl": SAMPLE},
)
