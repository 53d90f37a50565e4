"""How far a figure could be off: 95% intervals of counts, of shares, and of recall where controls set the threshold.

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
N_REPLICATES = 4_000


@dataclass(frozen=True)
class Interval:
    """A figure with the limits of its 95% interval; NaN where there is nobody to count."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Limit:
    """Accounts that must not be flagged, by their scores, and the share of them that may be."""

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
    scores = np.sort(np.asarray(members, dtype=float))
    if not limits or any(not len(np.asarray(limit.scores)) for limit in limits):
        raise ValueError("The threshold has no limits, or one of them no scores: give the scores of each.")
    if not len(scores):
        return _NOBODY
    rng = np.random.default_rng(seed)
    thresholds = np.max([_thresholds(rng, limit, n_replicates) for limit in limits], axis=0)
    reached = len(scores) - np.searchsorted(scores, thresholds, side="left")
    recalls = rng.binomial(len(scores), reached / len(scores)) / len(scores)
    estimate = flagged_share(scores, max(threshold_at(limit.scores, limit.share) for limit in limits))
    return _percentiles(estimate, recalls)


def _thresholds(rng: np.random.Generator, limit: Limit, n_replicates: int) -> NDArray[np.float64]:
    """threshold_at() of as many resamples, without drawing them.

    In a resample of n scores the threshold lies just above the (a + 1)-th largest, where a of them are allowed. The
    place of that one among the sorted scores is floor(n B), B being the (a + 1)-th smallest of n uniform numbers,
    which is distributed as Beta(a + 1, n - a).
    """
    ordered = np.sort(np.asarray(limit.scores, dtype=float))[::-1]
    allowed = int(np.floor(limit.share * len(ordered) + 1e-9))
    if allowed >= len(ordered):
        return np.full(n_replicates, -np.inf)
    place = np.floor(len(ordered) * rng.beta(allowed + 1, len(ordered) - allowed, n_replicates)).astype(int)
    return np.nextafter(ordered[np.minimum(place, len(ordered) - 1)], np.inf)


def _percentiles(estimate: float, replicates: NDArray[np.float64]) -> Interval:
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(replicates, [tail, 1 - tail])
    return Interval(estimate, float(low), float(high))


_NOBODY = Interval(float("nan"), float("nan"), float("nan"))
