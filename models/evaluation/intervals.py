"""How far a figure could be off: 95% intervals of counts, shares, recall where controls set the threshold, and gains.

All intervals are for other accounts of the same campaigns and control sets. That another campaign may behave unlike
any of these is not in them: read recall campaign by campaign for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest

from claqueur.models.evaluation.metrics import flagged_share, threshold_at

CONFIDENCE = 0.95
N_REPLICATES = 2_000


@dataclass(frozen=True)
class Interval:
    """A figure with the limits of its 95% interval; NaN where there is nobody to count."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Limit:
    """Accounts that must not be flagged, by their scores, and the share of them that may be.

    Where models are compared, scores have a row per account and a column per model.
    """

    scores: ArrayLike
    share: float


def count_interval(flagged: int, of: int) -> Interval:
    """Exact interval of a share from a count such as 2 of 813 (Clopper & Pearson 1934); 0 of n has an upper limit."""
    if not of:
        return _NOBODY
    limits = binomtest(flagged, of).proportion_ci(CONFIDENCE, method="exact")
    return Interval(flagged / of, float(limits.low), float(limits.high))


def share_interval(
    is_flagged: ArrayLike, *, seed: int, units: ArrayLike | None = None, n_replicates: int = N_REPLICATES
) -> Interval:
    """Bootstrap interval of the share flagged at a fixed threshold (percentiles, Efron 1979).

    units: what is drawn with all its rows, such as the host or the campaign of a graft; by default each row, an
    account or a graft, is drawn alone. With none or all flagged the interval is a point: use count_interval.
    """
    flagged = np.asarray(is_flagged, dtype=bool)
    if not len(flagged):
        return _NOBODY
    unit = np.arange(len(flagged)) if units is None else np.unique(np.asarray(units), return_inverse=True)[1]
    tally = np.stack([np.bincount(unit, flagged), np.bincount(unit)], axis=1)
    # Units alike in both counts are drawn as one: the same distribution from a handful of numbers per replicate
    alike, n_alike = np.unique(tally, axis=0, return_counts=True)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n_alike.sum(), n_alike / n_alike.sum(), size=n_replicates) @ alike
    return _percentiles(float(flagged.mean()), drawn[:, 0] / drawn[:, 1])


def recall_interval(
    members: ArrayLike, limits: Sequence[Limit], *, seed: int, n_replicates: int = N_REPLICATES
) -> Interval:
    """Bootstrap interval of recall at the lowest threshold that keeps all limits, chosen anew in every replicate.

    members: their scores. In a replicate members, and the accounts of each limit, are drawn with replacement, each
    side on its own; so the interval also says how much hangs on the few controls that set the threshold.
    Raises ValueError without a limit, or for a limit without scores.
    """
    one_model = [Limit(np.asarray(limit.scores)[:, None], limit.share) for limit in limits]
    estimates, replicates = _recalls(np.asarray(members)[:, None], one_model, seed, n_replicates)
    return _percentiles(estimates[0], replicates[:, 0])


def recall_gain_interval(
    members: ArrayLike, limits: Sequence[Limit], *, seed: int, n_replicates: int = N_REPLICATES
) -> Interval:
    """Bootstrap interval of how much more the first model finds than the second, each at its own threshold.

    members and the scores of limits have two columns, one per model. Both models are judged on the same accounts in
    every replicate, so that what they find alike cancels: an interval without 0 is a gain (or a loss) beyond the
    accounts that happened to be in the data. Thresholds and errors as in recall_interval().
    """
    estimates, replicates = _recalls(np.asarray(members), limits, seed, n_replicates)
    return _percentiles(estimates[0] - estimates[1], replicates[:, 0] - replicates[:, 1])


def _recalls(
    members: NDArray, limits: Sequence[Limit], seed: int, n_replicates: int
) -> tuple[list[float], NDArray[np.float64]]:
    """Recall of each model (column of `members`), and in replicates: (n_replicates, n_models)."""
    if not limits or any(not len(np.asarray(limit.scores)) for limit in limits):
        raise ValueError("The threshold has no limits, or one of them no scores: give the scores of each.")
    n, n_models = members.shape
    if not n:
        return [np.nan] * n_models, np.full((n_replicates, n_models), np.nan)
    rng = np.random.default_rng(seed)
    thresholds = np.max([_thresholds(rng, limit, n_replicates) for limit in limits], axis=0)
    times_drawn = rng.multinomial(n, np.full(n, 1 / n), size=n_replicates)
    replicates = [
        (times_drawn * (members[:, model] >= thresholds[:, model, None])).sum(axis=1) / n for model in range(n_models)
    ]
    estimates = [
        flagged_share(
            members[:, model], max(threshold_at(np.asarray(limit.scores)[:, model], limit.share) for limit in limits)
        )
        for model in range(n_models)
    ]
    return estimates, np.stack(replicates, axis=1)


def _thresholds(rng: np.random.Generator, limit: Limit, n_replicates: int) -> NDArray[np.float64]:
    """threshold_at() of each model in resamples of the accounts: (n_replicates, n_models).

    Only how often the highest accounts are drawn matters: the threshold lies just above the (allowed + 1)-th highest
    draw, which is among the highest `enough` accounts but for less than one resample in a billion.
    """
    scores = np.asarray(limit.scores, dtype=float)
    n, n_models = scores.shape
    allowed = min(int(np.floor(limit.share * n + 1e-9)), n - 1)
    enough = allowed + int(8 * np.sqrt(allowed + 1)) + 20
    highest = np.unique(np.argsort(-scores, axis=0, kind="stable")[:enough])
    chances = np.append(np.full(len(highest), 1 / n), 1 - len(highest) / n)
    times_drawn = rng.multinomial(n, np.maximum(chances, 0), size=n_replicates)[:, :-1]
    thresholds = np.empty((n_replicates, n_models))
    for model in range(n_models):
        falling = np.argsort(-scores[highest, model], kind="stable")
        one_too_many = (np.cumsum(times_drawn[:, falling], axis=1) > allowed).argmax(axis=1)
        thresholds[:, model] = np.nextafter(scores[highest[falling], model][one_too_many], np.inf)
    return thresholds


def _percentiles(estimate: float, replicates: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(replicates, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(estimate, float(low), float(high))


_NOBODY = Interval(float("nan"), float("nan"), float("nan"))
