"""What Telegram Desktop exports as JSON (result.json): one chat, or all chats of an account.

Layout: Telegram/SourceFiles/export/output/export_output_json.cpp of telegramdesktop/tdesktop. Exports before 2022 lack
date_unixtime (their dates are local times) and text_entities; ids of accounts once were plain numbers. Which accounts
are run by a program is told only of the one on the other side of a chat of the type bot_chat.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers.json_lines import Fields, as_lines, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping
from claqueur.schema import AUTOMATED

Json = dict[str, Any]


def recognise(source: Source) -> str | None:
    """A chat with a type and messages, or a list of such chats."""
    for record in source.first_records:
        chats = _chats(record) if isinstance(record, dict) else []
        if any(isinstance(chat, dict) and {"type", "id", "messages"} <= set(chat) for chat in chats):
            return "it holds chats with type, id and messages, as Telegram Desktop exports them"
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is telegram."""
    return json_mapping(mapping, {"platform": "telegram"}, source.name, "telegram_desktop")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its messages; of one chat they are read one at a time, of all chats chat by chat."""
    if source.container != "json":
        return post_batches(source, _posts_of_chats, fields_of)
    if "messages" not in source.first_records[0]:
        return post_batches(source, posts_of, fields_of, "chats.list.item")
    chat = source.first_records[0]
    return post_batches(source, lambda message: posts_of({**chat, "messages": [message]}), fields_of, "messages.item")


def _chats(record: Json) -> list[Any]:
    if "messages" in record:
        return [record]
    chats = (record.get("chats") or {}).get("list")
    return chats if isinstance(chats, list) else []


def _posts_of_chats(record: Json) -> list[Json]:
    return [post for chat in _chats(record) for post in posts_of(chat)]


def posts_of(chat: Json) -> list[Json]:
    """The messages of a chat, each with the chat's id and type; what happened to the chat itself is none."""
    return [
        {**message, "chat": chat["id"], "chat_type": chat.get("type")} if isinstance(message, dict) else message
        for message in chat["messages"]
        if not isinstance(message, dict) or message.get("type") != "service"
    ]


def fields_of(message: Json) -> Fields:
    """The draft of one message. A forwarded one is a repost; Telegram exports only whose it was, by name."""
    parts = _parts(message)
    chat, answered = message["chat"], message.get("reply_to_message_id")
    where = "".join(filter(str.isdigit, str(message.get("reply_to_peer_id") or ""))) or chat
    return {
        "post_id": f"{chat}/{message['id']}",
        "account_id": str(message["from_id"]) if message.get("from_id") else None,
        "account_name": message.get("from"),
        "created_at": message.get("date_unixtime") or message["date"],
        "text": "".join(part["text"] for part in parts),
        "kind": "repost" if "forwarded_from" in message else None,
        "reply_to_post_id": answered and f"{where}/{answered}",
        "urls": [part.get("href") or part["text"] for part in parts if part["type"] in ("link", "text_link")],
        "hashtags": [part["text"] for part in parts if part["type"] == "hashtag"],
        "cashtags": [part["text"] for part in parts if part["type"] == "cashtag"],
        "mentions": [part["text"] for part in parts if part["type"] == "mention"],
        "client": message.get("via_bot"),
        "account_affiliation": AUTOMATED if _is_automated(message) else None,
    }


def _is_automated(message: Json) -> bool:
    return message.get("chat_type") == "bot_chat" and message.get("from_id") == f"user{message['chat']}"


def _parts(message: Json) -> list[Json]:
    """The text in parts, each with its type; plain ones are mere strings in "text"."""
    text = message.get("text_entities") or message["text"]
    listed = text if isinstance(text, list) else [text]
    return [{"type": "plain", "text": part} if isinstance(part, str) else part for part in listed]


SAMPLE = as_lines(
    {
        "name": "Bridges",
        "type": "public_channel",
        "id": 100,
        "messages": [
            {"id": 4, "type": "service", "date_unixtime": "1714557500", "action": "create_channel", "text": ""},
            {
                "id": 5,
                "type": "message",
                "date": "2024-05-01T12:00:00",
                "date_unixtime": "1714557600",
                "from": "Bridges",
                "from_id": "channel100",
                "text": ["The bridge opens ", {"type": "hashtag", "text": "#Bridge"}],
                "text_entities": [
                    {"type": "plain", "text": "The bridge opens "},
                    {"type": "hashtag", "text": "#Bridge"},
                    {"type": "plain", "text": " "},
                    {"type": "cashtag", "text": "$ACME"},
                    {"type": "plain", "text": " "},
                    {"type": "mention", "text": "@cid"},
                    {"type": "plain", "text": " "},
                    {"type": "text_link", "text": "here", "href": "https://example.org/a"},
                ],
            },
            {
                "id": 6,
                "type": "message",
                "date": "2024-05-01T12:00:05",
                "date_unixtime": "1714557605",
                "from": "Bob",
                "from_id": "user12",
                "forwarded_from": "Tunnels",
                "reply_to_message_id": 5,
                "via_bot": "@like",
                "text": "The tunnel opens",
                "text_entities": [{"type": "plain", "text": "The tunnel opens"}],
            },
        ],
    }
)

READER = Reader(
    name="telegram_desktop",
    title="Telegram Desktop",
    description=(
        "result.json as Telegram Desktop exports a chat, or all chats. A forwarded message becomes a repost; of which "
        "message is not told. What happened to a chat (members, calls, pins) is passed over. Views are not exported."
    ),
    recognised_by="chats with type, id and messages",
    containers=("json", "jsonl"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"result.json": SAMPLE},
)
