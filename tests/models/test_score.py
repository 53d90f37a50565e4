from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from claqueur.jobs.engines.engine import open_engine
from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.score import first_margins, scores

NAMES = ("second", "first")  # not the order of the columns below
COLUMNS = "account long, n_posts long, first double, unused double, second double"
ROWS = [(1, 5, 0.0, 9.0, 0.0), (2, 50, 3.0, 9.0, 0.0), (3, 4, 3.0, 9.0, 0.0)]


@dataclass(frozen=True)
class Model:
    estimator: CoordinationClassifier
    feature_names: tuple[str, ...] = NAMES


@pytest.fixture(scope="module")
def model() -> Model:
    rng = np.random.default_rng(1)
    y = np.arange(400) % 2
    X = np.stack([rng.normal(size=400), 3.0 * y + rng.normal(size=400)], axis=1)  # second, first
    return Model(CoordinationClassifier(min_samples_leaf=10).fit(X, y))


def test_scores_are_the_estimators_own_on_both_engines(engine, model):
    found = {
        row["account"]: row["score"] for row in scores(engine.session.createDataFrame(ROWS, COLUMNS), model).collect()
    }
    expected = model.estimator.predict_proba(np.array([[0.0, 0.0], [0.0, 3.0]]))[:, 1]
    assert found == {1: expected[0], 2: expected[1]}  # 3 has too few posts
    assert found[1] < 0.2
    assert found[2] > 0.8


def test_the_first_margin_is_that_of_an_account_without_its_company(engine):
    rng = np.random.default_rng(1)
    y = np.arange(400) % 2
    X = np.stack([3.0 * y + rng.normal(size=400), rng.normal(size=400)], axis=1)
    estimator = CoordinationClassifier(min_samples_leaf=10, company={"0": 5.0}).fit(X, y)
    keeping = Model(estimator, ("first", "company"))
    features = engine.session.createDataFrame(ROWS, COLUMNS)  # no company yet
    found = {row["account"]: row["margin"] for row in first_margins(features, keeping).collect()}
    expected = estimator.margin(np.array([[0.0, 0.0], [3.0, 0.0]]))
    assert found == {1: expected[0], 2: expected[1]}


def test_no_accounts_give_no_scores(model):
    with open_engine("sail") as sail:
        empty = sail.session.createDataFrame(ROWS, COLUMNS).limit(0)
        assert scores(empty, model).collect() == []
