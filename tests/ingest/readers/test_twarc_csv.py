from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

NONE = {
    "referenced_tweets.replied_to.id": None,
    "referenced_tweets.retweeted.id": None,
    "referenced_tweets.quoted.id": None,
    "in_reply_to_user_id": None,
    "retweeted_user_id": None,
    "entities.hashtags": None,
    "entities.urls": None,
    "attachments.media_keys": None,
    "public_metrics.like_count": "0.0",
}
ANN = {"author_id": "11", "author.username": "ann", "author.created_at": "2008-08-08T12:36:26.000Z"}
BOB = {"author_id": "12", "author.username": "bob", "author.created_at": None}
POST = (
    NONE
    | ANN
    | {
        "id": "1",
        "created_at": "2024-05-01T10:00:00.000Z",
        "text": "Open\\nto all",  # twarc-csv writes line breaks so
        "entities.hashtags": '["#Up", "#there"]',
        "entities.urls": '["https://example.org/a,b[c]", "pic.twitter.com/x1", "https://example.org/a,b[c]"]',
        "attachments.media_keys": '["3_900"]',
        "public_metrics.like_count": "3.0",
    }
)
REPOST = (
    POST
    | BOB
    | {
        "id": "2",
        "created_at": "2024-05-01T10:00:05.000Z",
        "referenced_tweets.retweeted.id": "1",
        "retweeted_user_id": "11",
    }
)
REPLY = (
    NONE
    | BOB
    | {
        "id": "3",
        "created_at": "2024-05-01T10:00:07.000Z",
        "text": "@ann yes",
        "referenced_tweets.replied_to.id": "1",
        "referenced_tweets.quoted.id": None,
        "in_reply_to_user_id": "11",
    }
)
NAMELESS = REPLY | {"id": "4", "author_id": None}


def test_rows_are_the_posts_that_twarc_collected(workspace: Workspace, write: Callable, rows: Callable) -> None:
    table = pl.DataFrame([POST, REPOST, REPLY, REPLY, NAMELESS])
    summary = ingest([write("tweets.csv", table.write_csv())], workspace)
    assert summary.files[0].source_format == "twarc_csv"
    assert (summary.read, summary.kept, summary.duplicates) == (5, 3, 1)
    assert summary.quarantined_by == {"missing_account_id": 1}
    assert rows("post_id", "account_name", "kind", "repost_of_post_id", "repost_of_account_id", "reply_to_post_id") == [
        ("1", "ann", "post", None, None, None),
        ("2", "bob", "repost", "1", "11", None),
        ("3", "bob", "reply", None, None, "1"),
    ]
    link = ["https://example.org/a,b[c]"]  # once, and without the post's own image
    assert rows("text", "urls", "hashtags", "media_hashes", "like_count") == [
        ("Open\nto all", link, ["up", "there"], ["900"], 3),
        ("Open\nto all", link, ["up", "there"], ["900"], None),  # the 3 are the original's
        ("@ann yes", [], [], [], 0),
    ]


@pytest.mark.parametrize(
    ("columns", "declared"),
    [
        ({"author.verified_type": "government", "author.name": "The Ministry"}, "government"),
        ({"author.verified_type": "business", "author.name": "Our Party"}, "Our Party"),
        ({"author.verified_type": "blue", "author.name": "Ann"}, None),
        ({"author.verified_type": "business", "author.affiliation.description": "Our Party"}, "Our Party"),
        ({}, None),
    ],
)
def test_the_labels_of_x_say_what_an_account_is_of(
    columns: dict, declared: str | None, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    ingest([write("tweets.csv", pl.DataFrame([POST | columns]).write_csv())], workspace)
    assert rows("account_affiliation") == [(declared,)]
