"""Matched posts and precedence by hand."""

from __future__ import annotations

from claqueur.models.features.matched_posts import TURN_TAKING, matched_posts, turn_taking

CO_ACTIONS = "layer string, u long, v long, post_u string, post_v string, gap_s long, lead long"
ROWS = [
    # 1 and 2 meet in three posts: 1 leads twice, follows once
    ("repost", 1, 2, "a1", "b1", 30, 1),
    ("repost", 1, 2, "a2", "b2", 700, 1),
    ("text", 1, 2, "a3", "b3", 90, -1),
    ("hashtag_sequence", 1, 2, "a3", "b3", 90, -1),  # the same two posts once more
    # 1 and 3 meet in two posts, both led by 3
    ("repost", 1, 3, "a1", "c1", 10, -1),
    ("repost", 1, 3, "a4", "c2", 10, -1),
    # 1 and 4 meet once, in the same second
    ("repost", 1, 4, "a5", "d1", 0, 0),
    ("repost", 2, 4, "b9", "d9", 3_601, 1),  # beyond the hour
    ("url", 2, 4, "b8", "d8", 5, 1),  # a layer that is not asked for
]


def matched(engine):
    co_actions = engine.session.createDataFrame(ROWS, CO_ACTIONS)
    return matched_posts(co_actions, ("repost", "text", "hashtag_sequence"))


def test_each_post_is_matched_with_each_partner_once_and_seen_from_both_sides(sail):
    rows = sorted(tuple(row) for row in matched(sail).collect() if row["account"] in (2, 4))
    assert rows == [
        (2, 1, "b1", 30, -1),
        (2, 1, "b2", 700, -1),
        (2, 1, "b3", 90, 1),
        (4, 1, "d1", 0, 0),
    ]


def test_turn_taking_is_what_was_worked_by_hand(engine):
    table = turn_taking(matched(engine))
    assert table.columns == list(TURN_TAKING)
    rows = {row["account"]: tuple(row)[1:] for row in table.collect()}
    # posts with repeated partners, with partners of three, within 10 min | leads, follows | repeated, mutual | best, sum
    assert rows == {
        1: (4, 3, 3, 1, 2, 2, 1, 1.0, 1.5),  # a1..a4; mutual with 2 alone; min(2, 1) + 0, tie of 4 counts half
        2: (3, 3, 2, 1, 1, 1, 1, 1.0, 1.0),
        3: (2, 0, 2, 1, 0, 1, 0, 0.0, 0.0),  # always first
        4: (0, 0, 0, 0, 0, 0, 0, 0.5, 0.5),
    }
