"""Recall where members and controls post as much: what is left once volume tells nothing.

Members of campaigns post more than the accounts of a sample collected by keyword, so a threshold set on all controls
is set on small accounts. Here every control weighs as much as members of its volume are frequent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from claqueur.models.evaluation.metrics import flagged_share

BAND_RATIO = 1.05  # most and fewest posts in a band: in wider ones volume still tells sides apart


@dataclass(frozen=True)
class VolumeMatched:
    """Figures with controls weighed to the members' volumes.

    recall: share of the matched members found where `rate` of the weighed controls are flagged; NaN with fewer than
    1 / rate effective controls, for then that rate cannot be seen. false_positives: weighed share of controls flagged
    at the threshold that was given. posts_only_auc: of the number of posts, .5 if the matching worked.
    n_effective: unweighed controls that would tell as much (Kish 1965). n_unmatched: members with no control of their
    volume; they are in no figure.
    """

    recall: float
    false_positives: float
    posts_only_auc: float
    n_effective: float
    n_unmatched: int


def volume_matched(
    members: pl.DataFrame, controls: pl.DataFrame, *, threshold: float, rate: float = 0.001
) -> VolumeMatched:
    """The figures at a threshold set beforehand, and recall at `rate` of weighed false positives.

    members, controls: columns n_posts (counted after the cap that is reported) and margin, a row per account.
    """
    band_of_member, band_of_control = _bands(members["n_posts"].to_numpy(), controls["n_posts"].to_numpy())
    has_control = np.isin(band_of_member, band_of_control)
    has_member = np.isin(band_of_control, band_of_member)
    n_unmatched = int((~has_control).sum())
    if not has_control.any():
        return VolumeMatched(np.nan, np.nan, np.nan, 0.0, n_unmatched)
    members, controls = members.filter(has_control), controls.filter(has_member)
    weight = _weights(band_of_member[has_control], band_of_control[has_member])
    margin = controls["margin"].to_numpy()
    n_effective = float(1 / (weight**2).sum())
    own_threshold = _weighed_threshold(margin, weight, rate)
    can_be_seen = n_effective * rate >= 1 - 1e-9
    return VolumeMatched(
        recall=flagged_share(members["margin"], own_threshold) if can_be_seen else float("nan"),
        false_positives=float(weight[margin >= threshold].sum()),
        posts_only_auc=_auc(members["n_posts"].to_numpy(), controls["n_posts"].to_numpy(), weight),
        n_effective=n_effective,
        n_unmatched=n_unmatched,
    )


def _bands(members: NDArray, controls: NDArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The band of each account, from the most posts downwards: whoever is at the cap shares a band with his like."""
    most = max(members.max(initial=1), controls.max(initial=1))
    widths = (np.log(most / np.maximum(side, 1)) / np.log(BAND_RATIO) for side in (members, controls))
    of_members, of_controls = (np.floor(width + 1e-9).astype("int64") for width in widths)
    return of_members, of_controls


def _weights(band_of_member: NDArray[np.int64], band_of_control: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of each control, so that every band weighs its share of the members; their sum is 1."""
    n_members = np.bincount(band_of_member, minlength=band_of_control.max() + 1)
    n_controls = np.bincount(band_of_control)
    return n_members[band_of_control] / n_controls[band_of_control] / len(band_of_member)


def _weighed_threshold(margin: NDArray, weight: NDArray, rate: float) -> float:
    """The smallest threshold that controls of at most `rate` in weight reach, ties left out together."""
    order = np.argsort(-margin, kind="stable")
    is_too_many = np.cumsum(weight[order]) > rate + 1e-12
    return float(np.nextafter(margin[order][is_too_many.argmax()], np.inf)) if is_too_many.any() else -np.inf


def _auc(members: NDArray, controls: NDArray, weight: NDArray) -> float:
    from sklearn.metrics import roc_auc_score

    label = np.concatenate([np.ones(len(members)), np.zeros(len(controls))])
    weights = np.concatenate([np.full(len(members), 1 / len(members)), weight])
    return float(roc_auc_score(label, np.concatenate([members, controls]), sample_weight=weights))
