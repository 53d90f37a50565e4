"""The Coordination Network Toolkit's networks on messages worked by hand."""

from __future__ import annotations

import pytest

from claqueur.errors import UserError
from claqueur.jobs.presets.cnt import CntParameters, cnt_network, compared_text, network_shares
from claqueur.schema import CNT_EDGES, MESSAGES, SHARES

MESSAGE = "row message_id user_id repost_id reply_id message urls timestamp"
MESSAGE_ROWS = [
    (0, "m1", "ann", None, "p1", "Vote @all  NOW", "https://a.example https://b.example", 0.0),
    (1, "m2", "bob", None, "p1", "@ann vote now", "https://b.example https://b.example", 60.0),
    (2, "m3", "ann", None, "p1", "vote now https://a.example", None, 61.0),  # URLs stay in the text
    (3, "m4", "cat", "p9", "p1", "vote now", "https://b.example", 0.0),  # a repost is in co_retweet only
    (4, "m5", "dan", "p9", None, "", None, 10.0),
    (5, "m5", "eve", "p9", None, "vote now", "https://a.example", 10.0),  # m5 again: the first row counts
    (6, "m6", "fay", None, None, None, "", 10.0),
    (7, "m7", "gus", None, None, "@fay", "https://A.example", 10.0),  # nothing left, as in m6; another URL than in m1
]


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("co_retweet", [("p9", "cat", "m4"), ("p9", "dan", "m5")]),
        ("co_reply", [("p1", "ann", "m1"), ("p1", "ann", "m3"), ("p1", "bob", "m2")]),
        (
            "co_link",
            [
                ("https://A.example", "gus", "m7"),
                ("https://a.example", "ann", "m1"),
                ("https://b.example", "ann", "m1"),
                ("https://b.example", "bob", "m2"),
            ],
        ),
        (
            "co_tweet",
            [
                ("", "fay", "m6"),
                ("", "gus", "m7"),
                ("vote now", "ann", "m1"),
                ("vote now", "bob", "m2"),
                ("vote now https://a.example", "ann", "m3"),
            ],
        ),
    ],
)
def test_a_network_compares_what_the_toolkit_compares(network, expected, frame, rows):
    shares = network_shares(frame(MESSAGES, MESSAGE, MESSAGE_ROWS), network)
    assert rows(shares, "object_id account_id content_id") == expected


def test_weights_count_messages_with_a_match_in_each_direction(frame, rows):
    shares = [
        ("o1", "ann", "m1", 0.0),
        ("o1", "bob", "m2", 30.0),
        ("o1", "bob", "m3", 60.0),  # ann's one message has two matches: 1 for ann, 2 for bob
        ("o2", "ann", "m1", 0.0),
        ("o2", "bob", "m2", 0.0),  # the same two messages agree in another object: nothing more
        ("o1", "ann", "m4", 121.0),  # 61 s after m3
        ("o1", "cat", "m5", 181.0),  # 60 s after m4
        ("o3", "dan", "m6", 0.0),
        ("o3", "dan", "m7", 0.0),  # an account does not match itself
    ]
    shares = frame(SHARES, " ".join(SHARES.names), shares)
    edges = [("ann", "bob", 1), ("ann", "cat", 1), ("bob", "ann", 2), ("cat", "ann", 1)]
    assert rows(cnt_network(shares, 60, 1), " ".join(CNT_EDGES.names)) == edges
    assert rows(cnt_network(shares, 60, 2), " ".join(CNT_EDGES.names)) == edges[2:3]


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("RT @Ann: Vote\tNOW\n\nplease", "rt vote now please"),
        ("mail a@b.example, or @ me", "mail a or me"),  # from the @ to the next white space
        ("ÉTÉ https://T.co/Ab", "été https://t.co/ab"),
        ("@all", ""),
    ],
)
def test_texts_are_compared_as_the_toolkit_prepares_them(text, compared):
    assert compared_text(text) == compared


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"network": "co_like"}, 'network is "co_like": give one of co_retweet, co_tweet, co_reply, co_link'),
        ({"time_window": -5}, "time_window is -5: give 0 seconds or more"),
        ({"min_edge_weight": 0}, "min_edge_weight is 0: give 1 or more"),
    ],
)
def test_choices_that_mean_nothing_are_refused(given, sentence):
    with pytest.raises(UserError, match=sentence):
        CntParameters(**given)
