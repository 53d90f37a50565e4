"""The figures of a trained model: thresholds, recall on held-out campaigns, false alarms, stress tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import binom

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.held_out import UNSCORED
from claqueur.models.evaluation.metrics import (
    expected_calibration_error,
    flagged_by,
    flagged_share,
    pr_auc,
    precision_at,
    threshold_at,
)
from claqueur.models.score import MIN_POSTS

MEMBER_MIN_POSTS = 10  # of a member that counts for recall: with fewer there is little to see
FLAG_RATE, TRIAGE_RATE = 0.001, 0.01  # of audited controls
STRESS_LIMIT = 0.01  # of grafts with little contact, and of permuted accounts
LITTLE_CONTACT_PCT = (2, 5)
SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Thresholds:
    """From where an account is flagged or shown for triage; in margins or, once calibrated, in probabilities."""

    flag: float
    triage: float

    def calibrated(self, estimator: CoordinationClassifier) -> Thresholds:
        """The same thresholds as probabilities; the curve rises, so they part the accounts at the same place."""
        flag, triage = estimator.calibrated([self.flag, self.triage])
        return Thresholds(float(flag), float(triage))


@dataclass(frozen=True)
class StressTest:
    """Accounts that must not be flagged: how many were, of how many."""

    name: str
    flagged: int
    of: int

    @property
    def share(self) -> float:
        """Share flagged, 0 to 1."""
        return self.flagged / self.of if self.of else float("nan")

    @property
    def passed(self) -> bool:
        """Whether the count is compatible with at most 1% (binomial test at 5%); with no accounts nothing is shown."""
        return self.of > 0 and float(binom.sf(self.flagged - 1, self.of, STRESS_LIMIT)) > SIGNIFICANCE


@dataclass(frozen=True)
class Figures:
    """numbers: name -> value, shares from 0 to 1. grafts: (kind, share of contact in percent) -> (flagged, all)."""

    numbers: dict[str, float]
    stress: tuple[StressTest, ...]
    grafts: dict[tuple, tuple[int, int]]


def thresholds(rows: pl.DataFrame, margin: NDArray[np.float64]) -> Thresholds:
    """Flag: at most 0.1% of audited controls and 1% of grafts at 2% and at 5% contact. Triage: 1% of audited controls.

    rows: examples; margin: theirs, from models that did not see them.
    """
    judged = rows.with_columns(margin=pl.Series(margin))
    audited = _audited(judged)
    limits = [threshold_at(audited, FLAG_RATE)]
    for share_pct in LITTLE_CONTACT_PCT:
        touched = (pl.col("role") == "graft") & (pl.col("purpose") == "threshold") & (pl.col("share_pct") == share_pct)
        limits.append(threshold_at(judged.filter(touched)["margin"], STRESS_LIMIT))
    triage = threshold_at(audited, TRIAGE_RATE)
    return Thresholds(flag=max(limits), triage=min(triage, max(limits)))


def figures(
    rows: pl.DataFrame,
    margin: NDArray[np.float64],
    limits: Thresholds,
    probability: NDArray[np.float64],
    by_volume: NDArray[np.float64],
) -> Figures:
    """All figures. limits: in margins. probability: margins calibrated. by_volume: margins of the posts-only model."""
    judged = rows.with_columns(
        margin=pl.Series(margin), probability=pl.Series(probability), by_volume=pl.Series(by_volume)
    )
    members, controls = _members(judged), _controls(judged)
    raw, audited = controls["margin"].to_numpy(), controls.filter("is_audited")["margin"].to_numpy()
    found = members["margin"].to_numpy()
    scored = pl.col("margin") > UNSCORED  # calibration is about scores that are given
    of_members, of_controls = (side.filter(scored)["probability"].to_numpy() for side in (members, controls))
    volumes = [side["by_volume"].to_numpy() for side in (members, controls.filter("is_audited"))]
    numbers = {
        "recall_at_flag": flagged_share(found, limits.flag),
        "recall_at_triage": flagged_share(found, limits.triage),
        "recall_at_0.1pct_audited": flagged_share(found, threshold_at(audited, FLAG_RATE)),
        "recall_at_0.1pct_raw": flagged_share(found, threshold_at(raw, FLAG_RATE)),
        "recall_at_1pct_audited": flagged_share(found, threshold_at(audited, TRIAGE_RATE)),
        "controls_flagged": flagged_share(raw, limits.flag),
        "audited_controls_flagged": flagged_share(audited, limits.flag),
        "pr_auc_1_to_10": pr_auc(found, raw),
        "calibration_error": expected_calibration_error(of_members, of_controls),
        "precision_at_20": precision_at(found, raw, 20),
        "posts_only_recall_at_0.1pct_audited": flagged_share(volumes[0], threshold_at(volumes[1], FLAG_RATE)),
        "n_members": len(members),
        "n_controls": len(controls),
        "n_audited_controls": len(audited),
    }
    for (campaign,), of_campaign in sorted(members.partition_by("group", as_dict=True).items()):
        numbers[f"recall_at_flag of {campaign}"] = flagged_share(of_campaign["margin"], limits.flag)
    return Figures(numbers, stress_tests(judged, limits.flag), grafts_flagged(judged, limits.flag))


def stress_tests(judged: pl.DataFrame, flag: float) -> tuple[StressTest, ...]:
    """Grafts with little contact, and permuted accounts. judged: examples with column margin."""
    test = judged.filter(pl.col("purpose") == "test")
    grafts = test.filter((pl.col("role") == "graft") & pl.col("share_pct").is_in(LITTLE_CONTACT_PCT))
    permuted = test.filter((pl.col("role") == "permuted") & (pl.col("n_posts") >= MEMBER_MIN_POSTS))
    named = (("grafts at 2% and 5% contact", grafts), ("permuted accounts", permuted))
    return tuple(StressTest(name, int((side["margin"] >= flag).sum()), len(side)) for name, side in named)


def grafts_flagged(judged: pl.DataFrame, flag: float) -> dict[tuple, tuple[int, int]]:
    """(kind, share of contact in percent) -> (flagged, all) of the grafts to judge by."""
    grafts = judged.filter((pl.col("role") == "graft") & (pl.col("purpose") == "test"))
    return flagged_by(grafts["margin"], flag, grafts["kind"].to_list(), grafts["share_pct"].to_list())


def recall_at_audited_rate(rows: pl.DataFrame, margin: NDArray[np.float64]) -> float:
    """Share of the members found where 0.1% of the audited controls are flagged: what models are compared by."""
    judged = rows.with_columns(margin=pl.Series(margin))
    return flagged_share(_members(judged)["margin"], threshold_at(_audited(judged), FLAG_RATE))


def _members(judged: pl.DataFrame) -> pl.DataFrame:
    return judged.filter((pl.col("role") == "member") & (pl.col("n_posts") >= MEMBER_MIN_POSTS))


def _controls(judged: pl.DataFrame) -> pl.DataFrame:
    return judged.filter((pl.col("role") == "control") & (pl.col("n_posts") >= MIN_POSTS))


def _audited(judged: pl.DataFrame) -> pl.Series:
    return _controls(judged).filter("is_audited")["margin"]
