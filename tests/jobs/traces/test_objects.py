"""Objects: how many acted on each, and the widest window in which they can be compared."""

from __future__ import annotations

from claqueur.jobs.coordination.measures import measures
from claqueur.jobs.traces.objects import objects
from claqueur.schema import ACTIONS

HOUR, DAY = 3_600, 86_400


def acts(layer: str, object_id: int, *times: int) -> list[tuple]:
    """One act per time, each of another account: 1, 2, 3 ..."""
    return [(layer, object_id, account, t) for account, t in enumerate(times, start=1)]


def test_an_object_is_compared_in_the_widest_window_that_its_crowd_allows(frame, rows):
    actions = [
        *acts("url", 1, 0, 10),  # cold: a whole day
        ("url", 1, 2, 50),  # account 2 again: an act more, not an account more
        *acts("text", 1, 0, 10, 20),  # the same id in another layer is another object
        *acts("url", 2, 0, HOUR, 2 * HOUR, 3 * HOUR),  # 4 accounts, one an hour
        *acts("url", 3, 0, 1, 600, 601),  # 4 in one hour, 2 in each ten minutes
        *acts("url", 4, 0, 60, 120, 180),  # 4 in ten minutes, one in each minute
        *acts("url", 5, 0, 1, 2, 59),  # 4 in one minute: never
        *acts("url", 6, 58, 59, 60, 61),  # the same crowd on both sides of a bucket's border
    ]
    found = objects(frame(ACTIONS, "layer object_id account t", actions), measures(60), max_crowd=3)
    assert rows(found, "layer object_id n_accounts n_actions join_window_s pairs_skipped") == [
        ("text", 1, 3, 3, DAY, 0),
        ("url", 1, 2, 3, DAY, 0),
        ("url", 2, 4, 4, HOUR, 0),
        ("url", 3, 4, 4, 600, 6),
        ("url", 4, 4, 4, 60, 6),
        ("url", 5, 4, 4, 0, 6),
        ("url", 6, 4, 4, 60, 6),
    ]


def test_more_than_a_hundred_accounts_are_not_compared_over_a_day(frame, rows):
    actions = [*acts("url", 1, *range(100)), *acts("url", 2, *range(101))]
    found = objects(frame(ACTIONS, "layer object_id account t", actions), measures(60), max_crowd=3_000)
    assert rows(found, "object_id n_accounts join_window_s pairs_skipped") == [(1, 100, DAY, 0), (2, 101, HOUR, 0)]
