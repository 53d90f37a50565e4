"""A campaign in other windows, worked by hand."""

from __future__ import annotations

import math

from claqueur.jobs.campaigns.windows import campaign_windows
from claqueur.schema import CAMPAIGN_MEMBERS, CAMPAIGN_WINDOWS, CO_ACTIONS, EDGES, EXPOSURES, PARTICIPATION

WIDE = 3_600
DAY = 86_400


def met(u: int, v: int, gaps: list[int], layer: str = "url", join_window_s: int = DAY) -> list[tuple]:
    return [(layer, u, v, 100 * u + n, gap, join_window_s) for n, gap in enumerate(gaps)]


def test_pairs_are_held_against_chance_in_each_window(frame, rows):
    # Members 1, 2, 3 of campaign c; 9 is an outsider. Every account: d = 10 of M = 1000 objects, E = 1 within 60 s, 10
    # within 600 s, 100 within 3600 s. lambda = (10 E + 10 E) / 2000 = .01, .1, 1. P[Poisson >= k] for k = 3:
    # 1.7e-7 (s = 6.8), 1.5e-4 (s = 3.8), .080 (s = 1.1); k = 2 at .01: 5e-5 (s = 4.3).
    co_actions = [
        *met(
            1, 2, [0, 5, 9]
        ),  # within 10 s already: s = 6.8 in the sixth of the window too; 3.8 and 1.1 in longer ones
        *met(1, 3, [0, 30, 40]),  # 6.8 within 60 s, one act within 10 s
        *met(2, 3, [0, 50], "text"),  # 4.3 within 60 s: below the weakest edge
        *met(2, 9, [70, 80, 90, 100, 110]),  # within 600 s k = 5 at lambda .1: 7.7e-8, s = 7.1; the test has nothing
        *met(1, 9, [1, 2, 3], "domain"),  # weak: never counts
        *met(3, 9, [1, 2, 3, 4, 5, 6], join_window_s=0),  # on objects too crowded even for the test
        *met(7, 8, [0, 1, 2]),  # in no campaign
    ]
    participation = [(layer, account, 10) for layer in ("url", "text", "domain") for account in (1, 2, 3, 7, 8, 9)]
    participation += [(layer, 1_000, 940) for layer in ("url", "text", "domain")]  # the rest of M
    exposures = [(layer, account, 1, 10, 100) for layer, account, _ in participation]
    found = campaign_windows(
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", 1), ("c", 2), ("c", 3)]),
        frame(EDGES, "u v s_max", [(1, 2, 6.8), (1, 3, 6.7)]),
        frame(CO_ACTIONS, "layer u v object_id gap_s join_window_s", co_actions),
        frame(EXPOSURES, "layer account exposure_test exposure_10m exposure_60m", exposures),
        frame(PARTICIPATION, "layer account n_objects", participation),
        {"url": 60, "text": 60, "domain": 60},
        precision_s=1,
    )
    assert rows(found, " ".join(CAMPAIGN_WINDOWS.names)) == [
        ("c", 10, False, 1, 2, 0),
        ("c", 60, True, 2, 3, 0),
        ("c", 600, False, 0, 0, 1),  # only the outsider's pair is strong enough there
        ("c", 3_600, False, 0, 0, 0),
    ]
    assert -math.log10(1 - math.exp(-0.01) * (1 + 0.01 + 0.01**2 / 2)) > 6.7  # what the rows above rest on


def test_times_to_the_minute_have_no_shorter_window_and_near_texts_count_half(frame, rows):
    co_actions = met(1, 2, [0, 1, 2, 3, 4, 5], "near_text") + met(1, 3, [0, 1, 2], "near_text")  # 3 and 1 count
    found = campaign_windows(
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", 1), ("c", 2), ("c", 3)]),
        frame(EDGES, "u v s_max", [(1, 2, 5.0)]),
        frame(CO_ACTIONS, "layer u v object_id gap_s join_window_s", co_actions),
        frame(
            EXPOSURES,
            "layer account exposure_test exposure_10m exposure_60m",
            [("near_text", n, 1, 1, 1) for n in (1, 2, 3)],
        ),
        frame(
            PARTICIPATION,
            "layer account n_objects",
            [("near_text", 1, 10), ("near_text", 2, 10), ("near_text", 3, 980)],
        ),
        {"near_text": 600},
        precision_s=60,
    )
    # pair 1-2: lambda = (10 + 10) / 2000 = .01, k = 3: s = 6.8. The shorter window is 100 s: minutes can tell that.
    assert rows(found, "window_s is_test n_edges n_members") == [
        (100, False, 1, 2),
        (600, True, 1, 2),
        (WIDE, False, 1, 2),
    ]
    coarse = campaign_windows(
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", 1), ("c", 2)]),
        frame(EDGES, "u v s_max", [(1, 2, 5.0)]),
        frame(CO_ACTIONS, "layer u v object_id gap_s join_window_s", []),
        frame(EXPOSURES, "layer account exposure_test exposure_10m exposure_60m", []),
        frame(PARTICIPATION, "layer account n_objects", []),
        {"near_text": 300},
        precision_s=60,
    )
    assert rows(coarse, "window_s n_edges n_members") == [(300, 0, 0), (600, 0, 0), (WIDE, 0, 0)]
