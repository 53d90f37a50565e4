"""What the posts cover."""

from __future__ import annotations

from claqueur.jobs.traces.coverage import coverage
from claqueur.schema import ACTIVITY, COVERAGE, POSTS


def test_originals_single_posts_and_the_largest_accounts_are_counted(frame, rows):
    posts = [
        ("x", "1", None, None, "en", None),
        ("x", "2", "1", None, "en", "web"),  # its original is here
        ("x", "3", "1", None, None, None),  # and again
        ("x", "4", "99", None, "fr", None),  # collected without its original
        ("y", "5", "1", None, None, None),  # post 1 of another platform
        ("x", "6", None, "4", None, None),  # a reply to a post that is here
        ("x", "7", None, "98", None, None),
    ]
    activity = [(1, 3), (2, 3), (3, 1)]
    found = coverage(
        frame(POSTS, "platform post_id repost_of_post_id reply_to_post_id lang client", posts),
        frame(ACTIVITY, "account n_posts", activity),
    )
    #   posts, reposts, found, replies, found, lang, client, accounts, single, most, at most
    assert rows(found, " ".join(COVERAGE.names)) == [(7, 4, 2, 2, 1, 3, 1, 3, 1, 3, 2)]


def test_without_reposts_nothing_is_found(frame, rows):
    found = coverage(frame(POSTS, "platform post_id", [("x", "1")]), frame(ACTIVITY, "account n_posts", [(1, 1)]))
    assert rows(found, "n_repost_targets n_repost_targets_found n_single most_posts n_at_most") == [(0, 0, 1, 1, 1)]
