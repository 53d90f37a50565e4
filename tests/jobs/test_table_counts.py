"""Counts of a run's tables."""

from __future__ import annotations

from claqueur.jobs.table_counts import layer_counts, losses, row_count_and_hash
from claqueur.schema import ACTIONS, EDGES, NEAR_BANDS, OBJECTS

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


def test_losses_add_up_what_the_caps_cost(frame):
    objects = [("url", 1, 86_400, 0), ("url", 2, 60, 6), ("url", 3, 0, 10)]
    of = "layer object_id join_window_s pairs_skipped"
    bands = [(1, 7, 2, 1), (1, 8, 2, 2)]  # two texts: compared
    bands += [(2, key, 101, place) for place, key in enumerate(range(101), start=1)]  # each with the first only
    assert losses(frame(OBJECTS, of, objects), frame(NEAR_BANDS, "band near_text_key n_texts place", bands)) == {
        "hot_objects": 2,
        "never_compared": 1,
        "pairs_skipped": 16,
        "crowded_bands": 1,
        "text_pairs_skipped": 101 * 100 // 2 - 100,
    }
    nothing = losses(frame(OBJECTS, of, []), frame(NEAR_BANDS, "band", []))
    assert set(nothing.values()) == {0}


def test_actions_are_counted_by_layer(frame):
    assert layer_counts(frame(ACTIONS, "layer", [("url",), ("text",), ("url",)])) == {"text": 1, "url": 2}
