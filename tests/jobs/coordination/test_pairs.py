"""Pairs: what was seen, what chance expects, how surprising that is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from claqueur.jobs.coordination.measures import measures
from claqueur.jobs.coordination.null_model import FLOOR
from claqueur.jobs.coordination.pairs import pairs
from claqueur.schema import CO_ACTIONS, EXPOSURES, PARTICIPATION

D = "n_objects_test n_objects_10m n_objects_60m n_objects_24h n_objects_rare"
E = "exposure_test exposure_10m exposure_60m exposure_24h exposure_rare"


def surprise(k: int, rate: float) -> object:
    return pytest.approx(-np.log10(poisson.sf(k - 1, rate)) if k else 0)


def test_a_pair_is_held_against_chance_in_every_measure(frame, rows):
    co_actions = [  # object, accounts on it, its join window, gap
        ("url", 1, 2, 10, 2, 86_400, 0),
        ("url", 1, 2, 11, 5, 86_400, 60),  # exactly the window
        ("url", 1, 2, 12, 6, 86_400, 61),  # not within 60 s; 6 accounts are not rare
        ("url", 1, 2, 13, 150, 3_600, 601),  # not cold: no day for it
        ("url", 1, 2, 14, 2, 86_400, 86_400),  # a day, to the second
        ("url", 1, 2, 15, 9_000, 60, 5),  # hot: compared within 60 s only
        ("text", 1, 3, 10, 2, 86_400, 10),
        ("text", 1, 3, 11, 2, 86_400, 20),  # two gaps: the median lies between
    ]
    exposures = [
        ("url", 1, *(6, 5, 5, 4, 3), *(12, 8, 9, 7, 2)),
        ("url", 2, *(4, 4, 4, 3, 2), *(6, 5, 3, 2, 0)),
        ("url", 9, *(90, 41, 31, 13, 0), *(99, 99, 99, 99, 99)),  # no pair, but part of M
        ("text", 1, *(2, 2, 2, 2, 2), *(0, 0, 0, 0, 0)),
        ("text", 3, *(2, 2, 2, 2, 2), *(0, 0, 0, 0, 0)),
    ]
    found = pairs(
        frame(CO_ACTIONS, "layer u v object_id n_accounts join_window_s gap_s", co_actions),
        frame(EXPOSURES, f"layer account {D} {E}", exposures),
        measures(60),
    )
    k = "k_test k_10m k_60m k_24h k_rare"
    assert rows(found, f"layer u v {k} median_gap_s") == [
        ("text", 1, 3, *(2, 2, 2, 2, 2), 15.0),
        ("url", 1, 2, *(3, 3, 4, 4, 2), 60.5),
    ]
    # (d_v E_u + d_u E_v) / 2M, M = 100, 50, 40, 20, 5
    chance = (84 / 200, 57 / 100, 51 / 80, 29 / 40, 4 / 10)
    assert rows(found, "layer lambda_test lambda_10m lambda_60m lambda_24h lambda_rare") == [
        ("text", FLOOR, FLOOR, FLOOR, FLOOR, FLOOR),
        ("url", *(pytest.approx(rate) for rate in chance)),
    ]
    assert rows(found, "layer s_test s_10m s_60m s_24h s_rare") == [
        ("text", *5 * [surprise(2, FLOOR)]),
        ("url", *(surprise(seen, rate) for seen, rate in zip((3, 3, 4, 4, 2), chance, strict=True))),
    ]


def test_near_duplicates_count_half_in_the_test_and_whole_elsewhere(frame, rows):
    co_actions = [("near_text", 1, 2, n, 2, 86_400, 5) for n in range(5)] + [("near_text", 1, 3, 9, 2, 86_400, 5)]
    exposures = [("near_text", account, *(5, 5, 5, 5, 5), *(0, 0, 0, 0, 0)) for account in (1, 2, 3)]
    found = pairs(
        frame(CO_ACTIONS, "layer u v object_id n_accounts join_window_s gap_s", co_actions),
        frame(EXPOSURES, f"layer account {D} {E}", exposures),
        measures(60),
    )
    assert rows(found, "v k_test s_test s_10m") == [
        (2, 5, surprise(2, FLOOR), surprise(5, FLOOR)),
        (3, 1, surprise(0, FLOOR), surprise(1, FLOOR)),
    ]


def test_a_bystander_adds_to_the_chances_of_an_account_in_their_own_pair_only(frame, rows):
    co_actions = [
        ("url", 1, 9, 10, 1, 86_400, 30),  # 9, a bystander, repeats what nobody but 1 has
        ("url", 1, 9, 11, 1, 86_400, 7_200),  # two hours later: in the day's objects, for no co-action within the hour
        ("url", 1, 9, 12, 3, 86_400, 30),  # 1 shares this one with others too: it is among its four
        ("url", 2, 9, 13, 1, 86_400, 30),  # 2 shares nothing with anybody else
    ]
    exposures = [("url", 1, *5 * (4,), *5 * (2,)), ("url", 2, *5 * (0,), *5 * (0,)), ("url", 9, *5 * (4,), *5 * (6,))]
    found = pairs(
        frame(CO_ACTIONS, "layer u v object_id n_accounts join_window_s gap_s", co_actions),
        frame(EXPOSURES, f"layer account {D} {E}", exposures),
        measures(60),
        bystanders=frame(EXPOSURES, f"layer account {D} {E}", exposures[2:]),
    )
    # M is what 1 and 2 have, 4. d of 1 is 4 and 2 lone ones, its E 2 and the 2 meetings with 9; 2 has only what 9 brings
    assert rows(found, "u v k_60m k_24h lambda_60m lambda_rare") == [
        (1, 9, 2, 3, *2 * [(6 * 6 + 4 * 4) / 8]),
        (2, 9, 1, 1, *2 * [(1 * 6 + 4 * 1) / 8]),
    ]


def test_the_pair_test_can_count_activity_that_nobody_shared(frame, rows):
    co_actions = [("url", 1, 2, 10, 2, 86_400, 0), ("url", 1, 2, 11, 2, 86_400, 5)]
    exposures = [("url", 1, *5 * (2,), *5 * (3,)), ("url", 2, *5 * (2,), *5 * (3,))]
    everybody = [("url", 1, 4), ("url", 2, 2), ("url", 3, 194), ("text", 3, 999)]  # 3 shared nothing with anybody
    met = frame(CO_ACTIONS, "layer u v object_id n_accounts join_window_s gap_s", co_actions)
    exposed = frame(EXPOSURES, f"layer account {D} {E}", exposures)
    found = pairs(met, exposed, measures(60), frame(PARTICIPATION, "layer account n_objects", everybody))
    # the test's (2 * 3 + 4 * 3) / (2 * 200); the other measures still (2 * 3 + 2 * 3) / (2 * 4)
    expected = [("url", 1, 2, pytest.approx(0.045), 1.5, 1.5, 1.5, 1.5)]
    assert rows(found, "layer u v lambda_test lambda_10m lambda_60m lambda_24h lambda_rare") == expected
