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
    assert not hasattr(clone(first), "boosters_")


def test_a_group_weighs_the_root_of_its_size_and_classes_weigh_the_same():
    is_member = np.array([True] * 5 + [False] * 2)
    group_of = np.array([0, 0, 0, 0, 1, 2, 3])
    weight = balanced_weights(is_member, group_of)
    assert weight[:4].sum() / weight[4] == pytest.approx(2.0)  # four accounts of one group against one alone
    assert weight[is_member].sum() == pytest.approx(weight[~is_member].sum()) == pytest.approx(3.5)


def test_an_account_must_stand_out_from_every_alternative():
    """The first feature rules out strangers, the second contacts: members have both, and one does not stand in."""
    rng = np.random.default_rng(1)
    y = np.repeat([1, 0, 0], 300)
    alternatives = np.repeat(["", "stranger", "contact"], 300)
    X = rng.normal(0, 0.3, size=(900, 2))
    X[y == 1] += 2
    X[alternatives == "stranger", 1] += 2
    X[alternatives == "contact", 0] += 2
    model = CoordinationClassifier(**QUICK).fit(X, y, alternatives=alternatives)
    assert list(model.boosters_) == ["contact", "stranger"]
    both, first_only, second_only = model.margin([[2.0, 2.0], [6.0, 0.0], [0.0, 6.0]])
    assert both > 2
    assert max(first_only, second_only) < -2


def test_the_margin_is_the_log_odds_against_all_alternatives_by_their_weights():
    X, y, _ = accounts()
    alternatives = np.where(np.arange(len(X)) % 4 == 0, "stranger", "contact")
    model = CoordinationClassifier(**QUICK, weights={"contact": 4.0}).fit(X, y, alternatives=alternatives)
    contact, stranger = model.margins(X[:5]).T
    np.testing.assert_allclose(model.margin(X[:5]), -np.log(4 * np.exp(-contact) + np.exp(-stranger)))
    np.testing.assert_allclose(model.shares(model.margins(X[:5])).sum(axis=1), 1)


def test_one_class_is_refused_with_a_sentence():
    X, y, _ = accounts()
    with pytest.raises(ValueError, match="y holds 1 class, give two"):
        CoordinationClassifier().fit(X, np.ones_like(y))


def test_company_speaks_against_the_alternatives_it_is_named_for_and_no_booster_sees_it():
    X, y, _ = accounts()
    alternatives = np.where(np.arange(len(X)) % 4 == 0, "stranger", "contact")
    company = np.where(y == 1, 4.0, -4.0)  # would tell members apart by itself
    alone = CoordinationClassifier(**QUICK).fit(X, y, alternatives=alternatives)
    model = CoordinationClassifier(**QUICK, monotone=(1, 0, 1), company={"stranger": 2.0})
    model.fit(np.column_stack([X, company]), y, alternatives=alternatives)
    assert model.n_features_in_ == 3
    kept = np.array([-4.0, 0.0, 3.0])
    against_contact, against_stranger = model.margins(np.column_stack([X[:3], kept])).T
    free = CoordinationClassifier(**QUICK, monotone=(1, 0)).fit(X, y, alternatives=alternatives).margins(X[:3]).T
    np.testing.assert_allclose(against_contact, free[0])
    np.testing.assert_allclose(against_stranger, free[1] + 2 * kept)
    assert alone.company_slopes(alone.boosters_).tolist() == [0.0, 0.0]
