"""The time scale of fast sharing: on rows by hand and on simulated mixtures."""

from __future__ import annotations

import numpy as np
import pytest

from claqueur.jobs.coordination.rhythm import fast_gap_s, rhythm, spans_s, windows_s
from claqueur.schema import ACTIONS, RHYTHM


def test_gaps_are_between_two_accounts_and_each_object_weighs_one(frame, rows):
    actions = [
        ("url", 10, 1, 100, "a"),
        ("url", 10, 2, 100, "b"),  # 0 s
        ("url", 10, 2, 105, "c"),  # the same account again: no gap
        ("url", 10, 3, 107, "d"),  # 2 s
        ("url", 10, 4, 110, "e"),  # 3 s
        ("url", 10, 5, 114, "f"),  # 4 s
        ("url", 11, 1, 0, "g"),
        ("url", 11, 2, 3_000, "h"),
        ("text", 10, 1, 0, "i"),
        ("text", 10, 2, 1, "j"),
    ]
    acts = frame(ACTIONS, "layer object_id account t post_id", actions)
    assert rows(rhythm(acts, precision_s=1), " ".join(RHYTHM.names)) == [
        ("text", 2, 1.0, 1),
        ("url", 0, 0.25, 1),
        ("url", 2, 0.25, 1),
        ("url", 6, 0.5, 2),
        ("url", 4_094, 1.0, 1),
    ]
    assert rows(rhythm(acts, precision_s=60), "layer gap_s weight") == [
        ("text", 120, 1.0),  # in whole minutes 1 s would be 0; here it lies in the span of 1 and 2 minutes
        ("url", 0, 0.25),
        ("url", 120, 0.75),
        ("url", 3_720, 1.0),
    ]


def mixture(slow: int, fast: int, fast_s: float, seed: int, hours: float = 3.0) -> dict[int, float]:
    """Histogram of `slow` gaps of people (log-normal around so many hours) and `fast` ones, uniform up to fast_s."""
    chance = np.random.default_rng(seed)
    gaps = np.concatenate([chance.lognormal(np.log(hours * 3_600), 1.8, slow), chance.uniform(0, fast_s, fast)])
    ends = np.array(spans_s(1))
    spans = ends[np.searchsorted(ends, np.floor(np.minimum(gaps, ends[-1])))]
    return {int(span): float(n) for span, n in zip(*np.unique(spans, return_counts=True), strict=True)}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("fast", "fast_s", "found"), [(100, 10, (6, 14)), (200, 40, (30, 62)), (300, 100, (62, 126))])
def test_a_fast_part_is_found_with_its_scale(fast, fast_s, found, seed):
    assert found[0] <= fast_gap_s(mixture(2_000, fast, fast_s, seed), 1) <= found[1]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("hours", [0.003, 0.05, 3, 72])
def test_one_rhythm_alone_has_no_fast_part_however_fast_it_is(hours, seed):
    assert fast_gap_s(mixture(3_000, 0, 1, seed, hours), 1) is None


def test_too_few_objects_tell_nothing():
    assert fast_gap_s({}, 1) is None
    assert fast_gap_s({2: 900.0}, 1) is None
    assert fast_gap_s({2: 8.0, 4_094: 900.0}, 1) is None  # 8 +- 3 * 2.8 may be none
    assert fast_gap_s({2: 10.0, 4_094: 900.0}, 1) == 2


def test_the_gap_holds_nine_tenths_of_the_fast_part():
    people = {4_094: 50.0, 8_190: 80.0, 16_382: 50.0}
    assert fast_gap_s({0: 60.0, 2: 20.0, 6: 10.0, 14: 5.0, 30: 5.0} | people, 1) == 6  # 90 of 100
    assert fast_gap_s({0: 60.0, 2: 20.0, 6: 9.0, 14: 6.0, 30: 5.0} | people, 1) == 14
    assert fast_gap_s({0: 900.0, 120: 50.0} | {60 * gap: n for gap, n in people.items()}, 60) == 0  # the same minute


@pytest.mark.parametrize(
    ("window_s", "precision_s", "expected"),
    [
        (None, 1, {"url": 8, "text": 60, "repost": 3_600}),
        (None, 60, {"url": 60, "text": 60, "repost": 3_600}),  # minutes never get less than a minute
        (10, 1, {"url": 10, "text": 10, "repost": 10}),  # as the user says
    ],
)
def test_the_window_is_the_user_s_or_the_layer_s_own(window_s, precision_s, expected):
    assert windows_s({"url": 8, "text": None, "repost": 40_000}, window_s, precision_s) == expected
