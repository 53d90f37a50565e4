"""Exposures: what each account could have shared by chance."""

from __future__ import annotations

from claqueur.jobs.coordination.exposures import exposures
from claqueur.jobs.coordination.measures import measures
from claqueur.schema import ACTIONS, EXPOSURES, OBJECTS

ANN, BOB, CAT, DAN = 1, 2, 3, 4


def test_exposure_counts_the_acts_of_others_within_the_closed_window(frame, rows):
    actions = [
        ("url", 10, ANN, 0),
        ("url", 10, BOB, 60),  # exactly the window after ann: within
        ("url", 10, BOB, 61),  # one second more: not within 60; bob himself never counts
        ("url", 10, CAT, 1_000),
        ("url", 11, ANN, 5),
        ("url", 11, BOB, 5),  # the same second: within
        ("url", 12, ANN, 0),  # too hot for any window
        ("url", 12, DAN, 0),
        ("url", 13, ANN, 0),  # compared minute by minute only
        ("url", 13, BOB, 30),
        ("text", 10, ANN, 0),  # another layer: on its own
    ]
    objects = [
        ("url", 10, 3, 86_400),
        ("url", 11, 50, 3_600),  # not rare, not cold
        ("url", 12, 9_999, 0),
        ("url", 13, 9_998, 60),
        ("text", 10, 2, 86_400),
    ]
    found = exposures(
        frame(ACTIONS, "layer object_id account t", actions),
        frame(OBJECTS, "layer object_id n_accounts join_window_s", objects),
        measures(60),
    )
    # measures              test 10m 60m 24h rare of n_objects, then of exposure, and objects not compared
    assert rows(found, " ".join(EXPOSURES.names)) == [
        ("text", ANN, *(1, 1, 1, 1, 1), *(0, 0, 0, 0, 0), 0),
        # url 10: 1 within 60 s, 2 within 10 min, 3 within an hour; url 11: 1; url 13: 1 within 60 s
        ("url", ANN, *(3, 2, 2, 1, 1), *(3, 3, 4, 3, 3), 1),
        # url 10 at 60: ann, then ann and cat; at 61: nobody, ann, ann and cat
        ("url", BOB, *(3, 2, 2, 1, 1), *(3, 3, 5, 4, 4), 0),
        ("url", CAT, *(1, 1, 1, 1, 1), *(0, 0, 3, 3, 3), 0),
        ("url", DAN, *(0, 0, 0, 0, 0), *(0, 0, 0, 0, 0), 1),
    ]
