"""Windows over very many small groups."""

from __future__ import annotations

from claqueur.jobs.many_groups import first_of_each
from claqueur.schema import ACTIONS

SHARED = [  # layer, account, object_id, t
    ("url", 1, 7, 30),
    ("url", 1, 7, 10),  # the first of the two
    ("url", 1, 8, 40),  # another object
    ("url", 2, 7, 20),  # another account
    ("text", 1, 7, 50),  # another layer
    ("text", 1, 7, 60),
]


def test_the_first_row_of_each_group_is_kept(frame, rows):
    found = first_of_each(frame(ACTIONS, "layer account object_id t", SHARED), ["layer", "account", "object_id"], ["t"])
    expected = [("text", 1, 7, 50), ("url", 1, 7, 10), ("url", 1, 8, 40), ("url", 2, 7, 20)]
    assert rows(found, "layer account object_id t") == expected


def test_groups_that_share_a_window_stay_apart(frame, rows):
    many = [("url", account, account % 3, t) for account in range(500) for t in (2, 1, 3)]
    found = first_of_each(frame(ACTIONS, "layer account object_id t", many), ["layer", "account", "object_id"], ["t"])
    assert rows(found, "account t") == [(account, 1) for account in range(500)]
