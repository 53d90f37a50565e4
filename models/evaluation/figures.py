"""The figures of a trained model: thresholds, recall on held-out campaigns, false alarms, stress tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import binom

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.held_out import UNSCORED
from claqueur.models.evaluation.intervals import Limit, recall_interval
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
STRESS_LIMIT = 0.01  # of what is made to test: grafts with little contact, simulated fans, permuted accounts
PERMUTED_LIMIT = 0.0025  # what the threshold aims at: they keep each other company, so rounds differ widely
LITTLE_CONTACT_PCT = (2, 5)
SIGNIFICANCE = 0.05
PERMUTED = (pl.col("role") == "permuted") & (pl.col("n_posts") >= MEMBER_MIN_POSTS)
FANS = (pl.col("role") == "community") & (pl.col("n_posts") >= MIN_POSTS)


@dataclass(frozen=True)
class Thresholds:
    """From where an account is flagged or shown for triage; in margins or, once calibrated, in probabilities."""

    flag: float
    triage: float

    def calibrated(self, estimator: CoordinationClassifier) -> Thresholds:
        """The same thresholds as probabilities; the curve rises, so they part the accounts at the same place.

        Margins that differ by less than a probability can tell get the same one: the next probability is taken, so
        that whoever lies just below the threshold stays below.
        """
        flag, triage = np.nextafter(estimator.calibrated([self.flag, self.triage]), np.inf)
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

    def lines(self) -> list[str]:
        """One line to print per figure, stress test, and kind and share of grafts."""
        return [
            *(f"{name:<40} {value:.4g}" for name, value in self.numbers.items()),
            *(f"flagged of {test.name:<29} {test.flagged} of {test.of}" for test in self.stress),
            *(
                f"flagged of grafts {kind:<12} {share_pct:>3}% contact  {flagged} of {of}"
                for (kind, share_pct), (flagged, of) in self.grafts.items()
            ),
        ]


def thresholds(rows: pl.DataFrame, margin: NDArray[np.float64]) -> Thresholds:
    """Flag: the lowest margin that keeps all of flag_limits(). Triage: 1% of audited controls.

    rows: examples; margin: theirs, from models that did not see them.
    """
    judged = rows.with_columns(margin=pl.Series(margin))
    flag = lowest(flag_limits(judged))
    return Thresholds(flag=flag, triage=min(threshold_at(_audited(judged), TRIAGE_RATE), flag))


def lowest(limits: Sequence[Limit]) -> float:
    """The lowest threshold that keeps all limits."""
    return max(threshold_at(limit.scores, limit.share) for limit in limits)


def flag_limits(
    judged: pl.DataFrame, contact_pct: Sequence[int] = LITTLE_CONTACT_PCT, *, spare_all: bool = True
) -> list[Limit]:
    """Whom a flag must spare: 99.9% of audited controls, 99% of the grafts at 2% and of those at 5% contact.

    contact_pct: other shares of contact. With spare_all also 99% of the simulated fans and 99.75% of the permuted
    accounts; without, it is the limit J of the reference study. All but the controls are those made to set the
    threshold by; a group without accounts limits nothing. judged: examples with column margin.
    """
    made = judged.filter(pl.col("purpose") == "threshold")
    spared = [((pl.col("role") == "graft") & (pl.col("share_pct") == pct), STRESS_LIMIT) for pct in contact_pct]
    if spare_all:
        spared += [(PERMUTED, PERMUTED_LIMIT), (FANS, STRESS_LIMIT)]
    groups = [(made.filter(chosen)["margin"].to_numpy(), share) for chosen, share in spared]
    limits = [Limit(margins, share) for margins, share in groups if len(margins)]
    return [Limit(_audited(judged).to_numpy(), FLAG_RATE), *limits]


@dataclass(frozen=True)
class Margins:
    """Margins of the examples by models that did not see them, and what is held against them.

    by_set: control sets held out whole, what the figures stand on. dealt: control accounts dealt over the folds, as in
    the reference study. by_volume: of models that know the number of posts alone. probability: by_set, calibrated on
    the other folds.
    """

    by_set: NDArray[np.float64]
    dealt: NDArray[np.float64]
    by_volume: NDArray[np.float64]
    probability: NDArray[np.float64]


def figures(rows: pl.DataFrame, margins: Margins, limits: Thresholds, seed: int) -> Figures:
    """All figures. limits: in margins, of by_set. seed: of the bootstrap."""
    judged = rows.with_columns(
        margin=pl.Series(margins.by_set),
        dealt=pl.Series(margins.dealt),
        by_volume=pl.Series(margins.by_volume),
        probability=pl.Series(margins.probability),
    )
    numbers = _recalls(judged, limits, seed) | _false_alarms(judged, limits) | _quality(judged)
    for (campaign,), of_campaign in sorted(judged_members(judged).partition_by("group", as_dict=True).items()):
        numbers[f"recall_at_flag of {campaign}"] = flagged_share(of_campaign["margin"], limits.flag)
    return Figures(numbers, stress_tests(judged, limits.flag), grafts_flagged(judged, limits.flag))


def _recalls(judged: pl.DataFrame, limits: Thresholds, seed: int) -> dict[str, float]:
    """Shares of the members of held-out campaigns that are found, by threshold."""
    found = judged_members(judged)["margin"].to_numpy()
    raw, audited = judged_controls(judged)["margin"], _audited(judged)
    interval = recall_interval(found, flag_limits(judged), seed=seed)
    dealt = judged.with_columns(margin=pl.col("dealt"))
    at_j, at_j_dealt = (lowest(flag_limits(side, spare_all=False)) for side in (judged, dealt))
    at_20 = lowest(flag_limits(judged, (*LITTLE_CONTACT_PCT, 20), spare_all=False))
    volume = [side["by_volume"] for side in (judged_members(judged), judged_controls(judged).filter("is_audited"))]
    return {
        "recall_at_flag": flagged_share(found, limits.flag),
        "recall_at_flag_low": interval.low,
        "recall_at_flag_high": interval.high,
        "recall_at_flag_or_pair_test": float(_found_by_run(judged_members(judged), limits.flag).to_numpy().mean()),
        "recall_at_triage": flagged_share(found, limits.triage),
        "recall_at_J": flagged_share(found, at_j),
        "recall_at_J_and_20pct_contact": flagged_share(found, at_20),
        "recall_at_0.1pct_audited": flagged_share(found, threshold_at(audited, FLAG_RATE)),
        "recall_at_0.1pct_raw": flagged_share(found, threshold_at(raw, FLAG_RATE)),
        "recall_at_1pct_audited": flagged_share(found, threshold_at(audited, TRIAGE_RATE)),
        "recall_at_J_controls_dealt": flagged_share(judged_members(dealt)["margin"], at_j_dealt),
        "recall_at_0.1pct_audited_controls_dealt": recall_at_audited_rate(judged, judged["dealt"].to_numpy()),
        "posts_only_recall_at_0.1pct_audited": flagged_share(volume[0], threshold_at(volume[1], FLAG_RATE)),
    }


def _false_alarms(judged: pl.DataFrame, limits: Thresholds) -> dict[str, float]:
    controls, audited = judged_controls(judged), _audited(judged)
    return {
        "controls_flagged": flagged_share(controls["margin"], limits.flag),
        "audited_controls_flagged": flagged_share(audited, limits.flag),
        "n_members": len(judged_members(judged)),
        "n_controls": len(controls),
        "n_audited_controls": len(audited),
        "n_controls_in_rings": int(controls["is_in_ring"].sum()),
    }


def _quality(judged: pl.DataFrame) -> dict[str, float]:
    members, controls = judged_members(judged), judged_controls(judged)
    found, raw = members["margin"].to_numpy(), controls["margin"].to_numpy()
    scored = pl.col("margin") > UNSCORED  # calibration is about scores that are given
    of_members, of_controls = (side.filter(scored)["probability"].to_numpy() for side in (members, controls))
    return {
        "pr_auc_1_to_10": pr_auc(found, raw),
        "calibration_error": expected_calibration_error(of_members, of_controls),
        "precision_at_20": precision_at(found, raw, 20),
    }


def stress_tests(judged: pl.DataFrame, flag: float) -> tuple[StressTest, ...]:
    """Grafts with little contact, permuted accounts, simulated fans: found by the model or, as in a run, the pair test.

    judged: examples with column margin.
    """
    test = judged.filter(pl.col("purpose") == "test")
    named = {
        "grafts at 2% and 5% contact": (pl.col("role") == "graft") & pl.col("share_pct").is_in(LITTLE_CONTACT_PCT),
        "permuted accounts": PERMUTED,
        "fans in simulated communities": FANS,
    }
    sides = {name: test.filter(chosen) for name, chosen in named.items()}
    return tuple(StressTest(name, int(_found_by_run(side, flag).sum()), len(side)) for name, side in sides.items())


def grafts_flagged(judged: pl.DataFrame, flag: float) -> dict[tuple, tuple[int, int]]:
    """(kind, share of contact in percent) -> (flagged, all) of the grafts to judge by."""
    grafts = judged.filter((pl.col("role") == "graft") & (pl.col("purpose") == "test"))
    return flagged_by(grafts["margin"], flag, grafts["kind"].to_list(), grafts["share_pct"].to_list())


def _found_by_run(judged: pl.DataFrame, flag: float) -> pl.Series:
    """Whether the model or the pair test flags."""
    return judged.select((pl.col("margin") >= flag) | pl.col("is_in_ring")).to_series()


def recall_at_audited_rate(rows: pl.DataFrame, margin: NDArray[np.float64]) -> float:
    """Share of the members found where 0.1% of the audited controls are flagged: what models are compared by."""
    judged = rows.with_columns(margin=pl.Series(margin))
    return flagged_share(judged_members(judged)["margin"], threshold_at(_audited(judged), FLAG_RATE))


def judged_members(judged: pl.DataFrame) -> pl.DataFrame:
    """The members that count for recall."""
    return judged.filter((pl.col("role") == "member") & (pl.col("n_posts") >= MEMBER_MIN_POSTS))


def judged_controls(judged: pl.DataFrame) -> pl.DataFrame:
    """The controls, audited or not, that count for false alarms."""
    return judged.filter((pl.col("role") == "control") & (pl.col("n_posts") >= MIN_POSTS))


def _audited(judged: pl.DataFrame) -> pl.Series:
    return judged_controls(judged).filter("is_audited")["margin"]
