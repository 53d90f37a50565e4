"""What each feature adds to the margin of an account, exactly: SHAP values of the boosters' trees, joined as they are.

A tree gives a leaf's value to an account that passes every test on the way to it. Where a feature is unknown, each of
its tests is passed with the share of the training accounts that passed it (path-dependent SHAP, Lundberg 2020). So the
value of a leaf, with the features S known, is a product over the features f on its way: o_f (1 or 0: does the account
pass the tests on f) for f in S, z_f (the share) for the others. The Shapley value of f in such a product is

    value * (o_f - z_f) * integral over t from 0 to 1 of the product over the other features g of (o_g t + z_g (1 - t)),

a polynomial that Gauss-Legendre quadrature integrates exactly. It depends on the account by the o_f alone, so each leaf
has a table with a row per pattern of them, and all leaves behind the same number of features are looked up at once. See
docs/decisions/0018-explanations.md for why this is not a library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

    from claqueur.models.estimator import CoordinationClassifier

ACCOUNTS_AT_ONCE = 256  # some 200 kB each while they are looked up
WAY_PARTS = 64


@dataclass(frozen=True)
class Leaf:
    """One leaf: its value, and by feature the tests on the way to it and the training accounts' share that passes them.

    A test is the place of its outcome: 2 n if the way goes right at inner node n of all trees, 2 n + 1 if it goes left.
    """

    value: float
    tests: dict[int, list[int]]
    shares: dict[int, float]


@dataclass(frozen=True)
class Leaves:
    """All leaves that lie behind tests on d features, for one d.

    tests: (n_leaves, d, n_tests) outcomes, filled up with one that is always passed. tables: (n_leaves, 2^d, d), row p,
    column j: what feature j of the leaf adds where the bits of p say which features' tests are passed. adds_to:
    (n_features, n_leaves * d), 1 where a column of the tables belongs to a feature.
    """

    tests: NDArray[np.intp]
    tables: NDArray[np.float64]
    adds_to: csr_array

    def contributions(self, passed: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(n_features, n_accounts). passed: (n_outcomes, n_accounts)."""
        n_leaves, d, _ = self.tests.shape
        known = passed[self.tests].all(axis=2)
        pattern = (known << np.arange(d)[:, None]).sum(axis=1)
        added = self.tables[np.arange(n_leaves)[:, None], pattern]
        return self.adds_to @ added.transpose(0, 2, 1).reshape(n_leaves * d, -1)


