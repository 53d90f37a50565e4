"""The windowed join, by hand and against a plain loop over all pairs of acts."""

from __future__ import annotations

import random
from itertools import combinations

from claqueur.jobs.coordination.co_actions import candidates, co_actions
from claqueur.schema import ACTIONS, CANDIDATES, CO_ACTIONS, EXPOSURES, OBJECTS

ACT, OBJECT, EXPOSURE = (
    "layer object_id account t post_id",
    "layer object_id n_accounts join_window_s",
    "layer account n_objects_test",
)


def test_a_pair_needs_two_objects_within_the_closed_window(frame, rows):
    actions = [
        ("url", 10, 1, 59, "a"),
        ("url", 10, 2, 119, "b"),  # exactly 60 s later, over a bucket's border
        ("url", 10, 2, 60, "c"),  # the same account nearer: counts once, at its smallest gap
        ("url", 10, 3, 180, "d"),  # 61 s after b
        ("url", 11, 2, 300, "e"),
        ("url", 11, 1, 300, "f"),  # the same second: nobody leads
        ("url", 12, 1, 500, "g"),
        ("url", 12, 3, 500, "h"),  # 1 and 3 share this one only
        ("url", 13, 1, 0, "i"),
        ("url", 13, 3, 0, "j"),  # too hot: never compared
        ("text", 10, 1, 59, "a"),
        ("text", 10, 3, 59, "d"),  # another layer is counted apart
        ("url", 12, 4, 500, "k"),
        ("url", 10, 4, 59, "l"),  # would be a pair with 1, but has one object by its exposure
    ]
    crowd = 101
    objects = [
        ("url", 10, crowd, 60),
        ("url", 11, crowd, 60),
        ("url", 12, crowd, 60),
        ("url", 13, 900, 0),
        ("text", 10, crowd, 60),
    ]
    exposures = [("url", 1, 3), ("url", 2, 2), ("url", 3, 2), ("url", 4, 1), ("text", 1, 2), ("text", 3, 2)]
    actions, objects = frame(ACTIONS, ACT, actions), frame(OBJECTS, OBJECT, objects)
    found = candidates(actions, objects, frame(EXPOSURES, EXPOSURE, exposures))
    assert rows(found, "layer u v") == [("url", 1, 2)]
    met = co_actions(actions, objects, frame(CANDIDATES, "layer u v", [("url", 1, 2)]))
    assert rows(met, " ".join(CO_ACTIONS.names)) == [
        ("url", 1, 2, 10, crowd, 60, 1, 1, 59, 60, "a", "c"),
        ("url", 1, 2, 11, crowd, 60, 0, 0, 300, 300, "f", "e"),
    ]


def test_several_links_in_one_copied_post_are_one_act(frame, rows):
    actions = [
        *(("url", link, 1, 100, "a") for link in (10, 11, 12)),
        *(("url", link, 2, 105, "b") for link in (10, 11)),
        ("url", 12, 2, 103, "c"),  # nearer, but a counts once
        ("url", 13, 1, 500, "d"),
        ("url", 13, 2, 500, "e"),
        *(("hashtag_sequence", tags, 1, 100, "a") for tags in (20, 21)),  # one post has one sequence: left alone
        *(("hashtag_sequence", tags, 2, 105, "b") for tags in (20, 21)),
    ]
    objects = [("url", n, 2, 60) for n in (10, 11, 12, 13)] + [("hashtag_sequence", n, 2, 60) for n in (20, 21)]
    pairs = [("url", 1, 2), ("hashtag_sequence", 1, 2)]
    found = co_actions(
        frame(ACTIONS, ACT, actions), frame(OBJECTS, OBJECT, objects), frame(CANDIDATES, "layer u v", pairs)
    )
    assert rows(found, "layer object_id gap_s post_u post_v") == [
        ("hashtag_sequence", 20, 5, "a", "b"),
        ("hashtag_sequence", 21, 5, "a", "b"),
        ("url", 12, 3, "a", "c"),
        ("url", 13, 0, "d", "e"),
    ]


def test_one_object_is_enough_where_few_accounts_share_it_and_the_hour_is_the_same(frame, rows):
    actions = [
        ("url", 20, 1, 0, "a"),
        ("url", 20, 2, 3_600, "b"),
        ("url", 20, 3, 7_201, "c"),  # 3,601 s after b: compared within the day, but no lone meeting
        ("url", 21, 4, 0, "d"),
        ("url", 21, 5, 0, "e"),  # a crowd of 101: a lone meeting there says nothing
    ]
    objects = [("url", 20, 100, 86_400), ("url", 21, 101, 86_400)]
    exposures = [("url", account, 1) for account in range(1, 6)]
    acts, objects = frame(ACTIONS, ACT, actions), frame(OBJECTS, OBJECT, objects)
    assert rows(candidates(acts, objects, frame(EXPOSURES, EXPOSURE, exposures)), "layer u v") == [("url", 1, 2)]


def test_the_join_finds_what_a_loop_over_all_pairs_of_acts_finds(frame, rows):
    chance = random.Random(7)
    # object -> join window: over minutes, ten minutes, hours, a cold day, too hot
    windows_s = {1: 60, 2: 60, 3: 600, 4: 3_600, 5: 3_600, 6: 86_400, 7: 86_400, 8: 0}
    accounts = [-5, -1, 0, 3, 4, 7, 8, 9, 11, 12]
    actions = []
    for number in range(320):
        object_id = chance.choice(list(windows_s))
        # times crowd at the borders of buckets and at exact window lengths
        t = chance.choice([0, 1, 59, 60, 61]) + 60 * chance.choice([0, 1, 10, 60, 61, 1_440])
        actions.append(("url", object_id, chance.choice(accounts), t, f"p{number:03}"))
    expected = brute_force(actions, windows_s)
    assert len(expected) > 100
    acting = frame(EXPOSURES, EXPOSURE, [("url", account, 2) for account in accounts])
    acts = frame(ACTIONS, ACT, actions)
    objects = frame(OBJECTS, OBJECT, [("url", object_id, 101, w) for object_id, w in windows_s.items()])
    pairs = sorted({row[:3] for row in expected})
    assert rows(candidates(acts, objects, acting), "layer u v") == pairs
    met = co_actions(acts, objects, frame(CANDIDATES, "layer u v", pairs))
    assert rows(met, "layer u v object_id gap_s t_u t_v post_u post_v lead") == expected


def brute_force(actions: list[tuple], windows_s: dict[int, int]) -> list[tuple]:
    """The rows of co_actions of all pairs with two objects, by comparing every act with every other."""
    nearest: dict[tuple, tuple] = {}
    for one, other in combinations(actions, 2):
        u, v = sorted((one, other), key=lambda act: act[2])
        gap_s, window_s = abs(u[3] - v[3]), windows_s[u[1]]
        if u[1] == v[1] and u[2] != v[2] and window_s and gap_s <= window_s:
            key = ("url", u[2], v[2], u[1])
            met = (gap_s, u[3], v[3], u[4], v[4], (v[3] > u[3]) - (v[3] < u[3]))
            nearest[key] = min(nearest.get(key, met), met)
    n_objects: dict[tuple, int] = {}
    for _, u, v, _ in nearest:
        n_objects[u, v] = n_objects.get((u, v), 0) + 1
    return sorted((*key, *met) for key, met in nearest.items() if n_objects[key[1], key[2]] >= 2)
