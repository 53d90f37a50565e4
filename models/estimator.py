"""The account classifier as a scikit-learn estimator: monotone boosting, calibrated on held-out folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import check_is_fitted, validate_data

STEEP_ENOUGH = 1e-6
LOGIT_LIMIT = 30.0  # beyond it a float no longer tells probabilities apart


class CoordinationClassifier(ClassifierMixin, BaseEstimator):
    """Probability that an account takes part in a coordinated campaign, from FEATURES.

    Gradient boosting of small trees whose score may only rise with the features declared monotone. Every group (a
    campaign, a control set) weighs the square root of its size, so that a large one does not drown the others, and
    both classes weigh the same. The margin is turned into a probability by a logistic curve (Platt 1999) with a bend at
    0, since evidence for and against does not grow alike, fitted on folds held out group by group; it rises everywhere,
    so the ranking is the booster's.

    monotone: 1 or 0 per feature, None for no constraint. max_features: share of the features that a split chooses from,
    so that no single one decides everywhere. n_folds: folds of the calibration, 1 to
    calibrate on the rows seen. random_state: seed.
    Learned: booster_, slope_, bend_, intercept_, classes_ (the second one is the positive class), n_iter_,
    n_features_in_.
    """

    def __init__(
        self,
        *,
        monotone: Sequence[int] | None = None,
        max_iter: int = 300,
        learning_rate: float = 0.05,
        max_leaf_nodes: int = 16,
        min_samples_leaf: int = 20,
        l2_regularization: float = 30.0,
        max_features: float = 0.4,
        n_folds: int = 3,
        random_state: int | None = 0,
    ) -> None:
        self.monotone = monotone
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.l2_regularization = l2_regularization
        self.max_features = max_features
        self.n_folds = n_folds
        self.random_state = random_state

    def fit(
        self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None, emphasis: ArrayLike | None = None
    ) -> CoordinationClassifier:
        """Learn from X (n_accounts, n_features), y (two classes) and groups (campaign or control set of each row).

        Without groups each row stands alone. emphasis: how much a row weighs within its class, beside its group's
        size. Raises ValueError if y does not hold two classes.
        """
        rows, target = validate_data(self, X, y, dtype="float64")
        check_classification_targets(target)
        self.classes_ = unique_labels(target)
        if len(self.classes_) != 2:
            raise ValueError(
                "Only binary classification is supported: "
                f"y holds {len(self.classes_)} class{'' if len(self.classes_) == 1 else 'es'}, give two."
            )
        is_member = target == self.classes_[1]
        group_of = np.arange(len(rows)) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
        weight = balanced_weights(is_member, group_of, emphasis)
        margin = self._held_out_margin(rows, is_member, group_of, weight)
        self.slope_, self.bend_, self.intercept_ = _logistic_curve(margin, is_member, weight)
        self.booster_ = self._booster().fit(rows, is_member, sample_weight=weight)
        self.n_iter_ = self.booster_.n_iter_
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """(n_accounts, 2): calibrated probabilities of the two classes, at equal odds beforehand."""
        member = self.calibrated(self.margin(X))
        return np.stack([1 - member, member], axis=1)

    def margin(self, X: ArrayLike) -> NDArray[np.float64]:
        """(n_accounts,): the booster's log-odds before calibration, what models of several folds have in common."""
        check_is_fitted(self)
        return self.booster_.decision_function(validate_data(self, X, reset=False, dtype="float64"))

    @property
    def boosters(self) -> tuple[HistGradientBoostingClassifier, ...]:
        """The fitted boosters: their mean margin is the classifier's."""
        return (self.booster_,)

    def calibrated(self, margin: ArrayLike) -> NDArray[np.float64]:
        """Probability that belongs to a margin: the learned logistic curve."""
        logit = _bent(np.asarray(margin, dtype="float64")) @ [self.slope_, self.bend_] + self.intercept_
        return 1 / (1 + np.exp(-np.clip(logit, -LOGIT_LIMIT, LOGIT_LIMIT)))

    def calibrate(self, margin: ArrayLike, is_member: ArrayLike) -> CoordinationClassifier:
        """Learn the curve anew from margins of rows that their models had not seen; both classes weigh the same."""
        seen, members = np.asarray(margin, dtype="float64"), np.asarray(is_member, dtype=bool)
        self.slope_, self.bend_, self.intercept_ = _logistic_curve(
            seen, members, balanced_weights(members, np.arange(len(seen)))
        )
        return self

    def predict(self, X: ArrayLike) -> NDArray:
        """(n_accounts,): the likelier class."""
        member = self.predict_proba(X)[:, 1]
        return self.classes_[(member > 0.5).astype(int)]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def _booster(self) -> HistGradientBoostingClassifier:
        return HistGradientBoostingClassifier(
            max_iter=self.max_iter,
            learning_rate=self.learning_rate,
            max_leaf_nodes=self.max_leaf_nodes,
            min_samples_leaf=self.min_samples_leaf,
            l2_regularization=self.l2_regularization,
            max_features=self.max_features,
            monotonic_cst=None if self.monotone is None else list(self.monotone),
            early_stopping=False,
            random_state=self.random_state,
        )

    def _held_out_margin(
        self, X: NDArray, is_member: NDArray[np.bool_], group_of: NDArray, weight: NDArray
    ) -> NDArray[np.float64]:
        """Margins from boosters that did not see the row's group; in-sample where there are too few groups."""
        groups_of_members, groups_of_others = (len(np.unique(group_of[side])) for side in (is_member, ~is_member))
        n_folds = min(self.n_folds, groups_of_members, groups_of_others)
        if n_folds < 2:
            return self._booster().fit(X, is_member, sample_weight=weight).decision_function(X)
        margin = np.zeros(len(X))
        folds = StratifiedGroupKFold(n_folds, shuffle=True, random_state=self.random_state)
        for seen, held_out in folds.split(X, is_member, group_of):
            if len(np.unique(is_member[seen])) == 2:
                booster = self._booster().fit(X[seen], is_member[seen], sample_weight=weight[seen])
                margin[held_out] = booster.decision_function(X[held_out])
        return margin


def balanced_weights(
    is_member: NDArray[np.bool_], group_of: NDArray, emphasis: ArrayLike | None = None
) -> NDArray[np.float64]:
    """One weight per row: emphasis / sqrt(size of its group), scaled so that both classes sum to half the rows."""
    _, inverse, size = np.unique(group_of, return_inverse=True, return_counts=True)
    weight = (1.0 if emphasis is None else np.asarray(emphasis, dtype=float)) / np.sqrt(size[inverse])
    for side in (is_member, ~is_member):
        weight[side] *= len(weight) / 2 / weight[side].sum()
    return weight


def _bent(margin: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 2): the margin, and what of it lies above 0."""
    return np.stack([margin, np.maximum(margin, 0.0)], axis=1)


def _logistic_curve(margin: NDArray, is_member: NDArray[np.bool_], weight: NDArray) -> tuple[float, float, float]:
    """Slope, bend and intercept of the logistic curve: slope below 0, slope + bend above."""
    fitted = LogisticRegression().fit(_bent(margin), is_member, sample_weight=weight)
    slope, bend = fitted.coef_[0]
    slope = max(float(slope), STEEP_ENOUGH)  # a curve that falls would turn the ranking round
    return slope, max(float(bend), STEEP_ENOUGH - slope), float(fitted.intercept_[0])
