"""Counts of a run's tables."""

from __future__ import annotations

from claqueur.jobs.table_counts import layer_counts, losses, row_count_and_hash
from claqueur.schema import ACTIONS, EDGES, OBJECTS

EDGE = [(1, 2, ["url"], 0.1 + 0.2), (1, 3, [], None)]


def test_the_same_rows_in_any_order_have_the_same_hash_and_others_another(frame):
    def counted(edges):
        return row_count_and_hash(frame(EDGES, "u v layers s_sum", edges).select("u", "v", "layers", "s_sum"))

    found = counted(EDGE)
    assert found["rows"] == 2
    assert len(found["content_hash"]) == 16
    assert counted(EDGE[::-1]) == found
    assert counted([(1, 2, ["url"], 0.3), EDGE[1]]) == found  # the last bits depend on the order of adding
    assert counted([(1, 2, ["url"], 0.3001), EDGE[1]]) != found
    assert counted([(1, 2, ["text"], 0.3), EDGE[1]]) != found
    assert counted([*EDGE, EDGE[1]])["rows"] == 3
    assert counted([]) == {"rows": 0, "content_hash": "0" * 16}


def test_losses_add_up_what_the_cap_cost(frame):
    objects = [("url", 1, 86_400, 0), ("url", 2, 60, 6), ("url", 3, 0, 10)]
    of = "layer object_id join_window_s pairs_skipped"
    assert losses(frame(OBJECTS, of, objects)) == {"hot_objects": 2, "never_compared": 1, "pairs_skipped": 16}
    assert losses(frame(OBJECTS, of, [])) == {"hot_objects": 0, "never_compared": 0, "pairs_skipped": 0}


def test_actions_are_counted_by_layer(frame):
    assert layer_counts(frame(ACTIONS, "layer", [("url",), ("text",), ("url",)])) == {"text": 1, "url": 2}
