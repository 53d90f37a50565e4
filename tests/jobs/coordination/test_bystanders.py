"""Bystanders see others and are seen by nobody."""

from __future__ import annotations

from claqueur.jobs.coordination.bystanders import not_among, seen, with_seen_times


def test_only_the_acts_and_pairs_of_bystanders_go_unseen(sail):
    make = sail.session.createDataFrame
    bystanders = make([(2,), (3,)], "account long")
    acts = make([(1, 10), (2, 20), (3, 30)], "account long, t long")
    assert sorted(map(tuple, with_seen_times(acts, bystanders).collect())) == [
        (1, 10, 10),
        (2, 20, None),
        (3, 30, None),
    ]
    assert sorted(map(tuple, seen(acts, bystanders).collect())) == [(1, 10)]
    pairs = make([(1, 2), (2, 3), (1, 4)], "u long, v long")
    assert sorted(map(tuple, not_among(pairs, bystanders).collect())) == [(1, 2), (1, 4)]


def test_without_bystanders_everything_is_seen(sail):
    acts = sail.session.createDataFrame([(1, 10)], "account long, t long")
    assert [tuple(row) for row in with_seen_times(acts, None).collect()] == [(1, 10, 10)]
    assert seen(acts, None) is acts
