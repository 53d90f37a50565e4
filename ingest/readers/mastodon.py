"""Statuses of Mastodon (and of servers that speak its interface): a list, search results, or one per line.

Layout: docs.joinmastodon.org/entities/Status (mastodon/documentation, content/en/entities/Status.md). Ids hold within
one server only, so posts are known by their uri and accounts by their address, which are the same on all servers; only
the post that is replied to is told by the server's own id.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.drafts import DELETED, Batch, Notice
from claqueur.ingest.readers.json_lines import Fields, as_lines, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping
from claqueur.ingest.texts.html_text import text_and_links
from claqueur.schema import AUTOMATED

Json = dict[str, Any]


def recognise(source: Source) -> str | None:
    """Records with uri, content and an account with acct, or pages of them."""
    for record in source.first_records:
        statuses = _statuses(record) if isinstance(record, dict) else []
        first = statuses[0] if statuses and isinstance(statuses[0], dict) else {}
        account = first.get("account")
        if isinstance(account, dict) and "acct" in account and {"uri", "content"} <= set(first):
            return "its records have uri, content and an account with acct, as Mastodon's interface gives them"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is mastodon."""
    return json_mapping(mapping, {"platform": "mastodon"}, source.name, "mastodon")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its statuses."""
    return post_batches(source, _statuses, fields_of, notices_of=notices_of)


def notices_of(line: Json) -> list[Notice] | None:
    """What a line of a collected stream says of a post that was deleted."""
    if "deleted" not in line or line.get("statuses"):
        return None
    return [Notice("post", line["uri"], DELETED)] if isinstance(line.get("uri"), str) else []


def _statuses(record: Json) -> list[Any]:
    """The statuses of a page of search results, or the record as one."""
    found = record.get("statuses")
    return found if isinstance(found, list) else [record]


def fields_of(status: Json) -> Fields:
    """The draft of one status. What somebody boosts has the original's text, links, tags and media."""
    account, original = status["account"], status.get("reblog")
    shown = original or status
    text, links = text_and_links(shown["content"])
    card, quoted = shown.get("card") or {}, (status.get("quote") or {}).get("quoted_status") or {}
    answered = {mention["id"]: mention["url"] for mention in status.get("mentions") or []}
    return {
        "post_id": status["uri"],
        "account_id": account["url"],
        "account_name": account["acct"],
        "created_at": status["created_at"],
        "text": text,
        "lang": shown.get("language"),
        "kind": "repost" if original else None,
        "repost_of_post_id": original and original["uri"],
        "repost_of_account_id": original and original["account"]["url"],
        "reply_to_post_id": status.get("in_reply_to_id"),
        "reply_to_account_id": answered.get(status.get("in_reply_to_account_id")),
        "quote_of_post_id": quoted.get("uri"),
        "urls": list(dict.fromkeys([*links, *([card["url"]] if card.get("url") else [])])),
        "hashtags": [tag["name"] for tag in shown.get("tags") or []],
        "mentions": [mention["acct"] for mention in shown.get("mentions") or []],
        "client": (status.get("application") or {}).get("name"),
        "like_count": status.get("favourites_count"),
        "repost_count": status.get("reblogs_count"),
        "reply_count": status.get("replies_count"),
        "account_created_at": account.get("created_at"),
        "account_followers": account.get("followers_count"),
        "account_following": account.get("following_count"),
        "account_post_count": account.get("statuses_count"),
        "account_affiliation": AUTOMATED if account.get("bot") else None,
    }


ANN = {
    "id": "11",
    "acct": "ann",
    "url": "https://social.example/@ann",
    "created_at": "2016-03-16T00:00:00.000Z",
    "followers_count": 9,
    "following_count": 4,
    "statuses_count": 7,
}
ORIGINAL = {
    "id": "901",
    "uri": "https://social.example/users/ann/statuses/901",
    "created_at": "2024-05-01T10:00:00.000Z",
    "account": ANN,
    "content": '<p>The bridge opens <a href="https://social.example/tags/bridge" class="mention hashtag">#bridge</a>'
    '<br><a href="https://example.org/a">example.org/a</a></p>',
    "language": "en",
    "in_reply_to_id": "800",
    "in_reply_to_account_id": "13",
    "mentions": [{"id": "13", "acct": "cid@other.example", "url": "https://other.example/@cid"}],
    "tags": [{"name": "bridge"}],
    "quote": {"state": "accepted", "quoted_status": {"uri": "https://other.example/users/cid/statuses/7"}},
    "application": {"name": "Web"},
    "favourites_count": 3,
    "reblogs_count": 2,
    "replies_count": 1,
}
SAMPLE = as_lines(
    ORIGINAL,
    {
        "id": "902",
        "uri": "https://social.example/users/bob/statuses/902/activity",
        "created_at": "2024-05-01T10:00:05.000Z",
        "account": {"id": "12", "acct": "bob", "url": "https://social.example/@bob", "bot": True},
        "content": "",
        "reblog": ORIGINAL,
    },
)

READER = Reader(
    name="mastodon",
    title="Mastodon",
    description=(
        "Statuses as Mastodon's interface gives them: a list, search results or one per line. Posts and accounts are "
        "known by their addresses, so what several servers show is one. What is boosted has the original's text and "
        "links. The post that is replied to is known by its id on the server that was asked."
    ),
    recognised_by="uri, content and an account with acct in the records",
    containers=("jsonl", "json"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"statuses.jsonl": SAMPLE},
)
