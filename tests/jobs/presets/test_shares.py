"""Posts as other tools' tables."""

from __future__ import annotations

from claqueur.jobs.presets.shares import messages, shares, with_one_name
from claqueur.schema import POSTS

COLUMNS = (
    "platform account_id post_id created_at kind text urls repost_of_post_id repost_of_account_id reply_to_post_id"
)


def test_accounts_get_their_platform_where_several_meet(frame, rows, at):
    posts = [
        ("x", "ann", "p1", at(0), "repost", None, [], "p0", "zoe", None),
        ("y", "ann", "p1", at(0), "repost", None, [], "p0", None, None),
    ]
    posts = frame(POSTS, COLUMNS, posts)
    assert rows(with_one_name(posts, False), "account_id repost_of_account_id") == [("ann", None), ("ann", "zoe")]
    named = with_one_name(posts, True)
    assert rows(named, "account_id repost_of_account_id") == [("x:ann", "x:zoe"), ("y:ann", None)]
    acts = rows(shares(named, "repost"), "account_id timestamp_share object_id")
    assert [act[:2] for act in acts] == [("x:ann", 0.0), ("y:ann", 0.0)]
    assert acts[0][2] != acts[1][2]  # p0 of two platforms


def test_posts_become_messages_and_a_repost_of_something_unknown_matches_nothing(frame, rows, at):
    posts = [
        ("x", "ann", "p1", at(5), "reply", "Hello", ["https://a.example", "https://b.example"], None, None, "p0"),
        ("x", "bob", "p2", at(6), "repost", "Hello", [], "p1", "ann", None),
        ("x", "cat", "p3", at(7), "repost", "Hello", [], None, None, None),
    ]
    found = messages(frame(POSTS, COLUMNS, posts))
    assert rows(found, "message_id user_id repost_id reply_id message timestamp urls row") == [
        ("x:p1", "ann", None, "x:p0", "Hello", 5.0, "https://a.example https://b.example", 0),
        ("x:p2", "bob", "x:p1", None, "Hello", 6.0, "", 0),
        ("x:p3", "cat", "x:p3", None, "Hello", 7.0, "", 0),
    ]
