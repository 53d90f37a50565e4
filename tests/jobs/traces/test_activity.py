"""Accounts and what they did."""

from __future__ import annotations

from claqueur.jobs.traces.activity import activity
from claqueur.schema import ACTIVITY, POSTS


def test_an_account_is_one_platform_and_id_with_its_latest_name(frame, rows, at, keys):
    columns = "platform account_id post_id account_name created_at kind client account_affiliation account_created_at"
    posts = [
        ("x", "ann", "1", "Ann", at(10), "post", "Web", "party", at(5)),
        ("x", "ann", "2", "Ann B", at(20), "repost", "App", "union", at(4)),
        ("x", "ann", "3", "Ann C", at(20), "reply", "App", None, None),  # the same second: the larger id is later
        ("x", "ann", "4", None, at(30), "quote", None, None, None),  # tells nothing: the name stays
        ("x", "bob", "5", "Bob", at(7), "post", "Web", None, None),
        ("x", "bob", "6", "Bob", at(9), "post", "App", None, None),  # a tie of clients: the alphabet decides
        ("y", "ann", "1", None, at(1), "reply", None, None, None),  # the same id elsewhere: another account
    ]
    found = activity(frame(POSTS, columns, posts))
    # posts, reposts, replies, clients
    assert rows(found, " ".join(ACTIVITY.names)) == [
        (-2006045682382275856, "y", "ann", None, 1, 0, 1, 0, None, None, None, None, 1, 1),
        (keys["ann"], "x", "ann", "Ann C", 4, 1, 1, 2, "App", "union", None, 4, 10, 30),
        (keys["bob"], "x", "bob", "Bob", 2, 0, 0, 2, "App", None, None, None, 7, 9),
    ]
