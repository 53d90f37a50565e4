"""A tribe talks, a troop broadcasts."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.hypotheses.fandom import talk
from claqueur.schema import CAMPAIGN_MEMBERS, CONDUCT, POSTS


def test_members_who_answer_members_are_counted(frame, rows, keys):
    members = [("c", keys[name]) for name in ("ann", "bob", "cat")] + [("d", keys["dan"])]
    replies = [
        ("x", "ann", "bob"),
        ("x", "bob", "bob"),  # to himself
        ("x", "cat", "dan"),  # to another campaign
        ("x", "fay", "ann"),  # an outsider
        ("y", "cat", "ann"),  # another platform
        ("x", "bob", None),
    ]
    of = frame(CAMPAIGN_MEMBERS, "campaign_id account", members)
    conduct = frame(CONDUCT, "campaign_id replies_inside", [("c", 0.25), ("d", 0.0)])
    columns = "platform account_id reply_to_account_id"
    found = talk(of, frame(POSTS, columns, replies), conduct)
    assert rows(found, "campaign_id replying_share replies_inside") == [
        ("c", pytest.approx(1 / 3), 0.25),
        ("d", 0.0, 0.0),
    ]
    silent = talk(of, frame(POSTS, columns, replies[-1:]), conduct)  # nobody answers anybody: not in these data
    assert rows(silent, "campaign_id replying_share replies_inside") == [("c", None, None), ("d", None, None)]
