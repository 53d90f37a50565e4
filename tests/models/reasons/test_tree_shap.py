from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.reasons.tree_shap import Explainer, shapley_of_product, tree_nodes

EXACT = 1e-9  # sums of some hundred doubles


def accounts(n: int = 600, n_features: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Features of which two act only together, many zeros, some missing."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(n, n_features))
    y = (X[:, 0] * X[:, 1] + X[:, 2] > 0).astype(int)
    X[rng.random(X.shape) < 0.2] = 0
    X[rng.random(X.shape) < 0.05] = np.nan
    return X, y


@pytest.fixture(scope="module")
def fitted() -> tuple[CoordinationClassifier, np.ndarray]:
    X, y = accounts()
    filled = np.nan_to_num(X)
    return CoordinationClassifier(max_iter=40, min_samples_leaf=5, n_folds=1).fit(filled, y), filled


def test_contributions_and_base_sum_to_the_margin(fitted):
    model, X = fitted
    explainer = Explainer(model)
    added = explainer.contributions(X)
    assert added.shape == X.shape
    np.testing.assert_allclose(explainer.base + added.sum(axis=1), model.margin(X), atol=EXACT)
    assert np.abs(added[:, :3]).mean() > 10 * np.abs(added[:, 3:]).mean()  # what made the labels, not the noise


def test_contributions_against_several_alternatives_sum_to_the_margin_too(fitted):
    """And only what a booster reads adds to it: the third feature tells the members from strangers alone."""
    _, X = fitted
    y = (X[:, 2] > 0.5).astype(int)
    alternatives = np.where(X[:, 3] > 0, "stranger", "contact")
    model = CoordinationClassifier(max_iter=40, min_samples_leaf=5, n_folds=1, weights={"contact": 4.0})
    model.fit(X, y, alternatives=alternatives)
    explainer = Explainer(model)
    added = explainer.contributions(X)
    np.testing.assert_allclose(explainer.base + added.sum(axis=1), model.margin(X), atol=EXACT)
    assert added[y == 1, 2].min() > np.abs(np.delete(added, 2, axis=1)).max()


def test_company_adds_its_slope_to_the_log_odds_and_all_still_sums_to_the_margin(fitted):
    _, X = fitted
    y = (X[:, 2] > 0.5).astype(int)
    alternatives = np.where(X[:, 3] > 0, "stranger", "contact")
    rows = np.column_stack([X, np.linspace(-4, 4, len(X))])
    model = CoordinationClassifier(
        max_iter=40, min_samples_leaf=5, n_folds=1, company={"stranger": 2.0, "contact": 2.0}
    )
    model.fit(rows, y, alternatives=alternatives)
    explainer = Explainer(model)
    added = explainer.contributions(rows)
    assert added.shape == rows.shape
    np.testing.assert_allclose(explainer.base + added.sum(axis=1), model.margin(rows), atol=EXACT)
    np.testing.assert_allclose(added[:, -1], 2 * rows[:, -1], atol=1e-4)  # against both alternatives alike


def by_definition(nodes: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Shapley values over all subsets of the features of one tree; the unknown go both ways by training counts."""

    def value(known: set[int], place: int = 0) -> float:
        node = nodes[place]
        if node["is_leaf"]:
            return float(node["value"])
        sides = (int(node["left"]), int(node["right"]))
        feature = int(node["feature_idx"])
        if feature in known:
            missing = np.isnan(x[feature])
            left = bool(node["missing_go_to_left"]) if missing else x[feature] <= node["num_threshold"]
            return value(known, sides[0] if left else sides[1])
        return sum(value(known, side) * float(nodes[side]["count"]) for side in sides) / float(node["count"])

    used = sorted({int(node["feature_idx"]) for node in nodes if not node["is_leaf"]})
    found = np.zeros(len(x))
    for feature in used:
        others = [other for other in used if other != feature]
        for size in range(len(others) + 1):
            weight = factorial(size) * factorial(len(others) - size) / factorial(len(used))
            for subset in combinations(others, size):
                found[feature] += weight * (value({*subset, feature}) - value(set(subset)))
    return found


def test_contributions_are_the_shapley_values_of_the_definition():
    X, y = accounts()
    model = CoordinationClassifier(max_iter=6, min_samples_leaf=5, n_folds=1)
    model.fit(np.nan_to_num(X), y)
    (booster,) = model.boosters_.values()
    trees = tree_nodes(booster)
    for row in X[:10]:  # missing values too, which go as the tree says
        expected = sum(by_definition(nodes, row) for nodes in trees)
        np.testing.assert_allclose(Explainer(model).contributions(row[None, :])[0], expected, atol=EXACT)


def test_two_factors_by_hand():
    """A leaf worth 1 behind two tests passed by 1/2 and 1/4 of the accounts.

    Both passed: the value rises from 1/8 to 1, by 7/8. Known first, the first test makes 1/8 into 1/4, the second
    1/8 into 1/2; known second, 1/2 into 1 and 1/4 into 1. Means: (1/8 + 1/2) / 2 = 5/16 and (3/8 + 3/4) / 2 = 9/16.
    """
    table = shapley_of_product(np.array([0.5, 0.25]))
    np.testing.assert_allclose(table[0b11], [5 / 16, 9 / 16])
    np.testing.assert_allclose(table.sum(axis=1), [0 - 1 / 8, 0 - 1 / 8, 0 - 1 / 8, 1 - 1 / 8])


def test_a_tree_without_a_split_adds_to_the_base_alone():
    X, y = accounts(n=60)
    model = CoordinationClassifier(max_iter=3, min_samples_leaf=40, n_folds=1).fit(np.nan_to_num(X), y)
    explainer = Explainer(model)
    assert not explainer.contributions(X).any()
    np.testing.assert_allclose(np.full(len(X), explainer.base), model.margin(np.nan_to_num(X)), atol=EXACT)
