"""The windows and object sets in which co-actions are counted."""

from __future__ import annotations

from claqueur import schema
from claqueur.jobs.coordination.measures import Measure, measures


def test_a_run_has_the_declared_measures_in_their_order():
    assert tuple(measure.name for measure in measures(60)) == schema.MEASURES
    assert measures(15)[0] == Measure("test", 15)
    assert measures(15)[1:] == measures(60)[1:]  # only the pair test follows --window


def test_a_measure_takes_objects_that_are_wide_and_cold_enough(sail):
    objects = [  # accounts, join window, in the hour's set, in the day's, in the rare one
        (2, 86_400, True, True, True),
        (5, 3_600, True, False, True),
        (6, 86_400, True, True, False),
        (101, 86_400, True, False, False),
        (101, 3_600, True, False, False),
        (9_999, 600, False, False, False),
        (9_999, 0, False, False, False),
    ]
    ddl = "n_accounts long, join_window_s long, hour boolean, day boolean, rare boolean"
    by_name = {measure.name: measure for measure in measures(60)}
    found = sail.session.createDataFrame(objects, ddl).select(
        *(by_name[name].includes_object().alias(f"is_{name}") for name in ("60m", "24h", "rare")), "hour", "day", "rare"
    )
    assert [tuple(row)[:3] for row in found.collect()] == [case[2:] for case in objects]
