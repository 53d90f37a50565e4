"""Which accounts of the posts the user's lists mean."""

from __future__ import annotations

from claqueur.jobs.traces.activity import activity
from claqueur.jobs.traces.declared_accounts import declared_accounts
from claqueur.schema import DECLARED, POSTS

LIST = "platform account_id handle affiliation role source list"


def test_an_id_means_one_account_and_a_handle_the_only_one_that_had_it(frame, rows, keys):
    posts = [
        ("x", "ann", "Ann_P"),
        ("x", "bob", "@Bobby"),  # as some exports write a handle
        ("x", "cat", None),  # known by her handle only, which stands for the id
        ("x", "dan", "shared"),
        ("x", "eve", "Shared"),  # the same handle, at another time
        ("x", "fay", "ann_p"),  # has the handle of ann, who is declared by her id
        ("y", "ann", "Ann_P"),  # another platform
    ]
    declared = [
        ("x", "ann", "ann_p", "Party", "staff", "its site", "l.csv"),
        ("x", None, "ann_p", "Nobody", None, None, "l.csv"),  # ann or fay: not told
        ("x", "999", "bobby", "Party", None, None, "l.csv"),  # no such id: the handle counts
        ("x", None, "cat", "Union", None, "letter", "m.csv"),
        ("x", None, "shared", "Nobody", None, None, "l.csv"),
        ("x", "777", None, "Nobody", None, None, "l.csv"),
    ]
    found = declared_accounts(frame(POSTS, "platform account_id account_name", posts), frame(DECLARED, LIST, declared))
    assert rows(found, "account affiliation affiliation_source") == sorted(
        [
            (keys["ann"], "Party", "staff · its site"),
            (keys["bob"], "Party", "l.csv"),
            (keys["cat"], "Union", "letter"),
        ]
    )


def test_two_rows_that_mean_one_account_give_one(frame, rows, keys):
    posts = [("x", "ann", "old_name"), ("x", "ann", "new_name"), ("x", "bob", "b"), ("x", "bob", "a")]
    declared = [
        ("x", None, "old_name", "Union", None, None, "l.csv"),
        ("x", "ann", None, "Party", None, None, "l.csv"),  # the id goes before
        ("x", None, "b", "Second", None, None, "l.csv"),
        ("x", None, "a", "First", None, None, "l.csv"),  # the alphabet decides
    ]
    found = declared_accounts(frame(POSTS, "platform account_id account_name", posts), frame(DECLARED, LIST, declared))
    assert rows(found, "account affiliation") == sorted([(keys["ann"], "Party"), (keys["bob"], "First")])


def test_what_a_list_says_goes_before_what_posts_say(frame, rows, at):
    posts = [
        ("x", "ann", "1", at(1), "post", "as she says"),
        ("x", "bob", "2", at(1), "post", "as he says"),
        ("x", "cat", "3", at(1), "post", None),
    ]
    columns = "platform account_id post_id created_at kind account_affiliation"
    declared = [(None, "x", "ann", "Party"), (None, "x", "cat", "Party"), (None, "x", "dan", "Party")]
    listed = [(platform, account, None, party, None, None, "l.csv") for _, platform, account, party in declared]
    found = activity(frame(POSTS, columns, posts), frame(DECLARED, LIST, listed))
    assert rows(found, "account_id affiliation affiliation_source") == [
        ("ann", "Party", "l.csv"),
        ("bob", "as he says", None),
        ("cat", "Party", "l.csv"),
    ]
