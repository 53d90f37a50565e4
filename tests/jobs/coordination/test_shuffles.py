"""Shuffles: what stays and what moves."""

from __future__ import annotations

from claqueur.jobs.coordination.shuffles import shuffled_objects, shuffled_times
from claqueur.schema import ACTIONS

ACT = "layer object_id account t post_id"
DAY = 86_400
ACTS = [
    *[("text", 10 + n, 1, n * 3_000, f"a{n}") for n in range(8)],  # ann: eight posts on day 0
    *[("url", 20 + n, 1, n * 3_000, f"a{n}") for n in range(8)],  # each with a link
    *[("text", 10 + n, 2, n * 3_000 + 5, f"b{n}") for n in range(8)],  # bob: the same texts 5 s later
    ("text", 10, 3, 40, "c0"),  # cat: one post a day, so nothing to exchange with
    ("text", 11, 3, DAY + 40, "c1"),
    ("text", 12, 4, 100, "d0"),  # dan: two posts less than a window apart
    ("text", 13, 4, 130, "d1"),
]


def columns(found: list[tuple], *places: int) -> list[tuple]:
    return sorted(tuple(row[place] for place in places) for row in found)


def test_times_are_exchanged_within_account_and_day_and_nothing_else(frame, rows):
    found = rows(shuffled_times(frame(ACTIONS, ACT, ACTS), 60, seed=1), f"{ACT} moved")
    what_stays = (0, 1, 2, 4)
    assert columns(found, *what_stays) == columns(ACTS, *what_stays)
    assert columns(found, 0, 2, 3) == columns(ACTS, 0, 2, 3)  # each account keeps its times, layer by layer here
    at = {row[4]: row[3] for row in found}
    assert at["c0"] == 40
    assert at["c1"] == DAY + 40
    assert {row[3] for row in found if row[4] == "a3"} == {at["a3"]}  # text and link of one post stay together
    was = {act[4]: act[3] for act in ACTS}
    assert {row[4]: row[5] for row in found} == {post: abs(at[post] - was[post]) > 60 for post in was}
    assert not any(row[5] for row in found if row[2] in {3, 4})
    together = sum(at[f"b{n}"] - at[f"a{n}"] == 5 for n in range(8))
    assert together < 4  # 8 before; by chance 1


def test_objects_are_exchanged_within_layer_and_hour_and_nothing_else(frame, rows):
    busy = [("text", n % 5, 100 + n, n, f"p{n}") for n in range(40)]  # one hour, five texts of eight accounts each
    alone = [("url", 77, 1, 10, "x"), ("text", 78, 1, 3_600, "y")]  # the only link; the only text of its hour
    acts = busy + alone
    found = rows(shuffled_objects(frame(ACTIONS, ACT, acts), 60, seed=1), f"{ACT} moved")
    assert columns(found, 0, 2, 3, 4) == columns(acts, 0, 2, 3, 4)
    assert columns(found, 0, 1) == columns(acts, 0, 1)  # as popular as before
    was = {act[4]: act[1] for act in acts}
    assert {row[4]: row[5] for row in found} == {row[4]: row[1] != was[row[4]] for row in found}
    assert sum(row[5] for row in found if row[4].startswith("p")) > 24  # by chance 32 of 40
    assert [row for row in found if row[4] in {"x", "y"}] == [
        ("text", 78, 1, 3_600, "y", False),
        ("url", 77, 1, 10, "x", False),
    ]


def test_a_seed_gives_one_order_and_another_seed_another(frame, rows):
    acts = frame(ACTIONS, ACT, ACTS)
    for shuffle in (shuffled_times, shuffled_objects):
        first, again, other = (rows(shuffle(acts, 60, seed=seed), ACT) for seed in (1, 1, 2))
        assert first == again
        assert first != other


def test_a_wide_window_widens_the_span(frame, rows):
    acts = [("text", n, 1, n * DAY, f"a{n}") for n in range(9)]
    one_a_day = frame(ACTIONS, ACT, acts)
    assert not any(moved for (moved,) in rows(shuffled_times(one_a_day, 60, seed=1), "moved"))
    assert any(moved for (moved,) in rows(shuffled_times(one_a_day, DAY, seed=1), "moved"))
