from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from claqueur.ingest.load import ingest
from claqueur.ingest.tables import look
from claqueur.workspace import Workspace

POST = {
    "id": 5,
    "type": "message",
    "date": "2024-05-01T12:00:00",
    "date_unixtime": "1714557600",
    "from": "Bridges",
    "from_id": "channel100",
    "text": ["Open ", {"type": "link", "text": "https://example.org/a"}, " ", {"type": "hashtag", "text": "#Up"}],
    "text_entities": [
        {"type": "plain", "text": "Open "},
        {"type": "link", "text": "https://example.org/a"},
        {"type": "plain", "text": " "},
        {"type": "hashtag", "text": "#Up"},
    ],
}
FORWARD = {
    "id": 6,
    "type": "message",
    "date_unixtime": "1714557605",
    "from": "Bob",
    "from_id": "user12",
    "forwarded_from": "Tunnels",
    "reply_to_message_id": 5,
    "text": ["Come to ", {"type": "text_link", "text": "the tunnel", "href": "https://example.org/b"}],  # before 2022
}
REPLY = {
    "id": 7,
    "type": "message",
    "date_unixtime": "1714557607",
    "from": None,
    "from_id": "user13",
    "reply_to_message_id": 9,
    "reply_to_peer_id": "channel200",
    "text": "",
}
SERVICE = {"id": 8, "type": "service", "date_unixtime": "1714557608", "action": "pin_message", "text": ""}
UNSUPPORTED = {"id": 9, "type": "unsupported"}


def chat(number: int, *messages: Any) -> dict[str, Any]:
    return {"name": "Bridges", "type": "public_channel", "id": number, "messages": list(messages)}


@pytest.mark.parametrize("indent", [1, None], ids=["as exported", "on one line"])
def test_a_chat_is_read_message_by_message(
    indent: int | None, workspace: Workspace, write: Callable, rows: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "HEAD_BYTES", 600)  # the beginning tells enough
    content = json.dumps(chat(100, POST, SERVICE, FORWARD, REPLY, REPLY, UNSUPPORTED, 7), indent=indent)
    summary = ingest([write("result.json", content)], workspace)
    assert summary.files[0].source_format == "telegram_desktop"
    assert (summary.read - summary.quarantined, summary.kept, summary.duplicates) == (4, 3, 1)
    assert summary.quarantined == 2  # what the application could not export, and what is no message
    assert rows("post_id", "account_id", "account_name", "kind", "reply_to_post_id") == [
        ("100/5", "channel100", "Bridges", "post", None),
        ("100/6", "user12", "Bob", "repost", "100/5"),
        ("100/7", "user13", None, "reply", "200/9"),  # the answer to a post of another chat
    ]
    assert rows("text", "urls", "hashtags") == [
        ("Open https://example.org/a #Up", ["https://example.org/a"], ["up"]),
        ("Come to the tunnel", ["https://example.org/b"], []),
        (None, [], []),
    ]
    assert rows("created_at")[0][0].isoformat() == "2024-05-01T10:00:00+00:00"


def test_all_chats_of_an_account_are_told_apart(workspace: Workspace, write: Callable, rows: Callable) -> None:
    export = {"about": "…", "chats": {"about": "…", "list": [chat(100, POST), chat(200, POST, UNSUPPORTED)]}}
    summary = ingest([write("result.json", json.dumps(export, indent=1))], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (3, 2, {"no_post": 1})
    assert rows("post_id") == [("100/5",), ("200/5",)]


def test_old_exports_have_local_times_and_say_so(workspace: Workspace, write: Callable, rows: Callable) -> None:
    old = {name: value for name, value in POST.items() if name != "date_unixtime"} | {"from_id": 4294967396}
    path = write("result.json", json.dumps(chat(100, old), indent=1))
    summary = ingest([path], workspace, mapping={"time.zone": "Europe/Paris"})
    assert rows("account_id", "created_at")[0][0] == "4294967396"
    assert rows("created_at")[0][0].isoformat() == "2024-05-01T10:00:00+00:00"
    assert summary.warnings == ()


def test_what_an_account_run_by_a_program_says_is_told_by_its_chat(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    answer = POST | {"id": 6, "from": "Weather", "from_id": "user200"}
    export = {"chats": {"list": [chat(200, POST | {"from_id": "user12"}, answer) | {"type": "bot_chat"}]}}
    ingest([write("result.json", json.dumps(export, indent=1))], workspace)
    assert rows("account_id", "account_affiliation") == [("user12", None), ("user200", "automated")]
