"""Edges: which pairs are more than chance explains, and what stands behind them."""

from __future__ import annotations

import pytest

from claqueur.jobs.coordination.edges import edges, evidence
from claqueur.schema import ACTIONS, CO_ACTIONS, EDGES, EVIDENCE, EXPOSURES, PAIRS

MET = "layer u v object_id n_accounts join_window_s gap_s lead t_u t_v post_u post_v"


def test_significant_pairs_become_edges_with_their_evidence(frame, rows):
    exposures = [("url", account) for account in (1, 2, 3)] + [("text", account) for account in (1, 2, 3, 4)]
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
        frame(EXPOSURES, "layer account", exposures),
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
