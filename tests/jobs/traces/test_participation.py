"""Whose share of a layer is how large."""

from __future__ import annotations

from claqueur.jobs.traces.participation import participation
from claqueur.schema import ACTIONS


def test_every_object_counts_once_whoever_else_shared_it(frame, rows):
    acts = [
        ("text", 7, 1, 10, "a"),
        ("text", 7, 1, 20, "b"),  # again: no object more
        ("text", 8, 1, 30, "c"),  # nobody else's
        ("text", 7, 2, 40, "d"),
        ("url", 7, 1, 50, "e"),  # another layer is counted apart
    ]
    found = participation(frame(ACTIONS, "layer object_id account t post_id", acts))
    assert rows(found, "layer account n_objects") == [("text", 1, 2), ("text", 2, 1), ("url", 1, 1)]
