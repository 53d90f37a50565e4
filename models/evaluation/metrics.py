"""Figures of a scorer: pure functions on arrays of scores, each flagged at `score >= threshold`.

Accounts that have no pair, and so no score, take part with the score 0: they are neither found nor false alarms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

MEMBERS_PER_CONTROL = 1 / 10  # precision-recall area as if one account in eleven were a member


def threshold_at(scores: ArrayLike, share: float) -> float:
    """The smallest threshold that at most `share` of `scores` reach; 0 for no scores.

    With fewer than 1/share scores it lies just above the largest one: then the share is not shown, only bounded.
    """
    ordered = np.sort(np.asarray(scores, dtype=float))[::-1]
    if not len(ordered):
        return 0.0
    allowed = int(np.floor(share * len(ordered) + 1e-9))
    if allowed >= len(ordered):
        return 0.0
    return float(np.nextafter(ordered[allowed], np.inf))


def flagged_share(scores: ArrayLike, threshold: float) -> float:
    """Share of accounts flagged: recall among members, false positives among controls. NaN without accounts."""
    scores = np.asarray(scores, dtype=float)
    return float((scores >= threshold).mean()) if len(scores) else float("nan")


def flagged_by(scores: ArrayLike, threshold: float, *labels: Sequence) -> dict[tuple, tuple[int, int]]:
    """Per combination of labels: (flagged, all), in order of the labels. For grafts: kind and share of contact."""
    flagged = np.asarray(scores, dtype=float) >= threshold
    counts: dict[tuple, tuple[int, int]] = {}
    for key, is_flagged in zip(zip(*labels, strict=True), flagged, strict=True):
        before, total = counts.get(key, (0, 0))
        counts[key] = (before + int(is_flagged), total + 1)
    return dict(sorted(counts.items()))


def pr_auc(members: ArrayLike, controls: ArrayLike, odds: float = MEMBERS_PER_CONTROL) -> float:
    """Average precision with classes weighed to `odds` members per control, whatever the numbers in the data.

    NaN if a side is empty.
    """
    from sklearn.metrics import average_precision_score

    members, controls = np.asarray(members, dtype=float), np.asarray(controls, dtype=float)
    if not len(members) or not len(controls):
        return float("nan")
    label = np.concatenate([np.ones(len(members)), np.zeros(len(controls))])
    weight = np.concatenate([np.full(len(members), odds / len(members)), np.full(len(controls), 1 / len(controls))])
    return float(average_precision_score(label, np.concatenate([members, controls]), sample_weight=weight))


def expected_calibration_error(members: ArrayLike, controls: ArrayLike, n_bins: int = 10) -> float:
    """Mean distance between score and share of members over equal bins, classes weighed the same (Naeini 2015).

    NaN if a side is empty.
    """
    members, controls = np.asarray(members, dtype=float), np.asarray(controls, dtype=float)
    if not len(members) or not len(controls):
        return float("nan")
    scores = np.concatenate([members, controls])
    label = np.concatenate([np.ones(len(members)), np.zeros(len(controls))])
    weight = np.concatenate([np.full(len(side), 0.5 / len(side)) for side in (members, controls)])
    bins = np.minimum((scores * n_bins).astype(int), n_bins - 1)
    gaps = np.bincount(bins, weight * (scores - label), minlength=n_bins)
    return float(np.abs(gaps).sum())


def precision_at(members: ArrayLike, controls: ArrayLike, k: int = 20) -> float:
    """Share of members among the k highest scores; where the k-th place is tied, members come last."""
    members, controls = np.asarray(members, dtype=float), np.asarray(controls, dtype=float)
    scores = np.concatenate([controls, members])
    is_member: NDArray[np.bool_] = np.arange(len(scores)) >= len(controls)
    best = np.argsort(-scores, kind="stable")[:k]
    return float(is_member[best].mean())
