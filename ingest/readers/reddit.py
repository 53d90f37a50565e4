"""Submissions and comments of Reddit, one per line, as the Pushshift dumps and their successors have them.

Layout: Baumgartner et al. 2020 (The Pushshift Reddit Dataset, arXiv:2001.08435) and Reddit's own interface. Ids are
written with their kind (t1_ a comment, t3_ a submission), as references to them are. An account is known by its name,
which never changes; what deleted accounts wrote names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers.json_lines import Fields, as_lines, itself, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping
from claqueur.ingest.texts.normalise import text_parts

Json = dict[str, Any]
GONE = ("[deleted]", "[removed]")


def recognise(source: Source) -> str | None:
    """Records with subreddit, author and created_utc, and a body or a title."""
    for record in source.first_records:
        if not isinstance(record, dict) or not {"subreddit", "author", "created_utc"} <= set(record):
            continue
        if {"body", "link_id"} <= set(record) or "title" in record:
            return "its records have subreddit, author and created_utc, as Reddit's submissions and comments do"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is reddit."""
    return json_mapping(mapping, {"platform": "reddit"}, source.name, "reddit")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its submissions and comments."""
    return post_batches(source, itself, fields_of)


def fields_of(record: Json) -> Fields:
    """The draft of one submission or comment."""
    author = record["author"]
    fields = _comment(record) if "body" in record else _submission(record)
    return fields | {
        "account_id": None if author in GONE else author,
        "account_name": None if author in GONE else author,
        "created_at": str(record["created_utc"]),
        "like_count": record.get("score"),
    }


def _comment(record: Json) -> Fields:
    text = None if record["body"] in GONE else record["body"]
    return {
        "post_id": f"t1_{record['id']}",
        "text": text,
        "kind": "reply",
        "repost_of_post_id": None,
        "repost_of_account_id": None,
        "reply_to_post_id": record["parent_id"],
        "conversation_id": record["link_id"],
        "urls": _links(text),
        "reply_count": None,
    }


def _submission(record: Json) -> Fields:
    """Its text is the title and, below, what is written; a crosspost is a repost of the submission it shares."""
    written = record.get("selftext")
    text = "\n\n".join(part for part in (record["title"], written) if part and part not in GONE)
    shared: Json = next(iter(record.get("crosspost_parent_list") or []), {})
    link = [] if record.get("is_self") or not record.get("url") else [record["url"]]
    return {
        "post_id": f"t3_{record['id']}",
        "text": text,
        "kind": "repost" if record.get("crosspost_parent") else "post",
        "repost_of_post_id": record.get("crosspost_parent"),
        "repost_of_account_id": shared.get("author"),
        "reply_to_post_id": None,
        "conversation_id": f"t3_{record['id']}",
        "urls": list(dict.fromkeys([*link, *_links(text)])),
        "reply_count": record.get("num_comments"),
    }


def _links(text: str | None) -> list[str]:
    return text_parts(text).urls if text else []


SAMPLE = as_lines(
    {
        "id": "a1",
        "author": "ann",
        "created_utc": 1714557600,
        "subreddit": "bridges",
        "title": "The bridge opens",
        "selftext": "",
        "is_self": False,
        "url": "https://example.org/a",
        "num_comments": 1,
        "score": 3,
    },
    {
        "id": "a2",
        "author": "bob",
        "created_utc": 1714557605,
        "subreddit": "news",
        "title": "The bridge opens",
        "is_self": False,
        "url": "https://example.org/a",
        "crosspost_parent": "t3_a1",
        "crosspost_parent_list": [{"id": "a1", "author": "ann"}],
        "num_comments": 0,
        "score": 1,
    },
    {
        "id": "c1",
        "author": "cid",
        "created_utc": "1714557690",
        "subreddit": "bridges",
        "body": "See you there",
        "link_id": "t3_a1",
        "parent_id": "t3_a1",
        "score": 1,
    },
)

READER = Reader(
    name="reddit",
    title="Reddit (Pushshift)",
    description=(
        "Submissions and comments, one per line, as in the Pushshift dumps (RS_…, RC_…, also .zst): comments become "
        "replies, crossposts reposts. Likes are Reddit's score. What deleted accounts wrote names no account and goes "
        "to quarantine: it would be one account that never was."
    ),
    recognised_by="subreddit, author and created_utc in the records",
    containers=("jsonl", "json"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"RS_2024-05.jsonl": SAMPLE},
)
