"""Edges: which pairs are more than chance explains, and what stands behind them."""

from __future__ import annotations

import pytest

from claqueur.jobs.coordination.edges import edges, evidence
from claqueur.schema import ACTIONS, CO_ACTIONS, EDGES, EVIDENCE, PAIRS, PARTICIPATION

MET = "layer u v object_id n_accounts join_window_s gap_s lead t_u t_v post_u post_v"


def test_significant_pairs_become_edges_with_their_evidence(frame, rows):
    participants = [("url", account) for account in (1, 2, 3)] + [("text", account) for account in (1, 2, 3, 4)]
    pairs = [  # 3 + 6 = 9 tests
        ("url", 1, 2, 3, 0.25, 6.0),
        ("text", 1, 2, 2, 0.5, 4.0),
        ("url", 1, 3, 2, 0.5, 4.0),
        ("text", 1, 3, 2, 0.5, 1.5),  # not significant: nothing of this layer may come through
        ("text", 2, 4, 1, 0.0001, 9.0),  # one co-action is never evidence
        ("url", 2, 3, 2, 0.5, 1.0),  # not significant
    ]
    co_actions = [
        ("url", 1, 2, 10, 2, 86_400, 5, 1, 100, 105, "a", "b"),
        ("url", 1, 2, 11, 3, 86_400, 60, -1, 260, 200, "c", "d"),  # exactly the window
        ("url", 1, 2, 12, 9, 60, 0, 0, 300, 300, "e", "f"),
        ("url", 1, 2, 13, 2, 86_400, 61, 1, 400, 461, "g", "h"),  # beyond the window
        ("text", 1, 2, 10, 2, 3_600, 7, 1, 100, 107, "a", "b"),
        ("text", 1, 2, 11, 2, 3_600, 9, 1, 500, 509, "i", "j"),
        ("url", 1, 3, 10, 2, 86_400, 1, 1, 100, 101, "a", "k"),
        ("url", 1, 3, 12, 9, 60, 3, 1, 300, 303, "e", "l"),
        ("text", 1, 3, 10, 2, 86_400, 2, 1, 100, 102, "a", "k"),
        ("url", 2, 3, 12, 9, 60, 3, 1, 300, 303, "f", "l"),
    ]
    # 1 and 2 share one link more, a day apart, and twice; and a text that 2 never had
    late = [("url", 99, 1), ("url", 99, 2), ("url", 99, 2), ("text", 98, 1)]
    acts = sorted({(row[0], row[3], account) for row in co_actions for account in row[1:3]}) + late
    found = edges(
        frame(PAIRS, "layer u v k_test lambda_test s_test", pairs),
        frame(CO_ACTIONS, MET, co_actions),
        frame(PARTICIPATION, "layer account", participants),
        frame(ACTIONS, "layer object_id account", acts),
        window_s=60,
        fdr=0.01,
    )
    about = pytest.approx
    # q: 9 * 10^-6 / 1 and 9 * 10^-4 / 3
    assert rows(found, " ".join(EDGES.names)) == [
        (1, 2, ("text", "url"), about(9e-6), 6.0, 10.0, 5, 0.75, 7, 7.0, 3, 1, 100, 509),
        (1, 3, ("url",), about(3e-4), 4.0, 4.0, 2, 0.5, 2, 2.0, 2, 0, 100, 303),
    ]
    behind = evidence(
        frame(EDGES, "u v layers", [(1, 2, ["text", "url"]), (1, 3, ["url"])]), frame(CO_ACTIONS, MET, co_actions), 60
    )
    assert rows(behind, " ".join(EVIDENCE.names)) == [
        (1, 2, "text", 10, 2, 7, 1, 100, 107, "a", "b"),
        (1, 2, "text", 11, 2, 9, 1, 500, 509, "i", "j"),
        (1, 2, "url", 10, 2, 5, 1, 100, 105, "a", "b"),
        (1, 2, "url", 11, 3, 60, -1, 260, 200, "c", "d"),
        (1, 2, "url", 12, 9, 0, 0, 300, 300, "e", "f"),
        (1, 3, "url", 10, 2, 1, 1, 100, 101, "a", "k"),
        (1, 3, "url", 12, 9, 3, 1, 300, 303, "e", "l"),
    ]


def test_a_copied_post_counts_once_and_weak_layers_only_support(frame, rows):
    accounts = [(layer, n) for layer in ("text", "near_text", "hashtag_sequence", "domain") for n in (1, 2, 3, 4)]
    pairs = [  # 24 tests; of near-duplicates half count
        ("text", 1, 2, 2, 0.25, 6.0),
        ("near_text", 1, 2, 4, 0.5, 5.0),
        ("hashtag_sequence", 1, 2, 2, 0.125, 8.0),
        ("domain", 1, 2, 2, 1.0, 9.0),
        ("domain", 1, 3, 50, 1.0, 99.0),  # a site alone: no edge
        ("near_text", 2, 3, 3, 0.01, 7.0),  # three near-duplicates count as one
    ]
    co_actions = [
        ("text", 1, 2, 10, 2, 3_600, 7, 1, 100, 107, "a", "b"),
        ("text", 1, 2, 11, 2, 3_600, 9, 1, 500, 509, "c", "d"),
        ("near_text", 1, 2, 10, 2, 3_600, 7, 1, 100, 107, "a", "b"),  # what the text shows already
        ("near_text", 1, 2, 11, 3, 3_600, 1, 1, 508, 509, "e", "d"),  # nearer, but d stands there already
        ("near_text", 1, 2, 12, 2, 3_600, 3, 1, 600, 603, "f", "g"),
        ("near_text", 1, 2, 13, 2, 3_600, 5, 1, 700, 705, "h", "i"),
        ("hashtag_sequence", 1, 2, 20, 2, 3_600, 3, 1, 600, 603, "f", "g"),
        ("hashtag_sequence", 1, 2, 21, 2, 3_600, 0, 0, 800, 800, "j", "k"),
        ("domain", 1, 2, 30, 9, 3_600, 1, -1, 901, 900, "l", "m"),
        ("domain", 1, 2, 31, 9, 3_600, 7, 1, 100, 107, "a", "b"),  # a family of its own
        ("domain", 1, 3, 30, 9, 3_600, 1, 1, 900, 901, "m", "n"),
    ]
    acts = sorted({(row[0], row[3], account) for row in co_actions for account in row[1:3]})
    co_actions = frame(CO_ACTIONS, MET, co_actions)
    found = edges(
        frame(PAIRS, "layer u v k_test lambda_test s_test", pairs),
        co_actions,
        frame(PARTICIPATION, "layer account", accounts),
        frame(ACTIONS, "layer object_id account", acts),
        window_s=60,
        fdr=0.01,
    )
    layers = ("domain", "hashtag_sequence", "near_text", "text")
    q = pytest.approx(24e-8 / 3)  # two of domain are smaller
    # k 5: two texts, two near texts and one hashtag sequence; shared at any time: four near texts
    assert rows(found, " ".join(EDGES.names)) == [
        (1, 2, layers, q, 8.0, 8.0, 5, 0.5, 4, 5.0, 4, 0, 100, 800),
    ]
    behind = evidence(found, co_actions, 60)
    assert rows(behind, "layer object_id post_u") == [
        ("domain", 30, "l"),
        ("domain", 31, "a"),
        ("hashtag_sequence", 21, "j"),
        ("near_text", 12, "f"),
        ("near_text", 13, "h"),
        ("text", 10, "a"),
        ("text", 11, "c"),
    ]
