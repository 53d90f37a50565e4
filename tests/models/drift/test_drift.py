from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from claqueur.models.drift.drift import drift, verdict
from claqueur.models.drift.profile import FeatureProfile, Profile
from claqueur.schema import DRIFT

# 100 accounts with 0, 100 below 1, 100 from 1 on
STEADY = FeatureProfile("steady", "strength", (1.0,), ((100, 100, 100),), 0.5, 2.0, 0.75)
MOVED = FeatureProfile("moved", "strength", (1.0,), ((100, 100, 100),), 0.5, None, 0.25)
PROFILE = Profile((STEADY, MOVED), ("news",), 300, 200, 0.0)


def test_shares_and_psi_of_each_feature_on_both_engines(engine):
    rows = [(n, 5, float(n % 3) / 2, 7.0) for n in range(30)]  # steady: a third each of 0, 0.5, 1; moved: all high
    rows += [(99, 4, 0.0, 0.0)]  # too few posts to be scored: not counted
    features = engine.session.createDataFrame(rows, "account long, n_posts long, steady double, moved double")
    found = {row["feature"]: row.asDict() for row in drift(features, PROFILE).select(*DRIFT.names).collect()}
    assert {name: row["n_accounts"] for name, row in found.items()} == {"steady": 30, "moved": 30}
    assert (found["steady"]["psi"], found["steady"]["share_zero"]) == (pytest.approx(0), pytest.approx(1 / 3))
    # shares with the half added: a third each before, 1/63, 1/63, 61/63 now
    low, high = (1 / 63 - 1 / 3) * np.log(3 / 63), (61 / 63 - 1 / 3) * np.log(3 * 61 / 63)
    assert found["moved"]["psi"] == pytest.approx(2 * low + high)
    assert (found["moved"]["share_zero"], found["moved"]["usual_share_zero"]) == (0, pytest.approx(1 / 3))


def test_a_run_is_held_against_the_training_source_that_is_nearest(sail):
    """All of the run's accounts have 0. So has the source of 300; that of 100 is too small to be held against."""
    part = replace(STEADY, name="x", importance=1.0, counts=((0, 0, 300), (300, 0, 0), (100, 0, 0)))
    profile = Profile((part,), ("loud", "quiet", "few"), 700, 700, 0.0)
    run = sail.session.createDataFrame([(n, 5, 0.0) for n in range(300)], "account long, n_posts long, x double")
    (found,) = [row.asDict() for row in drift(run, profile).collect()]
    assert (found["reference"], found["psi"], found["usual_share_zero"]) == ("quiet", 0.0, 1.0)
    counts = [np.array([200, 0, 200])]
    assert profile.nearest(counts)[0] == "all sources together"  # 400 of 700 have 0 there
    assert profile.nearest([np.array([300, 0, 0])], without=1)[0] == "all sources together"  # not "few"


def test_a_run_without_pairs_says_so(sail):
    empty = sail.session.createDataFrame([], "account long, n_posts long, steady double, moved double")
    rows = [row.asDict() for row in drift(empty, PROFILE).collect()]
    assert [(row["n_accounts"], row["psi"]) for row in rows] == [(0, None), (0, None)]
    assert verdict(rows, PROFILE)["verdict"] == "too few accounts"


def judged(steady: float, moved: float, n: int = 1000, reach: float = 0.0) -> dict:
    rows = [
        {"feature": "steady", "reference": "news", "n_accounts": n, "psi": steady, "importance": 0.75},
        {"feature": "moved", "reference": "news", "n_accounts": n, "psi": moved, "importance": 0.25},
    ]
    return verdict(rows, replace(PROFILE, reach=reach))


@pytest.mark.parametrize(
    ("steady", "moved", "n", "reach", "said", "mean"),
    [
        (0.02, 0.10, 1000, 0.0, "close", 0.04),
        (0.02, 0.90, 1000, 0.0, "shifted", 0.24),
        (0.04, 0.90, 1000, 0.0, "too far", 0.255),
        (0.04, 0.90, 1000, 0.6, "shifted", 0.255),  # its own sources are further apart than that
        (0.90, 0.90, 1000, 0.6, "too far", 0.9),
        (0.90, 0.90, 199, 0.0, "too few accounts", 0.9),
    ],
)
def test_the_verdict_weighs_features_by_what_rests_on_them(steady, moved, n, reach, said, mean):
    found = judged(steady, moved, n, reach)
    assert (found["verdict"], found["psi"]) == (said, pytest.approx(mean))
    assert found["limit"] == max(0.25, reach)


def test_features_that_moved_are_named_the_weightiest_first():
    assert judged(0.2, 0.5)["moved"] == ["steady", "moved"]  # .15 and .125
    assert judged(0.05, 0.5)["moved"] == ["moved"]
