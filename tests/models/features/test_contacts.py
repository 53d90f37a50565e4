"""Contacts by hand: who met whom within the hour, seen from each post."""

from __future__ import annotations

from math import log, log1p

import pytest

from claqueur.models.features.contacts import CONTACTS, contacts

ACTS = "layer string, object_id long, account long, t long, post_id string"
OBJECTS = "layer string, object_id long, n_accounts long"
ACT_ROWS = [
    # a repost that three accounts pass on: 1 at once, 2 after 50 s, 3 after 20 min
    ("repost", 10, 1, 0, "a1"),
    ("repost", 10, 2, 50, "b1"),
    ("repost", 10, 3, 1_250, "c1"),
    ("repost", 10, 3, 1_300, "c2"),  # 3 repeats itself within the hour: once
    ("repost", 10, 4, 4_901, "d1"),  # 3,601 s after the last other act: no contact
    # 1 copies a text of 2, whose hashtags are the same: one post, one contact
    ("text", 20, 2, 10_000, "b2"),
    ("text", 20, 1, 13_600, "a2"),
    ("hashtag_sequence", 21, 2, 10_000, "b2"),
    ("hashtag_sequence", 21, 1, 13_600, "a2"),
    ("url", 30, 1, 0, "a3"),  # a layer that is not asked for
    ("url", 30, 4, 0, "d2"),
]
OBJECT_ROWS = [("repost", 10, 11), ("text", 20, 2), ("hashtag_sequence", 21, 30), ("url", 30, 2)]


def found(engine, bystanders: list[int] | None = None) -> dict[int, dict]:
    make = engine.session.createDataFrame
    listed = None if bystanders is None else make([(account,) for account in bystanders], "account long")
    layers = ("repost", "text", "hashtag_sequence")
    table = contacts(make(ACT_ROWS, ACTS), make(OBJECT_ROWS, OBJECTS), layers, listed)
    assert table.columns == list(CONTACTS)
    return {row["account"]: row.asDict() for row in table.collect()}


def test_contacts_of_three_accounts_are_those_worked_by_hand(engine):
    rows = found(engine)
    assert sorted(rows) == [1, 2, 3]  # 4 met nobody within the hour
    assert rows[1] == {
        "account": 1,
        "n_contacts": 2,  # a1 and a2
        "n_contacts_10m": 1,
        "n_contacts_1m": 1,
        "n_contacts_few": 1,  # the text is shared by two, the repost by eleven
        "n_contacts_original": 1,
        "n_contacts_first": 1,  # nobody came before a1; b2 came before a2
        "rarity": pytest.approx(1 / log(12) + 1 / log(3)),
        "log_gap": pytest.approx((log1p(50) + log1p(3_600)) / 2),
        # of the four acts on object 10 two are farther from their neighbour; the text has too few acts for an order
        "quickness": pytest.approx(2 / 3),
    }
    assert rows[3]["n_contacts"] == 1
    assert rows[3]["n_contacts_1m"] == 0  # its own repeat 50 s later is no contact
    assert rows[2]["n_contacts_first"] == 1


def test_bystanders_meet_others_but_nobody_meets_them(sail):
    rows = found(sail, bystanders=[2, 3])
    assert rows[2]["n_contacts"] == 2  # b1 and b2 met 1
    assert rows[3]["log_gap"] == pytest.approx(log1p(1_250))  # 1, not the nearer 2
    assert 1 not in rows  # everybody it met is a bystander
