from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from claqueur.models.estimator import CoordinationClassifier, balanced_weights

QUICK = {"max_iter": 20, "min_samples_leaf": 2, "learning_rate": 0.3, "l2_regularization": 1.0}


@parametrize_with_checks([CoordinationClassifier(**QUICK)])
def test_the_estimator_keeps_scikit_learns_contract(estimator, check):
    check(estimator)


def accounts(n: int = 900) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first feature tells members apart, the second is noise; three groups on each side."""
    rng = np.random.default_rng(1)
    y = np.arange(n) % 2
    X = np.stack([y * 2.0 + rng.normal(size=n), rng.normal(size=n)], axis=1)
    return X, y, np.array([f"{'campaign' if label else 'control'} {i % 3}" for i, label in enumerate(y)])


def test_a_monotone_feature_can_only_raise_the_score():
    X, y, groups = accounts()
    y = np.where(X[:, 1] > 1.5, 0, y)  # the data say that much of the second feature speaks against
    model = CoordinationClassifier(monotone=(1, 1)).fit(X, y, groups)
    grid = np.stack([np.zeros(50), np.linspace(-3, 3, 50)], axis=1)
    assert (np.diff(model.predict_proba(grid)[:, 1]) >= 0).all()
    free = CoordinationClassifier().fit(X, y, groups)
    assert (np.diff(free.predict_proba(grid)[:, 1]) < 0).any()


def test_probabilities_are_those_of_the_held_out_folds_not_of_the_rows_seen():
    X, y, groups = accounts()
    X = np.random.default_rng(2).normal(size=X.shape)  # nothing to learn
    chances = CoordinationClassifier(min_samples_leaf=5, max_iter=300).fit(X, y, groups).predict_proba(X)[:, 1]
    assert abs(chances - 0.5).max() < 0.2


def test_fitting_twice_gives_the_same_model_and_clone_forgets_it():
    X, y, groups = accounts()
    first = CoordinationClassifier(random_state=3).fit(X, y, groups)
    again = clone(first).fit(X, y, groups)
    assert (first.predict_proba(X) == again.predict_proba(X)).all()
    assert not hasattr(clone(first), "booster_")


def test_a_group_weighs_the_root_of_its_size_and_classes_weigh_the_same():
    is_member = np.array([True] * 5 + [False] * 2)
    group_of = np.array([0, 0, 0, 0, 1, 2, 3])
    weight = balanced_weights(is_member, group_of)
    assert weight[:4].sum() / weight[4] == pytest.approx(2.0)  # four accounts of one group against one alone
    assert weight[is_member].sum() == pytest.approx(weight[~is_member].sum()) == pytest.approx(3.5)


def test_one_class_is_refused_with_a_sentence():
    X, y, _ = accounts()
    with pytest.raises(ValueError, match="y holds 1 class, give two"):
        CoordinationClassifier().fit(X, np.ones_like(y))
