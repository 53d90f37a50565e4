"""Posts as X's API v2 gives them and twarc2 writes them: response pages, or flattened to one post per line.

Both spellings are read: the old one (referenced_tweets, note_tweet, includes.tweets) and the new one (referenced_posts,
note_post, includes.posts). Labels of accounts: docs.x.com, schema User, has affiliation and verified_type (blue,
government, business or none), no field for the label "automated by", and does not say what its field parody holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.errors import UserError
from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers.json_lines import Fields, as_lines, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping
from claqueur.schema import GOVERNMENT


def recognise(source: Source) -> str | None:
    """Pages with data, or posts with author_id. Raises UserError for pages of accounts or counts."""
    for record in source.first_records:
        if not isinstance(record, dict):
            continue
        if "author_id" in record and "text" in record:
            return "its records have author_id and text, as X's API v2 gives them (flattened)"
        items = _items(record)
        first = items[0] if items and isinstance(items[0], dict) else {}
        if "author_id" in first or ("text" in first and "id" in first):
            return "its records are response pages of X's API v2"
        if "username" in first:
            raise UserError(
                f"{source.name} holds accounts (a users file of X's API v2) and no posts: collect their posts.",
                "accounts_only",
                name=source.name,
            )
        if {"start", "end"} <= set(first):
            sentence = f"{source.name} holds counts per period (of X's API v2) and no posts: collect the posts."
            raise UserError(sentence, "counts_only", name=source.name)
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is x."""
    return json_mapping(mapping, {"platform": "x"}, source.name, "x_v2")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its posts; posts that are only included as context are none of their own."""
    return post_batches(source, posts_of, fields_of)


def posts_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts of a line as twarc2 flattens them: author and referenced posts inside each post."""
    if "data" not in record and "author_id" in record:
        return [record]
    if "data" not in record and "meta" not in record:
        raise KeyError("data")
    includes = record.get("includes") or {}
    users = {user["id"]: user for user in includes.get("users") or []}
    posts = {post["id"]: post for post in [*(includes.get("tweets") or []), *(includes.get("posts") or [])]}
    return [_flattened(post, users, posts) for post in _items(record)]


def _items(record: dict[str, Any]) -> list[Any]:
    data = record.get("data")
    return data if isinstance(data, list) else [] if data is None else [data]


def _flattened(post: Any, users: dict[str, Any], posts: dict[str, Any]) -> Any:
    if not isinstance(post, dict):
        return post
    references = [{**posts.get(reference["id"], {}), **reference} for reference in _references(post)]
    return {**post, "author": users.get(post.get("author_id", "")), "referenced_posts": references}


def _references(post: dict[str, Any]) -> list[dict[str, Any]]:
    return post.get("referenced_posts") or post.get("referenced_tweets") or []


def _note(post: dict[str, Any]) -> dict[str, Any]:
    """The long form of a post of over 280 characters."""
    return post.get("note_post") or post.get("note_tweet") or {}


def fields_of(post: dict[str, Any]) -> Fields:
    """The draft of one flattened post. A repost has the full text, links and tags of the original."""
    by_type = {reference["type"]: reference for reference in _references(post)}
    original = by_type.get("retweeted") or by_type.get("reposted") or {}
    shown = original if original.get("text") else post
    note = _note(shown)
    entities = note.get("entities") or shown.get("entities") or {}
    author = post.get("author") or {}
    metrics, account = post.get("public_metrics") or {}, author.get("public_metrics") or {}
    media_keys = (shown.get("attachments") or {}).get("media_keys") or []
    return {
        "post_id": post["id"],
        "account_id": post["author_id"],
        "account_name": author.get("username"),
        "created_at": post.get("created_at"),
        "text": note.get("text") or shown.get("text"),
        "lang": post.get("lang"),
        "kind": "repost" if original else None,
        "repost_of_post_id": original.get("id"),
        "repost_of_account_id": original.get("author_id"),
        "reply_to_post_id": by_type.get("replied_to", {}).get("id"),
        "reply_to_account_id": post.get("in_reply_to_user_id"),
        "quote_of_post_id": by_type.get("quoted", {}).get("id"),
        "conversation_id": post.get("conversation_id"),
        "urls": _urls(entities),
        "hashtags": [tag["tag"] for tag in entities.get("hashtags") or []],
        "cashtags": [tag["tag"] for tag in entities.get("cashtags") or []],
        "mentions": [mention["username"] for mention in entities.get("mentions") or []],
        "media_hashes": [key.rpartition("_")[2] for key in media_keys],
        "client": post.get("source"),
        "like_count": metrics.get("like_count"),
        "repost_count": metrics.get("repost_count", metrics.get("retweet_count")),
        "reply_count": metrics.get("reply_count"),
        "view_count": metrics.get("impression_count"),
        "account_created_at": author.get("created_at"),
        "account_followers": account.get("followers_count"),
        "account_following": account.get("following_count"),
        "account_post_count": account.get("post_count", account.get("tweet_count")),
        "account_affiliation": _affiliation(author),
    }


