"""Messages of Telegram as Telethon writes them (message.to_json()): one per line, or a list.

Layout: what telethon 1.x makes of tl.types.Message, whose fields core.telegram.org/constructor/message describes.
Offsets of links and tags count UTF-16 units.
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
PEERS = {"PeerUser": "user", "PeerChat": "chat", "PeerChannel": "channel"}


def recognise(source: Source) -> str | None:
    """Records that call themselves Message and have a peer_id."""
    for record in source.first_records:
        if isinstance(record, dict) and record.get("_") in ("Message", "MessageService") and "peer_id" in record:
            return "its records are messages with peer_id, as Telethon writes them"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is telegram."""
    return json_mapping(mapping, {"platform": "telegram"}, source.name, "telegram_telethon")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its messages; what happened to a chat and empty messages are none."""
    return post_batches(source, _messages, fields_of)


def _messages(record: Json) -> list[Json]:
    if record["_"] == "Message":
        return [record]
    if record["_"] not in ("MessageService", "MessageEmpty"):
        raise KeyError("message")
    return []


def fields_of(message: Json) -> Fields:
    """The draft of one message. A forwarded one is a repost, of the post of a channel where Telegram says which."""
    chat = _number(message["peer_id"])
    forwarded, answered = message.get("fwd_from") or {}, message.get("reply_to") or {}
    origin, original = forwarded.get("from_id"), forwarded.get("channel_post")
    replied = answered.get("reply_to_msg_id")
    where = _number(answered["reply_to_peer_id"]) if answered.get("reply_to_peer_id") else chat
    marked = _marked(message)
    return {
        "post_id": f"{chat}/{message['id']}",
        "account_id": _account(message.get("from_id") or message["peer_id"]),
        "created_at": message["date"],
        "text": message.get("message"),
        "kind": "repost" if forwarded else None,
        "repost_of_post_id": f"{_number(origin)}/{original}" if origin and original else None,
        "repost_of_account_id": origin and _account(origin),
        "reply_to_post_id": replied and f"{where}/{replied}",
        "urls": list(dict.fromkeys([*marked["MessageEntityUrl"], *marked["MessageEntityTextUrl"], *_page(message)])),
        "hashtags": marked["MessageEntityHashtag"],
        "cashtags": marked["MessageEntityCashtag"],
        "mentions": marked["MessageEntityMention"],
        "media_hashes": _media(message),
        "repost_count": message.get("forwards"),
        "reply_count": (message.get("replies") or {}).get("replies"),
        "view_count": message.get("views"),
    }


def _number(peer: Json) -> int:
    return peer[f"{PEERS[peer['_']]}_id"]


def _account(peer: Json) -> str:
    return f"{PEERS[peer['_']]}{_number(peer)}"


def _marked(message: Json) -> dict[str, list[str]]:
    """What is marked in the text, by the kind of mark; of a linked word the link."""
    units = (message.get("message") or "").encode("utf-16-le")
    found: dict[str, list[str]] = {
        f"MessageEntity{kind}": [] for kind in ("Url", "TextUrl", "Hashtag", "Cashtag", "Mention")
    }
    for mark in message.get("entities") or []:
        if mark["_"] in found:
            cut = units[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le", "replace")
            found[mark["_"]].append(mark.get("url") or cut)
    return found


def _page(message: Json) -> list[str]:
    """The page that is shown below the text."""
    page = (message.get("media") or {}).get("webpage") or {}
    return [page["url"]] if page.get("url") else []


def _media(message: Json) -> list[str]:
    """Telegram's ids of photo, video or file: the same when it is forwarded."""
    media = message.get("media") or {}
    return [str(media[kind]["id"]) for kind in ("photo", "document") if media.get(kind)]


SAMPLE = as_lines(
    {
        "_": "Message",
        "id": 5,
        "peer_id": {"_": "PeerChannel", "channel_id": 100},
        "date": "2024-05-01T10:00:00+00:00",
        "message": "The bridge #Bridge $ACME @cid https://example.org/a",
        "from_id": None,
        "fwd_from": None,
        "reply_to": None,
        "media": {"_": "MessageMediaPhoto", "photo": {"_": "Photo", "id": 77}},
        "entities": [
            {"_": "MessageEntityHashtag", "offset": 11, "length": 7},
            {"_": "MessageEntityCashtag", "offset": 19, "length": 5},
            {"_": "MessageEntityMention", "offset": 25, "length": 4},
            {"_": "MessageEntityUrl", "offset": 30, "length": 21},
        ],
        "views": 90,
        "forwards": 2,
        "replies": {"_": "MessageReplies", "replies": 1},
    },
    {
        "_": "Message",
        "id": 9,
        "peer_id": {"_": "PeerChannel", "channel_id": 200},
        "date": "2024-05-01T10:00:05+00:00",
        "message": "The bridge",
        "from_id": {"_": "PeerUser", "user_id": 12},
        "fwd_from": {"_": "MessageFwdHeader", "from_id": {"_": "PeerChannel", "channel_id": 100}, "channel_post": 5},
        "reply_to": {"_": "MessageReplyHeader", "reply_to_msg_id": 8, "reply_to_peer_id": None},
        "media": None,
        "entities": [],
    },
    {
        "_": "MessageService",
        "id": 10,
        "peer_id": {"_": "PeerChannel", "channel_id": 200},
        "date": "2024-05-01T10:01:00",
    },
)

READER = Reader(
    name="telegram_telethon",
    title="Telegram (Telethon)",
    description=(
        "Messages as Telethon writes them (to_json), one per line or as a list. A forwarded message becomes a repost "
        "of the channel's post that it comes from, where Telegram says which. Photos, videos and files are known by "
        "Telegram's ids. What happened to a chat is passed over."
    ),
    recognised_by="records called Message, with peer_id",
    containers=("jsonl", "json"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"messages.jsonl": SAMPLE},
)
