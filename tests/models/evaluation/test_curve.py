"""Counts by threshold, worked by hand."""

from __future__ import annotations

import json

import polars as pl
import pytest

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.curve import curve
from claqueur.models.evaluation.held_out import UNSCORED

COLUMNS = {
    "role": pl.String,
    "purpose": pl.String,
    "n_posts": pl.Int64,
    "is_audited": pl.Boolean,
    "share_pct": pl.Int64,
}
ROWS = [  # role, purpose, posts, audited, contact, margin -> probability
    (("member", None, 20, None, None), 3.0),
    (("member", None, 20, None, None), 1.0),
    (("member", None, 20, None, None), UNSCORED),  # without pairs: never found, but counted
    (("member", None, 9, None, None), 3.0),  # too few posts to count for recall
    (("control", None, 20, True, None), 2.0),
    (("control", None, 20, True, None), -1.0),
    (("control", None, 20, False, None), 3.0),  # not audited
    (("graft", "test", 20, None, 2), 0.0),
    (("graft", "test", 20, None, 5), 2.0),
    (("graft", "train", 20, None, 5), 3.0),  # learned from
    (("permuted", "test", 20, None, None), -2.0),
]


@pytest.fixture
def made() -> tuple[pl.DataFrame, list[float], CoordinationClassifier]:
    """The rows, their margins, and a curve that is the plain logistic one."""
    estimator = CoordinationClassifier()
    estimator.floor_, estimator.slope_, estimator.intercept_ = -10.0, 1.0, -10.0
    rows = pl.DataFrame([about for about, _ in ROWS], schema=COLUMNS, orient="row")
    return rows, [margin for _, margin in ROWS], estimator


def at(made: dict, threshold: float) -> dict[str, int]:
    place = made["threshold"].index(threshold)
    return {name: counts[place] for name, counts in made["flagged"].items()}


def test_each_threshold_says_who_is_flagged_of_whom(made):
    rows, margin, estimator = made
    one, three = estimator.calibrated([1.0, 3.0]).tolist()
    found = curve(rows, margin, estimator, own=(0.9, one))
    assert found["of"] == {"members": 3, "audited_controls": 2, "permuted": 1, "grafts_2": 1, "grafts_5": 1}
    assert at(found, one) == {"members": 2, "audited_controls": 1, "permuted": 0, "grafts_2": 0, "grafts_5": 1}
    assert at(found, 0.9) == {"members": 1, "audited_controls": 0, "permuted": 0, "grafts_2": 0, "grafts_5": 0}
    assert at(found, three) == at(found, 0.9)
    assert found["threshold"] == sorted(set(found["threshold"]))
    assert json.loads(json.dumps(found)) == found


def test_many_accounts_give_at_most_two_hundred_points_and_every_small_share_of_false_alarms(made):
    _, _, estimator = made
    n = 5_000
    rows = pl.DataFrame(
        {
            "role": ["member"] * n + ["control"] * n, "purpose": [None] * 2 * n, "n_posts": 20, "is_audited": [None] * n + [True] * n,
            "share_pct": [None] * 2 * n,
        },
        schema_overrides={"purpose": pl.String, "share_pct": pl.Int64},
    )  # fmt: skip
    margin = [place / n * 4 for place in range(n)] + [place / n * 4 - 2 for place in range(n)]
    found = curve(rows, margin, estimator, own=(0.5, 0.99))
    assert 100 < len(found["threshold"]) <= 200
    assert set(found["of"]) == {"members", "audited_controls"}  # no grafts, no permuted accounts: nothing is said
    flagged = found["flagged"]["audited_controls"]
    assert {1, 2, 3, 4, 5} <= set(flagged)  # the smallest shares one by one
    assert flagged == sorted(flagged, reverse=True)


def test_without_a_scored_member_there_is_still_a_curve_of_false_alarms(made):
    rows, margin, estimator = made
    no_members = rows.with_columns(margin=pl.Series(margin)).filter(pl.col("role") != "member")
    found = curve(no_members.drop("margin"), no_members["margin"], estimator)
    assert "members" not in found["of"]
    assert found["flagged"]["audited_controls"][-1] == 0