def _affiliation(author: dict[str, Any]) -> str | None:
    """What X's labels say of an author: the organisation it is of, or that it is one, or that it is a government's."""
    of = (author.get("affiliation") or {}).get("description")
    if of:
        return of
    kind = author.get("verified_type")
    return {"government": GOVERNMENT, "business": author.get("name")}.get(kind) if kind else None


def _urls(entities: dict[str, Any]) -> list[str]:
    """Links as far as X expanded them, each once; the links to a post's own images are none."""
    links = [link for link in entities.get("urls") or [] if "media_key" not in link]
    return list(dict.fromkeys(map(_address, links)))


def _address(link: dict[str, Any]) -> str:
    return link.get("unwound_url") or link.get("expanded_url") or link["url"]  # type: ignore[no-any-return]


SAMPLE = as_lines(
    {
        "data": [
            {
                "id": "901",
                "author_id": "11",
                "created_at": "2024-05-01T10:00:00.000Z",
                "lang": "en",
                "conversation_id": "901",
                "text": "The bridge opens",
                "entities": {
                    "hashtags": [{"tag": "Bridge"}],
                    "cashtags": [{"tag": "ACME"}],
                    "mentions": [{"username": "cid"}],
                    "urls": [{"url": "https://t.co/2", "expanded_url": "https://example.org/a"}],
                },
                "attachments": {"media_keys": ["3_900"]},
                "source": "Some App",
                "public_metrics": {"like_count": 3, "retweet_count": 2, "reply_count": 1, "impression_count": 90},
                "referenced_tweets": [{"type": "replied_to", "id": "800"}, {"type": "quoted", "id": "801"}],
                "in_reply_to_user_id": "13",
            },
            {
                "id": "902",
                "author_id": "12",
                "created_at": "2024-05-01T10:00:05.000Z",
                "text": "RT @ann: The bridge o…",
                "referenced_tweets": [{"type": "retweeted", "id": "901"}],
            },
        ],
        "includes": {
            "users": [
                {
                    "id": "11",
                    "username": "ann",
                    "created_at": "2008-08-08T12:36:26.000Z",
                    "public_metrics": {"followers_count": 9, "following_count": 4, "tweet_count": 7},
                    "affiliation": {"description": "Bridge Company"},
                }
            ],
            "tweets": [{"id": "901", "author_id": "11", "text": "The bridge opens"}],
        },
    },
    {"id": "903", "author_id": "12", "created_at": "2024-05-01T10:00:09.000Z", "text": "One flattened post per line"},
)

READER = Reader(
    name="x_v2",
    title="X API v2 (twarc2)",
    description=(
        "What the present API gives and twarc2 writes: response pages with includes, or one flattened post per line, "
        "in the old and the new spelling. Long posts are whole; a repost carries the full text of the original where "
        "the file holds it. Files of accounts or counts hold no posts and are refused."
    ),
    recognised_by="author_id and text in the records, or pages with data",
    containers=("jsonl", "json"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"tweets.jsonl": SAMPLE},
)
