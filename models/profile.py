"""What the accounts looked like that a model learned from: kept with it, so that runs can be compared with them.

One part per feature: how its values spread over bins (for drift), what is usual among ordinary accounts and to which
group it belongs (for explanations), how much of the model rests on it (for both).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from claqueur.models.bins import bin_counts, bin_edges, psi

if TYPE_CHECKING:
    from claqueur.models.training import TrainedModel

HIGH = 0.95


@dataclass(frozen=True)
class FeatureProfile:
    """One feature among the accounts learned from.

    edges: deciles of the values that are not 0, each once. counts: accounts per bin: first those with 0, then below the
    first edge, ... usual: median of ordinary accounts; usual_p95: what 95% of them do not exceed, None where the score
    may fall with the feature. importance: share of all contributions (mean of absolute values) that is the feature's.
    """

    name: str
    group: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    usual: float
    usual_p95: float | None
    importance: float


@dataclass(frozen=True)
class Profile:
    """features: in the model's order. n_accounts: learned from, without grafts. n_ordinary: controls among them.

    widest_source: drift (see models/drift.py) of the training source that is furthest from the others, 0 for one.
    """

    features: tuple[FeatureProfile, ...]
    n_accounts: int
    n_ordinary: int
    widest_source: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON; from_dict reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, written: dict[str, Any]) -> Profile:
        """The profile that as_dict wrote. Raises KeyError or TypeError on anything else."""
        features = tuple(
            FeatureProfile(**{**part, "edges": tuple(part["edges"]), "counts": tuple(part["counts"])})
            for part in written["features"]
        )
        return cls(**{**written, "features": features})


def profile_of(trained: TrainedModel) -> Profile:
    """The profile of the labelled accounts that `trained` learned from; grafts and permuted accounts are left out."""
    from claqueur.models.evaluation.held_out import is_learned_from
    from claqueur.models.features.account_features import FEATURES

    labelled = trained.rows.filter(is_learned_from(trained.rows)).filter(pl.col("role").is_in(["member", "control"]))
    ordinary = labelled.filter(pl.col("role") == "control")
    declared = {feature.name: feature for feature in FEATURES}
    importance = _importance(trained, labelled)
    features = []
    for name, share in zip(trained.feature_names, importance, strict=True):
        values, theirs = labelled[name].to_numpy(), ordinary[name].to_numpy()
        edges = bin_edges(values)
        features.append(
            FeatureProfile(
                name=name,
                group=declared[name].group,
                edges=tuple(edges.tolist()),
                counts=tuple(bin_counts(values, edges).tolist()),
                usual=float(np.median(theirs)),
                usual_p95=float(np.quantile(theirs, HIGH)) if declared[name].monotone == 1 else None,
                importance=float(share),
            )
        )
    widest = _widest_source(labelled, trained.feature_names, importance)
    return Profile(tuple(features), len(labelled), len(ordinary), widest)


def _importance(trained: TrainedModel, labelled: pl.DataFrame) -> NDArray[np.float64]:
    from claqueur.models.tree_shap import Explainer

    added = np.abs(Explainer(trained.estimator).contributions(labelled.select(trained.feature_names).to_numpy()))
    mean = added.mean(axis=0)
    return mean / mean.sum() if mean.sum() else np.full(len(mean), 1 / len(mean))


def _widest_source(labelled: pl.DataFrame, names: Sequence[str], importance: NDArray[np.float64]) -> float:
    widest = 0.0
    for source in labelled["source"].unique() if labelled["source"].n_unique() > 1 else []:
        is_its = (labelled["source"] == source).to_numpy()
        shifts = []
        for name in names:
            values = labelled[name].to_numpy()
            edges = bin_edges(values[~is_its])
            shifts.append(psi(bin_counts(values[~is_its], edges), bin_counts(values[is_its], edges)))
        widest = max(widest, float(importance @ np.array(shifts)))
    return widest
