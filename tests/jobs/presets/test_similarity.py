"""TF-IDF, cosine, Jaccard and the backbones on tables small enough for a pencil."""

from __future__ import annotations

from math import log, sqrt

import pytest
from pyspark.sql import functions as F

from claqueur.jobs.presets.backbone import disparity_filter, heaviest
from claqueur.jobs.presets.similarity import cosines, jaccard_indices, shared_objects, tf_idf

COUNTS = "trace string, account string, object_id string, n long"
EDGES = "account_a string, account_b string, weight double"
PAIR = "trace account_a account_b weight"


def test_rare_objects_weigh_more_and_traces_stay_apart(engine, rows):
    counts = [
        ("t", "ann", "rare", 1),
        ("t", "bob", "rare", 1),
        ("t", "ann", "viral", 2),
        ("t", "cat", "viral", 1),
        ("t", "dan", "viral", 1),
        ("other", "ann", "rare", 1),  # alone in its trace: no pair
    ]
    vectors = tf_idf(engine.session.createDataFrame(counts, COUNTS))
    rare, viral = log(5 / 3) + 1, log(5 / 4) + 1  # of 4 accounts 2 and 3
    length = sqrt(rare**2 + (2 * viral) ** 2)  # ann's
    assert rows(cosines(vectors), PAIR) == [
        ("t", "ann", "bob", pytest.approx(rare / length)),
        ("t", "ann", "cat", pytest.approx(2 * viral / length)),
        ("t", "ann", "dan", pytest.approx(2 * viral / length)),
        ("t", "cat", "dan", 1.0),  # bob and cat share nothing: no row
    ]


def test_the_vectors_are_those_of_scikit_learn(engine, rows):
    from sklearn.feature_extraction.text import TfidfTransformer

    matrix = [[3, 1, 0], [0, 1, 2], [0, 1, 0], [0, 4, 1]]
    counts = [("t", f"a{i}", f"o{j}", n) for i, line in enumerate(matrix) for j, n in enumerate(line) if n]
    expected = TfidfTransformer(sublinear_tf=True).fit_transform(matrix).toarray()
    vectors = tf_idf(engine.session.createDataFrame(counts, COUNTS), 1 + F.log("n"))
    assert rows(vectors, "account object_id value") == [
        (account, object_id, pytest.approx(expected[int(account[1])][int(object_id[1])]))
        for _, account, object_id, _ in sorted(counts)
    ]


def test_sets_are_compared_by_what_both_and_what_either_has(engine, rows):
    held = [("ann", "1"), ("ann", "2"), ("ann", "3"), ("bob", "2"), ("bob", "3"), ("bob", "4"), ("cat", "9")]
    held = engine.session.createDataFrame([("t", *row, 1) for row in held], COUNTS)
    assert rows(jaccard_indices(held), PAIR) == [("t", "ann", "bob", 0.5)]  # 2 of 4
    assert rows(shared_objects(held), PAIR) == [("t", "ann", "bob", 2.0)]


def test_an_edge_stays_if_it_stands_out_at_either_end(engine, rows):
    edges = [
        ("hub", "p1", 8.0),  # of the hub's strength 11 over 4 edges: (3/11)^3 = .0203
        ("hub", "p2", 1.0),  # (10/11)^3
        ("hub", "p3", 1.0),
        ("hub", "p4", 1.0),
        ("p2", "p3", 1.0),  # (1/2)^1 at either end
        ("y", "z", 99.0),  # the only edge of both: nothing can be said
    ]
    edges = engine.session.createDataFrame(edges, EDGES)
    kept = [("hub", "p1", 8.0, pytest.approx((3 / 11) ** 3))]
    assert rows(disparity_filter(edges, 0.05), "account_a account_b weight alpha") == kept
    assert len(rows(disparity_filter(edges, 0.5 + 1e-9), "account_a")) == 4  # p2-p3, and hub-p2, hub-p3 at p2 and p3


def test_the_heaviest_share_keeps_ties(engine, rows):
    edges = [("a", "b", 0.2), ("a", "c", 0.9), ("a", "d", 0.9), ("a", "e", 0.1)]
    edges = engine.session.createDataFrame(edges, EDGES)
    assert rows(heaviest(edges, 0.005), "account_b") == [("c",), ("d",)]  # not .9 and above it: nothing lies above
    assert len(rows(heaviest(edges, 1), "account_b")) == 4
