"""Margins of examples by models that did not see them: one campaign is left out at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.company import company_of
from claqueur.models.features.account_features import FEATURE_NAMES, MONOTONE
from claqueur.models.features.company import COMPANY
from claqueur.models.score import MIN_POSTS

MAX_FOLDS = 10
UNCALIBRATED = 1  # folds of the calibration where only margins are asked for: saves three fits of four
EVERY_FOLD = -1  # examples that each model may learn from: nothing of a campaign is in them
# What else an account could be, by the role of the examples that stand for it.
ALTERNATIVES = {"control": "stranger", "community": "stranger", "graft": "contact", "permuted": "chance"}
# Which of these is hardest to rule out, and so what a threshold is held to: docs/decisions/0026 and 0035.
WEIGHTS = {"stranger": 1.0, "contact": 8.0, "chance": 20.0}
# What the company an account keeps speaks against: not against contacts, who keep the same.
COMPANY_SLOPES = {"stranger": 3.0, "chance": 3.0}
UNSCORED = -50.0  # below every margin: such an account is neither found nor a false alarm


def fold_of(rows: pl.DataFrame, seed: int, *, whole_sets: bool = True) -> NDArray[np.int64]:
    """The fold of each example, 0 to the number of campaigns - 1 (at most MAX_FOLDS).

    A campaign is one fold, with the grafts and the permuted accounts that belong to it. A control set is kept whole
    where it fits in a fold; a larger one, and controls without a set, are dealt out account by account. With
    whole_sets=False all controls are dealt out so. What is simulated to learn from is in EVERY_FOLD.
    """
    campaigns = rows.filter(pl.col("role") == "member")["group"].unique().sort().to_list()
    n_folds = min(len(campaigns), MAX_FOLDS)
    fold_of_campaign = {campaign: place % n_folds for place, campaign in enumerate(campaigns)}
    is_control = (rows["role"] == "control").to_numpy()
    folds = np.array([fold_of_campaign.get(group, 0) for group in rows["group"]], dtype="int64")
    folds[is_control] = _deal(_units(rows.filter(is_control), n_folds if whole_sets else math.inf), n_folds, seed)
    folds[rows.select(pl.col("source").is_null() & (pl.col("purpose") == "train")).to_series()] = EVERY_FOLD
    return folds


def _units(controls: pl.DataFrame, n_folds: float) -> list[str]:
    fits = (pl.col("group") != "") & (pl.len().over("group") <= pl.len() / n_folds)
    alone = pl.concat_str("source", "platform", "account_id", separator=" ")
    return controls.select(pl.when(fits).then("group").otherwise(alone))["group"].to_list()


def _deal(units: Sequence[str], n_folds: int, seed: int) -> NDArray[np.int64]:
    """Units to folds, the largest first, each to the emptiest fold; ties by lot."""
    names, sizes = np.unique(units, return_counts=True)
    lots = np.random.default_rng(seed).permutation(len(names))
    filled = np.zeros(n_folds, dtype="int64")
    chosen: dict[str, int] = {}
    for unit in np.lexsort((lots, -sizes)):
        fold = int(np.argmin(filled))
        chosen[names[unit]] = fold
        filled[fold] += sizes[unit]
    return np.array([chosen[unit] for unit in units], dtype="int64")


def is_learned_from(rows: pl.DataFrame) -> NDArray[np.bool_]:
    """Examples with pairs and enough posts: members, controls, and hard negatives made to learn from.

    Controls that the pair test proves to be rings are left out here, and nowhere else: to call them organic would teach
    the model the opposite of what it is for.
    """
    learned = pl.col("role").is_in(["member", "control"]) | (pl.col("purpose") == "train").fill_null(False)
    proved_ring = (pl.col("role") == "control") & pl.col("is_in_ring")
    return rows.select(_can_be_scored() & learned & ~proved_ring).to_series().to_numpy()


def fit(
    rows: pl.DataFrame, seed: int, feature_names: Sequence[str] = FEATURE_NAMES, **settings: int
) -> CoordinationClassifier:
    """The classifier fitted on `rows`; groups are campaigns, control sets, communities, and cells of grafts.

    settings: of the classifier, where they are not to be its defaults.
    """
    directions = dict(zip(FEATURE_NAMES, MONOTONE, strict=True))
    group = pl.concat_str("role", "group", "kind", "share_pct", separator=" ", ignore_nulls=True)
    alternative = pl.col("role").replace_strict(ALTERNATIVES, default="")
    given = rows.select(group=group, alternative=alternative, is_member=(pl.col("role") == "member").cast(pl.Int64))
    estimator = CoordinationClassifier(
        monotone=[directions.get(name, 0) for name in feature_names],
        weights=WEIGHTS,
        company=COMPANY_SLOPES if COMPANY in feature_names else None,
        random_state=seed,
        **settings,
    )
    return estimator.fit(
        _matrix(rows, feature_names),
        given["is_member"].to_numpy(),
        groups=given["group"].to_numpy(),
        alternatives=given["alternative"].to_numpy(),
    )


def margins(
    rows: pl.DataFrame, model: CoordinationClassifier, feature_names: Sequence[str] = FEATURE_NAMES
) -> NDArray[np.float64]:
    """The margin of each example; UNSCORED without pairs or with too few posts, as in a run."""
    found = np.full(len(rows), UNSCORED)
    can = rows.select(_can_be_scored()).to_series().to_numpy()
    if can.any():
        found[can] = model.margin(_matrix(rows.filter(can), feature_names))
    return found


def held_out_margins(
    rows: pl.DataFrame, folds: NDArray[np.int64], seed: int, feature_names: Sequence[str] = FEATURE_NAMES
) -> NDArray[np.float64]:
    """The margin of each example by the model of its fold, which learned from the other folds only.

    Margins, not probabilities: each fold's model is calibrated on other campaigns, so only its margins compare.
    rows: with the company they keep, if it is among the features.
    """
    return margins_by_fold(rows, folds, held_out_models(rows, folds, seed, feature_names), feature_names)


def with_company(
    rows: pl.DataFrame,
    folds: NDArray[np.int64],
    models: Mapping[int, CoordinationClassifier],
    feature_names: Sequence[str] = FEATURE_NAMES,
) -> pl.DataFrame:
    """`rows` with the column company, from the margin that the model of its fold gives each row alone."""
    alone = margins_by_fold(without_company(rows), folds, models, feature_names)
    return rows.with_columns(pl.Series(COMPANY, company_of(rows, alone, folds)))


def without_company(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with a company that speaks neither for nor against anybody: what is known before there are margins."""
    return rows.with_columns(pl.lit(0.0).alias(COMPANY))


