from __future__ import annotations

from math import isnan

import numpy as np
import polars as pl
import pytest

from claqueur.models.evaluation.volume import VolumeMatched, volume_matched


def accounts(*counts: tuple[int, int, float]) -> pl.DataFrame:
    """(how many, posts of each, margin of each) as one row per account."""
    rows = [(n_posts, margin) for how_many, n_posts, margin in counts for _ in range(how_many)]
    return pl.DataFrame(rows, schema={"n_posts": pl.Int64, "margin": pl.Float64}, orient="row")


def test_controls_weigh_as_much_as_members_of_their_volume_are_frequent():
    # 3 of 4 members have 200 posts and so have 2 of 10 controls: these weigh 3/4, 3/8 each, the other 8 1/32 each
    members = accounts((3, 200, 5.0), (1, 10, 1.0))
    controls = accounts((1, 200, 2.0), (1, 200, 0.0), (1, 10, 3.0), (7, 10, 0.0), (1, 50, 9.0))  # no member has 50
    found = volume_matched(members, controls, threshold=2.5, rate=0.25)
    assert found.false_positives == pytest.approx(1 / 32)  # 1 of 11 unweighed
    assert found.n_effective == pytest.approx(1 / (2 * (3 / 8) ** 2 + 8 / 32**2))
    assert found.posts_only_auc == pytest.approx(0.5)
    # 1/32 + 3/8 is more than 1/4, so the control at 2.0 may not be flagged: the members at 5.0 are found
    assert isnan(found.recall)  # but 3.5 effective controls cannot show 25%
    assert volume_matched(members, controls, threshold=2.5, rate=0.35).recall == 0.75
    assert volume_matched(members, controls, threshold=2.5, rate=0.45).recall == 1.0


def test_members_without_controls_of_their_volume_are_in_no_figure():
    members = accounts((1, 200, 9.0), (1, 10, 0.0))
    found = volume_matched(members, accounts((100, 10, 1.0)), threshold=1.0, rate=0.01)
    assert found == VolumeMatched(0.0, pytest.approx(1.0), 0.5, pytest.approx(100), n_unmatched=1)

    found = volume_matched(members, accounts((100, 50, 1.0)), threshold=1.0)
    assert (found.n_unmatched, found.n_effective) == (2, 0) and isnan(found.recall)
    assert isnan(volume_matched(members, accounts(), threshold=1.0).false_positives)
    assert volume_matched(accounts(), members, threshold=1.0).n_unmatched == 0


def test_a_score_that_is_only_volume_finds_nothing_once_volume_is_matched():
    rng = np.random.default_rng(1)

    def by_volume(n: int, median: float) -> pl.DataFrame:
        n_posts = rng.lognormal(np.log(median), 0.5, n).astype(int) + 5
        return pl.DataFrame({"n_posts": n_posts, "margin": n_posts + rng.normal(0, 1, n)})

    members, controls = by_volume(400, 40), by_volume(40_000, 20)
    plain = np.quantile(controls["margin"], 0.99)
    found = volume_matched(members, controls, threshold=float(plain), rate=0.01)
    assert (members["margin"] >= plain).mean() > 0.1
    assert found.recall < 0.03  # 1% by chance
    assert found.posts_only_auc == pytest.approx(0.5, abs=0.02)  # what bands leave


def test_a_score_that_is_more_than_volume_is_still_found():
    members = accounts((50, 100, 3.0), (50, 10, 3.0))
    controls = accounts((1_000, 100, 2.0), (50_000, 10, 1.0))
    found = volume_matched(members, controls, threshold=2.5)
    assert found.recall == 1.0
    assert found.false_positives == 0.0
