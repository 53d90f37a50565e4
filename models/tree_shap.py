"""What each feature adds to the margin of an account, exactly: SHAP values of the boosters' trees.

A tree gives a leaf's value to an account that passes every test on the way to it. Where a feature is unknown, each of
its tests is passed with the share of the training accounts that passed it (path-dependent SHAP, Lundberg 2020). So the
value of a leaf, with the features S known, is a product over the features f on its way: o_f (1 or 0: does the account
pass the tests on f) for f in S, z_f (the share) for the others. The Shapley value of f in such a product is

    value * (o_f - z_f) * integral over t from 0 to 1 of the product over the other features g of (o_g t + z_g (1 - t)),

a polynomial that Gauss-Legendre quadrature integrates exactly. It depends on the account by the o_f alone, so each leaf
has a table with a row per pattern of them. See docs/decisions/0018-explanations.md for why this is not a library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from claqueur.models.estimator import CoordinationClassifier


@dataclass(frozen=True)
class Leaf:
    """One leaf: the features tested on the way to it, and by pattern of tests passed what each of them adds.

    tests: per feature, (place of the inner node in the tree, whether the way goes left) pairs. table: row p, column j:
    what features[j] adds where the bits of p say which features' tests are passed.
    """

    features: tuple[int, ...]
    tests: tuple[tuple[tuple[int, bool], ...], ...]
    table: NDArray[np.float64]


@dataclass(frozen=True)
class Tree:
    """Inner nodes (feature, threshold, where a missing value goes), by place; the leaves; the mean of its values."""

    inner: dict[int, tuple[int, float, bool]]
    leaves: tuple[Leaf, ...]
    mean: float


class Explainer:
    """Contributions of features to the margin of a classifier: for every account base + their sum is its margin."""

    def __init__(self, estimator: CoordinationClassifier):
        boosters = estimator.boosters
        trees = [[_tree(nodes) for nodes in tree_nodes(booster)] for booster in boosters]
        self.n_features = estimator.n_features_in_
        self._trees = [tree for of_booster in trees for tree in of_booster]
        self._share = 1 / len(boosters)  # the margin is the mean of the boosters'
        start = sum(float(np.ravel(booster._baseline_prediction)[0]) for booster in boosters)
        self.base = self._share * (start + sum(tree.mean for tree in self._trees))

    def contributions(self, X: ArrayLike) -> NDArray[np.float64]:
        """(n_accounts, n_features): what each feature adds to the margin, in log-odds; negative where it takes away."""
        columns = np.ascontiguousarray(np.asarray(X, dtype="float64").T)
        added = np.zeros(columns.shape)
        for tree in self._trees:
            goes_left = {node: _goes_left(columns[test[0]], *test[1:]) for node, test in tree.inner.items()}
            for leaf in tree.leaves:
                pattern = np.zeros(columns.shape[1], dtype=np.intp)
                for place, tests in enumerate(leaf.tests):
                    passed = np.logical_and.reduce([goes_left[node] == left for node, left in tests])
                    pattern |= passed.astype(np.intp) << place
                for place, feature in enumerate(leaf.features):
                    added[feature] += leaf.table[pattern, place]
        return added.T * self._share


def tree_nodes(booster: Any) -> list[NDArray]:
    """The nodes of a HistGradientBoostingClassifier's trees, in its own record format, one array per tree."""
    return [predictor.nodes for iteration in booster._predictors for predictor in iteration]


def _goes_left(values: NDArray, threshold: float, missing_left: bool) -> NDArray[np.bool_]:
    return np.where(np.isnan(values), missing_left, values <= threshold)


def _tree(nodes: NDArray) -> Tree:
    inner = {
        place: (int(node["feature_idx"]), float(node["num_threshold"]), bool(node["missing_go_to_left"]))
        for place, node in enumerate(nodes)
        if not node["is_leaf"]
    }
    leaves = [(nodes[place], way) for place, way in _ways(nodes)]
    mean = sum(float(leaf["value"]) * np.prod([share for *_, share in way]) for leaf, way in leaves)
    return Tree(inner, tuple(_leaf(float(leaf["value"]), way, inner) for leaf, way in leaves), float(mean))


def _ways(nodes: NDArray) -> Iterator[tuple[int, list[tuple[int, bool, float]]]]:
    """(leaf, way to it): the way as (inner node, goes left, share of the node's training accounts that do)."""
    waiting: list[tuple[int, list[tuple[int, bool, float]]]] = [(0, [])]
    while waiting:
        place, way = waiting.pop()
        node = nodes[place]
        if node["is_leaf"]:
            yield place, way
            continue
        for child, left in ((int(node["left"]), True), (int(node["right"]), False)):
            share = float(nodes[child]["count"]) / float(node["count"])
            waiting.append((child, [*way, (place, left, share)]))


def _leaf(value: float, way: Sequence[tuple[int, bool, float]], inner: dict[int, tuple[int, float, bool]]) -> Leaf:
    features = tuple(dict.fromkeys(inner[node][0] for node, *_ in way))
    by_feature = [[step for step in way if inner[step[0]][0] == feature] for feature in features]
    tests = tuple(tuple((node, left) for node, left, _ in steps) for steps in by_feature)
    shares = np.array([np.prod([share for *_, share in steps]) for steps in by_feature])
    return Leaf(features, tests, value * shapley_of_product(shares))


def shapley_of_product(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2^d, d): Shapley values of d factors, each 1 or 0 when known and its share when not, by pattern of the known."""
    d = len(shares)
    known = (np.arange(2**d)[:, None] >> np.arange(d)) & 1
    nodes, weights = np.polynomial.legendre.leggauss(d // 2 + 1)  # exact to degree d + 1
    t, weights = (nodes + 1) / 2, weights / 2
    factors = known[:, :, None] * t + shares[None, :, None] * (1 - t)
    of_others = factors.prod(axis=1, keepdims=True) / factors  # no factor is 0: shares are not, nor is 1 - t
    return (known - shares) * (of_others @ weights)
