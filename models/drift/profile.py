"""What the accounts looked like that a model learned from: kept with it, so that runs can be compared with them.

One part per feature: how its values spread over bins (for drift), what is usual among ordinary accounts and to which
group it belongs (for explanations), how much of the model rests on it (for both).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from claqueur.models.drift.bins import bin_counts, bin_edges, psi

if TYPE_CHECKING:
    from claqueur.models.training import TrainedModel

HIGH = 0.95
MIN_ACCOUNTS = 200  # with 11 bins PSI is 0.05 by chance alone, half of what counts as a shift
ALL_SOURCES = "all sources together"
Counts = list[NDArray[np.intp]]  # per feature, accounts per bin


@dataclass(frozen=True)
class FeatureProfile:
    """One feature among the accounts learned from.

    edges: deciles of the values that are not 0, each once. counts: per source, accounts per bin: first those with 0,
    then below the first edge, ... usual: median of ordinary accounts; usual_p95: what 95% of them do not exceed, None
    where the score may fall with the feature. importance: share of all contributions (mean of absolute values) that is
    the feature's.
    """

    name: str
    group: str
    edges: tuple[float, ...]
    counts: tuple[tuple[int, ...], ...]
    usual: float
    usual_p95: float | None
    importance: float


@dataclass(frozen=True)
class Profile:
    """features: in the model's order. sources: names of the data sets learned from, in the order of counts.

    n_accounts: learned from, without grafts. n_ordinary: controls among them. reach: distance of the most distant
    source of ordinary accounts from what is nearest to it among the others, 0 where there is no such source.
    """

    features: tuple[FeatureProfile, ...]
    sources: tuple[str, ...]
    n_accounts: int
    n_ordinary: int
    reach: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON; from_dict reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, written: dict[str, Any]) -> Profile:
        """The profile that as_dict wrote. Raises KeyError or TypeError on anything else."""
        features = []
        for part in written["features"]:
            counts = tuple(tuple(of_source) for of_source in part["counts"])
            features.append(FeatureProfile(**{**part, "edges": tuple(part["edges"]), "counts": counts}))
        return cls(**{**written, "features": tuple(features), "sources": tuple(written["sources"])})

    def nearest(self, found: Counts, without: int | None = None) -> tuple[str, Counts, float]:
        """(name, its counts, distance) of the source nearest to accounts with these counts per feature and bin.

        All sources together count as one more; a source of fewer than MIN_ACCOUNTS does not. without: place of a source
        that is left aside.
        """
        by_feature = [np.array(part.counts) for part in self.features]
        kept = [place for place in range(len(self.sources)) if place != without]
        pooled: Counts = [counts[kept].sum(axis=0) for counts in by_feature]
        references = [(ALL_SOURCES, pooled)]
        for place in kept:
            of_source: Counts = [counts[place] for counts in by_feature]
            if of_source[0].sum() >= MIN_ACCOUNTS:
                references.append((self.sources[place], of_source))
        measured = [(name, counts, self.distance(counts, found)) for name, counts in references]
        return min(measured, key=lambda reference: reference[2])

    def distance(self, reference: Counts, found: Counts) -> float:
        """Mean PSI over the features by importance: one that the model hardly uses may move."""
        shifts = [psi(before, now) for before, now in zip(reference, found, strict=True)]
        return float(np.average(shifts, weights=[part.importance for part in self.features]))


def profile_of(trained: TrainedModel) -> Profile:
    """The profile of the labelled accounts that `trained` learned from; grafts and permuted accounts are left out."""
    from claqueur.models.evaluation.held_out import is_learned_from
    from claqueur.models.features.account_features import FEATURES

    labelled = trained.rows.filter(is_learned_from(trained.rows)).filter(pl.col("role").is_in(["member", "control"]))
    ordinary = labelled.filter(pl.col("role") == "control")
    declared = {feature.name: feature for feature in FEATURES}
    importance = _importance(trained, labelled)
    of_source = [(labelled["source"] == place).to_numpy() for place in range(len(trained.data))]
    features = []
    for name, share in zip(trained.feature_names, importance, strict=True):
        values, theirs = labelled[name].to_numpy(), ordinary[name].to_numpy()
        edges = bin_edges(values)
        features.append(
            FeatureProfile(
                name=name,
                group=declared[name].group,
                edges=tuple(edges.tolist()),
                counts=tuple(tuple(bin_counts(values[its], edges).tolist()) for its in of_source),
                usual=float(np.median(theirs)),
                usual_p95=float(np.quantile(theirs, HIGH)) if declared[name].monotone == 1 else None,
                importance=float(share),
            )
        )
    names = tuple(source["workspace"] for source in trained.data)
    profile = Profile(tuple(features), names, len(labelled), len(ordinary), reach=0.0)
    return replace(profile, reach=_reach(profile, labelled))


def _importance(trained: TrainedModel, labelled: pl.DataFrame) -> NDArray[np.float64]:
    from claqueur.models.reasons.tree_shap import Explainer

    added = np.abs(Explainer(trained.estimator).contributions(labelled.select(trained.feature_names).to_numpy()))
    mean = added.mean(axis=0)
    return mean / mean.sum() if mean.sum() else np.full(len(mean), 1 / len(mean))


def _reach(profile: Profile, labelled: pl.DataFrame) -> float:
    """See Profile. Sources of campaigns are left aside: they are far from ordinary accounts, as they should be."""
    reach = 0.0
    for place in range(len(profile.sources)):
        its = labelled.filter(pl.col("source") == place)
        n_controls = len(its.filter(pl.col("role") == "control"))
        n_others = profile.n_accounts - len(its)
        if min(len(its), n_others) >= MIN_ACCOUNTS and n_controls > len(its) / 2:
            own = [np.array(part.counts[place]) for part in profile.features]
            reach = max(reach, profile.nearest(own, without=place)[2])
    return reach
