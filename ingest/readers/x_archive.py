"""The posts in an account's own archive, as X hands it out ("your archive"): data/tweets.js, in the zip or unpacked.

Layout: archives of 2018 to 2026 as public tools read them (window.YTD.tweets.part0 = [{"tweet": ...}], and
account.js beside it). A post is written as the API v1.1 wrote it, without its author; a repost has only "RT @name:".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from claqueur.errors import UserError
from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers import x_v1
from claqueur.ingest.readers.json_lines import Fields, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.streams import DAMAGED, open_bytes
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping

Json = dict[str, Any]
ACCOUNT = "account.js"


def recognise(source: Source) -> str | None:
    """A list of objects that hold a tweet each."""
    for record in source.first_records:
        tweet = record.get("tweet") if isinstance(record, dict) else None
        if isinstance(tweet, dict) and "id_str" in tweet:
            return "its records hold a tweet each, as in the archive of an account of X"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is x."""
    return json_mapping(mapping, {"platform": "x"}, source.name, "x_archive")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its posts. Raises UserError if the archive does not say whose they are."""
    user = author(source)
    return post_batches(source, lambda record: [{**record["tweet"], "user": user}], fields_of)


def author(source: Source) -> Json:
    """The archive's account, as the API v1.1 gives an account. Raises UserError if account.js is not there."""
    try:
        if source.member is None:
            stream = open_bytes(source.path.with_name(ACCOUNT))
        else:
            stream = open_bytes(source.path, str(PurePosixPath(source.member).with_name(ACCOUNT)))
        with stream:
            _, _, written = stream.read().decode("utf-8-sig").partition("=")
        account = json.loads(written)[0]["account"]
        return {
            "id_str": account["accountId"],
            "screen_name": account.get("username"),
            "created_at": account.get("createdAt"),
        }
    except (*DAMAGED, OSError, ValueError, KeyError, IndexError, TypeError):
        raise UserError(
            f"{source.name} does not say whose posts these are, and no {ACCOUNT} that does is beside it: give the "
            "whole archive."
        ) from None


def fields_of(post: Json) -> Fields:
    """The draft of one post; a repost is told by its text, and whose it was by the handle that stands there."""
    fields = x_v1.fields_of(post)
    reposted = (fields["text"] or "").partition("RT @")[2].partition(":")[0] if _is_repost(fields["text"]) else None
    mentions = (post.get("entities") or {}).get("user_mentions") or []
    by_name = {mention["screen_name"].lower(): mention.get("id_str") for mention in mentions}
    return fields | {
        "kind": "repost" if reposted else None,
        "repost_of_account_id": by_name.get(reposted.lower()) if reposted else None,
    }


def _is_repost(text: str | None) -> bool:
    return text is not None and text.startswith("RT @")


TWEETS = [
    {
        "tweet": {
            "id_str": "901",
            "created_at": "Wed May 01 10:00:00 +0000 2024",
            "full_text": "The bridge opens #Bridge $ACME https://t.co/2",
            "lang": "en",
            "source": "<a href='https://example.org'>Some App</a>",
            "favorite_count": "3",
            "retweet_count": "2",
            "entities": {
                "hashtags": [{"text": "Bridge"}],
                "symbols": [{"text": "ACME"}],
                "urls": [{"url": "https://t.co/2", "expanded_url": "https://example.org/a"}],
                "media": [{"id_str": "900"}],
            },
            "in_reply_to_status_id_str": "800",
            "in_reply_to_user_id_str": "13",
        }
    },
    {
        "tweet": {
            "id_str": "902",
            "created_at": "Wed May 01 10:00:05 +0000 2024",
            "full_text": "RT @bob: The tunnel o…",
            "entities": {"user_mentions": [{"screen_name": "bob", "id_str": "12"}]},
        }
    },
]
OWNER = [{"account": {"accountId": "11", "username": "ann", "createdAt": "2008-08-08T12:36:26.000Z"}}]

READER = Reader(
    name="x_archive",
    title="X, own archive",
    description=(
        "The archive that X hands out to the owner of an account, as the zip or unpacked: the posts of data/tweets.js, "
        "with the account of data/account.js; nothing else of it is opened. Reposts are told by their text, cut as it "
        "is there; which post they repost is not told."
    ),
    recognised_by="a tweet in each record",
    containers=("json",),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={
        "data/tweets.js": f"window.YTD.tweets.part0 = {json.dumps(TWEETS, indent=2, ensure_ascii=False)}",
        "data/account.js": f"window.YTD.account.part0 = {json.dumps(OWNER, indent=2)}",
    },
)