class Explainer:
    """Contributions of features to the margin of a classifier: for every account base + their sum is its margin.

    The margin joins the log-odds against each alternative, to which a feature adds its SHAP value. On the straight way
    from the mean account's log-odds to those of an account the margin rises by their steps, each times the share with
    which it moves the margin: so each SHAP value counts with the mean of that share (Aumann and Shapley 1974).
    """

    def __init__(self, estimator: CoordinationClassifier):
        self._estimator = estimator
        self._boosters = [BoosterShap(booster) for booster in estimator.boosters_.values()]
        self._slopes = estimator.company_slopes(estimator.boosters_)
        self._bases = np.array([booster.base for booster in self._boosters])
        self.base = float(estimator.joined(self._bases[None, :])[0])

    def contributions(self, X: ArrayLike) -> NDArray[np.float64]:
        """(n_accounts, n_features): what each feature adds to the margin, in log-odds; negative where it takes away."""
        rows = np.asarray(X, dtype="float64")
        seen = rows[:, self._estimator.seen]
        added = np.stack([booster.contributions(seen) for booster in self._boosters], axis=2)
        if self._estimator.company is not None:
            added = np.concatenate([added, (rows[:, -1:] * self._slopes)[:, None, :]], axis=1)
        return np.einsum("nfa,na->nf", added, self._mean_shares(added.sum(axis=1)))

    def _mean_shares(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n_accounts, n_alternatives): the mean share of each alternative on the way by `steps` from the bases.

        The middles of WAY_PARTS parts miss a little of the rise: it is put right along the steps, so that nothing is
        lost.
        """
        middles = (np.arange(WAY_PARTS) + 0.5) / WAY_PARTS
        mean = sum(self._estimator.shares(self._bases + t * steps) for t in middles) / WAY_PARTS
        missed = self._estimator.joined(self._bases + steps) - self.base - (mean * steps).sum(axis=1)
        squared = (steps**2).sum(axis=1)
        part = np.divide(missed, squared, out=np.zeros_like(missed), where=squared > 0)
        return mean + part[:, None] * steps


class BoosterShap:
    """SHAP values of one booster: for every account base + their sum is the booster's log-odds."""

    def __init__(self, booster: HistGradientBoostingClassifier):
        trees = tree_nodes(booster)
        self._inner = np.concatenate([nodes[nodes["is_leaf"] == 0] for nodes in trees])
        self.n_features = booster.n_features_in_
        leaves = list(_leaves(trees))
        self._leaves = [
            self._together([leaf for leaf in leaves if len(leaf.tests) == d])
            for d in sorted({len(leaf.tests) for leaf in leaves} - {0})
        ]
        start = float(np.ravel(booster._baseline_prediction)[0])
        self.base = start + sum(leaf.value * np.prod([*leaf.shares.values()]) for leaf in leaves)

    def contributions(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n_accounts, n_features): what each feature adds to the log-odds."""
        added = np.zeros(rows.shape)
        for start in range(0, len(rows), ACCOUNTS_AT_ONCE):
            chosen = slice(start, start + ACCOUNTS_AT_ONCE)
            passed = self._passed(rows[chosen].T)
            for leaves in self._leaves:
                added[chosen] += leaves.contributions(passed).T
        return added

    def _passed(self, columns: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which account (column) has which outcome (row), see Leaf; the last one is always passed."""
        values, threshold = columns[self._inner["feature_idx"]], self._inner["num_threshold"][:, None]
        missing_left = self._inner["missing_go_to_left"][:, None] == 1
        left = np.where(np.isnan(values), missing_left, values <= threshold)
        outcomes = np.stack([~left, left], axis=1).reshape(2 * len(left), columns.shape[1])
        return np.concatenate([outcomes, np.ones((1, columns.shape[1]), dtype=bool)])

    def _together(self, leaves: list[Leaf]) -> Leaves:
        features = np.array([[*leaf.tests] for leaf in leaves])
        tests = np.full((*features.shape, max(len(of) for leaf in leaves for of in leaf.tests.values())), -1)
        for row, leaf in zip(tests, leaves, strict=True):
            for place, outcomes in enumerate(leaf.tests.values()):
                row[place, : len(outcomes)] = outcomes
        tables = [leaf.value * shapley_of_product(np.array([*leaf.shares.values()])) for leaf in leaves]
        columns = (features.ravel(), np.arange(features.size))
        adds_to = csr_array((np.ones(features.size), columns), shape=(self.n_features, features.size))
        return Leaves(tests, np.stack(tables), adds_to)


def tree_nodes(booster: Any) -> list[NDArray]:
    """The nodes of a HistGradientBoostingClassifier's trees, in its own record format, one array per tree."""
    return [predictor.nodes for iteration in booster._predictors for predictor in iteration]


def _leaves(trees: list[NDArray]) -> Iterator[Leaf]:
    n_inner = 0
    for nodes in trees:
        number = n_inner + np.cumsum(nodes["is_leaf"] == 0) - 1
        n_inner += int((nodes["is_leaf"] == 0).sum())
        waiting = [(0, Leaf(float(nodes[0]["value"]), {}, {}))]
        while waiting:
            place, way = waiting.pop()
            node = nodes[place]
            if node["is_leaf"]:
                yield way
                continue
            feature = int(node["feature_idx"])
            for left, side in enumerate(("right", "left")):
                child = nodes[node[side]]
                share = way.shares.get(feature, 1.0) * float(child["count"]) / float(node["count"])
                tests = {**way.tests, feature: [*way.tests.get(feature, []), 2 * int(number[place]) + left]}
                waiting.append((int(node[side]), Leaf(float(child["value"]), tests, {**way.shares, feature: share})))


def shapley_of_product(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2^d, d): Shapley values of d factors, each 1 or 0 when known and its share when not, by pattern of the known."""
    known, t, weights = _patterns(len(shares))
    factors = known[:, :, None] * t + shares[None, :, None] * (1 - t)
    of_others = factors.prod(axis=1, keepdims=True) / factors  # no factor is 0: shares are not, nor is 1 - t
    return (known - shares) * (of_others @ weights)


@lru_cache
def _patterns(d: int) -> tuple[NDArray, NDArray, NDArray]:
    """(2^d, d): all patterns of d known factors; nodes and weights of the quadrature over t from 0 to 1."""
    known = (np.arange(2**d)[:, None] >> np.arange(d)) & 1
    nodes, weights = np.polynomial.legendre.leggauss(d // 2 + 1)  # exact to degree d + 1
    return known, (nodes + 1) / 2, weights / 2
