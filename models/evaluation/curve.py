"""What another threshold would do: at many of them, who is flagged among members, controls and made-up accounts.

Counted on held-out accounts when the model is trained and kept with it, so that a threshold can be tried in the app
without the accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.figures import MEMBER_MIN_POSTS, judged_controls, judged_members
from claqueur.models.evaluation.held_out import UNSCORED
from claqueur.models.evaluation.metrics import threshold_at

STEPS = 98  # of each kind; with the model's own two thresholds at most 200 points
MOST_FALSE_ALARMS = 0.5  # of audited controls: nobody wants to see beyond


def curve(
    rows: pl.DataFrame, margin: ArrayLike, estimator: CoordinationClassifier, own: Sequence[float] = ()
) -> dict[str, Any]:
    """Counts by threshold: {"threshold": [...], "flagged": {group: [...]}, "of": {group: n}}, ready for JSON.

    rows: examples; margin: theirs, by models that did not see them. Thresholds are calibrated probabilities in rising
    order: steps of the share of members found, steps of the share of audited controls flagged (none, then each a
    little larger than the one before, from one account to half of them), and `own`, the model's. Groups: members and
    audited_controls as they count for the figures; permuted and grafts_2, grafts_5 ... (percent of posts that repeat a
    campaign's) as they count for the stress tests; one without accounts is left out. Flagged means, as in a run, a
    probability at or above the threshold; an account without a score never is.
    """
    scores = _scores(rows, np.asarray(margin, dtype="float64"), estimator)
    thresholds = _thresholds(scores, own)
    return {
        "threshold": thresholds.tolist(),
        "flagged": {name: _flagged(scores[name], thresholds) for name in scores},
        "of": {name: len(of_group) for name, of_group in scores.items()},
    }


def _scores(
    rows: pl.DataFrame, margin: NDArray[np.float64], estimator: CoordinationClassifier
) -> dict[str, NDArray[np.float64]]:
    """Group -> calibrated probabilities, -1 without a score."""
    probability = np.where(margin > UNSCORED, estimator.calibrated(margin), -1.0)
    judged = rows.with_columns(probability=pl.Series(probability))
    tested = judged.filter(pl.col("purpose") == "test")
    grafts = tested.filter(pl.col("role") == "graft")
    groups = {
        "members": judged_members(judged),
        "audited_controls": judged_controls(judged).filter("is_audited"),
        "permuted": tested.filter((pl.col("role") == "permuted") & (pl.col("n_posts") >= MEMBER_MIN_POSTS)),
        **{f"grafts_{pct}": grafts.filter(pl.col("share_pct") == pct) for pct in grafts["share_pct"].unique().sort()},
    }
    return {name: group["probability"].to_numpy() for name, group in groups.items() if len(group)}


def _thresholds(scores: dict[str, NDArray[np.float64]], own: Sequence[float]) -> NDArray[np.float64]:
    chosen = list(own)
    found = scores.get("members", np.empty(0))
    found = found[found >= 0]
    if len(found):
        chosen += np.quantile(found, np.linspace(0, 1, STEPS), method="nearest").tolist()
    audited = scores.get("audited_controls", np.empty(0))
    if len(audited):
        shares = np.geomspace(1 / len(audited), MOST_FALSE_ALARMS, STEPS - 1)
        chosen += [threshold_at(audited, share) for share in (0.0, *shares)]
    thresholds = np.unique(np.asarray(chosen, dtype="float64"))
    return thresholds[thresholds > 0]


def _flagged(scores: NDArray[np.float64], thresholds: NDArray[np.float64]) -> list[int]:
    ordered = np.sort(scores)
    return (len(ordered) - np.searchsorted(ordered, thresholds, side="left")).tolist()