def held_out_models(
    rows: pl.DataFrame, folds: NDArray[np.int64], seed: int, feature_names: Sequence[str] = FEATURE_NAMES
) -> dict[int, CoordinationClassifier]:
    """For each fold the model that learned from the others."""
    learned = is_learned_from(rows)
    return {
        int(fold): fit(rows.filter(learned & (folds != fold)), seed, feature_names, n_folds=UNCALIBRATED)
        for fold in np.unique(folds[folds != EVERY_FOLD])
    }


def margins_by_fold(
    rows: pl.DataFrame,
    folds: NDArray[np.int64],
    models: Mapping[int, CoordinationClassifier],
    feature_names: Sequence[str] = FEATURE_NAMES,
) -> NDArray[np.float64]:
    """The margin of each row by the model of its fold; UNSCORED in a fold without model."""
    found = np.full(len(rows), UNSCORED)
    for fold, model in models.items():
        found[folds == fold] = margins(rows.filter(folds == fold), model, feature_names)
    return found


def held_out_probabilities(
    rows: pl.DataFrame, folds: NDArray[np.int64], margin: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Margins as probabilities, each fold's by the curve that fits members and controls of the other folds."""
    found = np.zeros(len(rows))
    judged = is_calibrated_by(rows)
    is_member = (rows["role"] == "member").to_numpy()
    for fold in np.unique(folds[folds != EVERY_FOLD]):
        others = judged & (folds != fold)
        curve = CoordinationClassifier().calibrate(margin[others], is_member[others])
        found[folds == fold] = curve.calibrated(margin[folds == fold])
    return found


def is_calibrated_by(rows: pl.DataFrame) -> NDArray[np.bool_]:
    """Members and controls that can be scored: what a probability is about."""
    real = pl.col("role").is_in(["member", "control"])
    return rows.select(_can_be_scored() & real).to_series().to_numpy()


def _can_be_scored() -> pl.Expr:
    return pl.col("has_pairs") & (pl.col("n_posts") >= MIN_POSTS)


def _matrix(rows: pl.DataFrame, feature_names: Sequence[str]) -> NDArray[np.float64]:
    return rows.select(pl.col(name).cast(pl.Float64) for name in feature_names).to_numpy()
