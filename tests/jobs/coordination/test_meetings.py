"""The windowed join by itself; test_co_actions.py holds it against a loop over all pairs."""

from __future__ import annotations

from pyspark.sql import functions as F

from claqueur.jobs.coordination.meetings import meetings


def test_every_two_acts_meet_once_the_earlier_first_with_what_they_carry(engine, rows):
    acts = [
        ("x", "ann", 10, "a1"),
        ("x", "bob", 70, "b1"),  # 60 s: the window is closed
        ("x", "bob", 71, "b2"),  # 61 s after a1
        ("y", "bob", 10, "b3"),
        ("y", "ann", 10, "a2"),  # at equal times ann is a
        ("y", "ann", 10, "a2"),  # a row that stands there twice meets twice
        ("z", "cat", 10, "c1"),  # alone
    ]
    acts = engine.session.createDataFrame(acts, "object string, account string, t long, post string")
    met = meetings(acts, ["object"], F.lit(60), ["post"])
    assert rows(met, "object account_a account_b t_a t_b gap_s post_a post_b") == [
        ("x", "ann", "bob", 10, 70, 60, "a1", "b1"),
        ("y", "ann", "bob", 10, 10, 0, "a2", "b3"),
        ("y", "ann", "bob", 10, 10, 0, "a2", "b3"),
    ]
