"""CooRTweet's method, step by step on rows worked by hand."""

from __future__ import annotations

import pytest

from claqueur.errors import UserError
from claqueur.jobs.presets.coortweet import (
    CooRTweetParameters,
    coordinated_network,
    detect_groups,
    participating,
    share_pairs,
    weighted_edges,
)
from claqueur.schema import COORTWEET_EDGES, COORTWEET_PAIRS, SHARES

SHARE, PAIR = " ".join(SHARES.names), " ".join(COORTWEET_PAIRS.names)


def test_pairs_lie_within_the_closed_window_and_belong_to_two_accounts(frame, rows):
    shares = [
        ("o1", "ann", "c1", 59.0),
        ("o1", "bob", "c2", 119.0),  # 60 s later: within
        ("o1", "cat", "c3", 179.5),  # 60.5 s after bob
        ("o1", "ann", "c4", 60.0),  # ann again: pairs with bob, not with herself
        ("o2", "ann", "c5", 60.0),  # another object
        ("o3", "ann", "c6", 0.0),
        ("o3", "bob", "c6", 1.0),  # one content of two accounts is no pair
        ("c7", "bob", "c7", 0.0),  # the post itself
        ("c7", "cat", "c8", 1.0),  # a share of it
        ("o4", "bob", "c9", 5.0),
        ("o4", "bob", "c9", 5.0),  # the same row twice makes two pairs
        ("o4", "ann", "c10", 5.0),  # at equal times the smaller account is the older
    ]
    expected = [
        ("o1", "ann", "bob", "c1", "c2", 60.0),
        ("o1", "ann", "bob", "c4", "c2", 59.0),
        ("o4", "ann", "bob", "c10", "c9", 0.0),
        ("o4", "ann", "bob", "c10", "c9", 0.0),
    ]
    assert rows(share_pairs(frame(SHARES, SHARE, shares), 60), PAIR) == expected


def test_a_window_of_zero_pairs_what_happened_at_the_same_moment(frame, rows):
    shares = [("o1", "ann", "c1", 7.0), ("o1", "bob", "c2", 7.0), ("o1", "cat", "c3", 7.5)]
    assert rows(share_pairs(frame(SHARES, SHARE, shares), 0), "account_id account_id_y") == [("ann", "bob")]


def test_a_pair_stays_if_either_account_took_part_often_enough(frame, rows):
    shares = [
        ("o1", "ann", "c1", 0.0),
        ("o2", "ann", "c2", 0.0),  # ann has two shares in pairs: she passes
        ("o1", "bob", "c3", 0.0),
        ("o9", "bob", "c4", 0.0),  # bob has two shares, but this one is in no pair
        ("o2", "cat", "c5", 0.0),
        ("o3", "cat", "c6", 0.0),  # cat passes
        ("o3", "dan", "c7", 0.0),
        ("o4", "eve", "c8", 0.0),
        ("o4", "fay", "c9", 0.0),  # neither passes: the pair goes
    ]
    pairs = [
        ("o1", "ann", "bob", "c1", "c3", 0.0),
        ("o2", "ann", "cat", "c2", "c5", 0.0),
        ("o3", "cat", "dan", "c6", "c7", 0.0),
        ("o4", "eve", "fay", "c8", "c9", 0.0),
    ]
    found = detect_groups(frame(COORTWEET_PAIRS, PAIR, pairs), frame(SHARES, SHARE, shares), 2)
    assert rows(found, PAIR) == pairs[:3]


def test_accounts_with_too_few_shares_are_left_out(frame, rows):
    shares = [("o1", "ann", "c1", 0.0), ("o1", "ann", "c1", 0.0), ("o1", "bob", "c2", 0.0)]
    assert rows(participating(frame(SHARES, SHARE, shares), 2), SHARE) == shares[:2]  # rows count, alike or not


def test_weights_are_pairs_and_only_those_above_the_quantile_are_marked(frame, rows):
    pairs = [
        ("o1", "bob", "ann", "c1", "c2", 4.0),  # whoever was first, the edge is the same
        ("o2", "ann", "bob", "c3", "c4", 7.0),
        ("o1", "ann", "cat", "c2", "c5", 3.0),
        ("o1", "cat", "bob", "c5", "c6", 9.0),
    ]
    edges = weighted_edges(frame(COORTWEET_PAIRS, PAIR, pairs))
    marked = [("ann", "bob", 2, 5.5, 1), ("ann", "cat", 1, 3.0, 0), ("bob", "cat", 1, 9.0, 0)]
    # the median of 2, 1, 1 is 1: a weight of 1 does not exceed it
    assert rows(coordinated_network(edges, 0.5, subgraph=0), " ".join(COORTWEET_EDGES.names)) == marked
    assert rows(coordinated_network(edges, 0.5, subgraph=1), " ".join(COORTWEET_EDGES.names)) == marked[:1]
    assert rows(coordinated_network(edges, 1.0, subgraph=1), "from") == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"time_window": -1}, "time_window is -1: give 0 seconds or more"),
        ({"min_participation": 0}, "min_participation is 0: give 1 share or more"),
        ({"edge_weight": 1.5}, "edge_weight is 1.5: give a quantile between 0 and 1"),
        ({"subgraph": 2}, "subgraph is 2: give 0 for every edge or 1"),
    ],
)
def test_choices_that_mean_nothing_are_refused(given, sentence):
    with pytest.raises(UserError, match=sentence):
        CooRTweetParameters(**given)
