from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

POST = {
    "id_str": "1",
    "created_at": "Wed May 01 10:00:00 +0000 2024",
    "full_text": "Open https://t.co/2",
    "entities": {"urls": [{"url": "https://t.co/2", "expanded_url": "https://example.org/a"}]},
    "favorite_count": "3",
}
REPOST = {
    "id_str": "2",
    "created_at": "Wed May 01 10:00:05 +0000 2024",
    "full_text": "RT @Bob: Come to the tun…",
    "entities": {"user_mentions": [{"screen_name": "Cid", "id_str": "13"}, {"screen_name": "bob", "id_str": "12"}]},
}
REPLY = {
    "id_str": "3",
    "created_at": "Wed May 01 10:00:07 +0000 2024",
    "full_text": "@bob yes",
    "in_reply_to_status_id_str": "9",
    "in_reply_to_user_id_str": "12",
}
BROKEN = {"id_str": "4", "full_text": "no time"}
TWEETS = "window.YTD.tweets.part0 = " + json.dumps(
    [{"tweet": tweet} for tweet in (POST, REPOST, REPLY, REPLY, BROKEN)], indent=2
)
ACCOUNT = 'window.YTD.account.part0 = [{"account": {"accountId": "11", "username": "ann", "createdAt": "2008-08-08"}}]'


@pytest.mark.parametrize("packed", [True, False])
def test_the_posts_of_the_archive_are_those_of_its_account(
    packed: bool, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    files = {"data/tweets.js": TWEETS, "data/account.js": ACCOUNT, "data/direct-messages.js": "window.YTD.x = [1]"}
    if packed:
        with zipfile.ZipFile(archive := io.BytesIO(), "w") as writing:
            for name, content in files.items():
                writing.writestr(name, content)
        path = write("twitter-2024.zip", archive.getvalue())
    else:
        for name, content in files.items():
            path = write(f"twitter-2024/{name}", content).parents[1]
    summary = ingest([path], workspace)
    assert [(file.source_format, file.read, file.kept) for file in summary.files] == [("x_archive", 5, 3)]
    assert (summary.duplicates, summary.quarantined_by, summary.skipped) == (1, {"no_post": 1}, ())
    assert rows("post_id", "account_id", "account_name", "kind", "repost_of_account_id", "reply_to_post_id") == [
        ("1", "11", "ann", "post", None, None),
        ("2", "11", "ann", "repost", "12", None),
        ("3", "11", "ann", "reply", None, "9"),
    ]
    assert rows("urls", "like_count") == [(["https://example.org/a"], 3), ([], None), ([], None)]


def test_posts_without_their_account_are_one_sentence(workspace: Workspace, write: Callable) -> None:
    with pytest.raises(UserError, match=r"tweets\.js does not say whose posts these are, and no account\.js that does"):
        ingest([write("tweets.js", TWEETS)], workspace)
