"""The account classifier as a scikit-learn estimator: a monotone booster against each alternative, calibrated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import check_is_fitted, validate_data

STEEP_ENOUGH = 1e-6  # below the floor, where ranks count alone
LOGIT_LIMIT = 30.0  # beyond it a float no longer tells probabilities apart


class CoordinationClassifier(ClassifierMixin, BaseEstimator):
    """Probability that an account takes part in a coordinated campaign, from FEATURES.

    An account must stand out from every *alternative*: ordinary strangers, ordinary accounts in contact with a
    campaign, accounts that share a campaign's posts by chance. Against each of them one booster of small trees learns
    the log-odds m_a, at even odds, and the margin is the log-odds against all of them together,

        margin = -ln sum over a of w_a exp(-m_a)        (Bayes; w_a: prior odds of the alternative a)

    so that no evidence against one alternative makes up for another that is left. Every m_a may only rise with the
    features declared monotone, and so does the margin. Every group (a campaign, a control set) weighs the square root
    of its size, so that a large one does not drown the others. The margin is turned into a probability by a logistic
    curve (Platt 1999), fitted on folds held out group by group. Below the median of the first class it is all but
    flat: among accounts without evidence are members that show none. It rises everywhere: the ranking is the margin's.

    Where the last feature is an account's *company* c, no booster sees it: it is made of the margins of others
    (features/company.py), which are known only after the boosters. It speaks against an alternative as if it were
    evidence of its own, m_a + b_a c, but not against one that keeps the same company.

    monotone: 1 or 0 per feature, None for no constraint. weights: w_a by the name of the alternative, 1 where it is
    not named. company: b_a by the name of the alternative, 0 where it is not named; None: the last feature is one like
    the others. max_features: share of the features that a split chooses from, so that no single one decides everywhere.
    n_folds: folds of the calibration, 1 to calibrate on the rows seen. random_state: seed.
    Learned: boosters_ (by alternative), floor_, slope_, intercept_, classes_ (the second one is the positive class),
    n_iter_, n_features_in_.
    """

    def __init__(
        self,
        *,
        monotone: Sequence[int] | None = None,
        weights: Mapping[str, float] | None = None,
        company: Mapping[str, float] | None = None,
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
        self.weights = weights
        self.company = company
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.l2_regularization = l2_regularization
        self.max_features = max_features
        self.n_folds = n_folds
        self.random_state = random_state

    def fit(
        self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None, alternatives: ArrayLike | None = None
    ) -> CoordinationClassifier:
        """Learn from X (n_accounts, n_features), y (two classes) and groups (campaign or control set of each row).

        Without groups each row stands alone. alternatives: which alternative a row of the first class stands for (of
        the second it is not read); without them they are all of one. Raises ValueError if y does not hold two classes.
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
        alternative_of = np.zeros(len(rows), dtype="int64") if alternatives is None else np.asarray(alternatives)
        margin = self._held_out_margin(rows, is_member, group_of, alternative_of)
        weight = balanced_weights(is_member, group_of)
        self.floor_, self.slope_, self.intercept_ = _logistic_curve(margin, is_member, weight)
        self.boosters_ = self._learned(rows, is_member, group_of, alternative_of)
        self.n_iter_ = max(booster.n_iter_ for booster in self.boosters_.values())
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """(n_accounts, 2): calibrated probabilities of the two classes, at equal odds beforehand."""
        member = self.calibrated(self.margin(X))
        return np.stack([1 - member, member], axis=1)

    def margin(self, X: ArrayLike) -> NDArray[np.float64]:
        """(n_accounts,): log-odds against all alternatives before calibration, what models of several folds share."""
        return self.joined(self.margins(X))

    def margins(self, X: ArrayLike) -> NDArray[np.float64]:
        """(n_accounts, n_alternatives): the log-odds m_a against each alternative, in the order of boosters_."""
        check_is_fitted(self)
        return self._log_odds(self.boosters_, validate_data(self, X, reset=False, dtype="float64"))

    def joined(self, margins: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n_accounts,): the margin that the log-odds against each alternative (n_accounts, n_alternatives) make."""
        return _joined(margins, self._log_weights(self.boosters_))

    def shares(self, margins: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n_accounts, n_alternatives): how much the margin moves with each m_a; the shares of a row sum to 1."""
        return softmax(self._log_weights(self.boosters_) - margins, axis=1)

    def calibrated(self, margin: ArrayLike) -> NDArray[np.float64]:
        """Probability that belongs to a margin: the learned logistic curve."""
        given = np.asarray(margin, dtype="float64")
        logit = self.slope_ * np.maximum(given - self.floor_, 0.0) + STEEP_ENOUGH * given + self.intercept_
        return 1 / (1 + np.exp(-np.clip(logit, -LOGIT_LIMIT, LOGIT_LIMIT)))

    def calibrate(self, margin: ArrayLike, is_member: ArrayLike) -> CoordinationClassifier:
        """Learn the curve anew from margins of rows that their models had not seen; both classes weigh the same."""
        seen, members = np.asarray(margin, dtype="float64"), np.asarray(is_member, dtype=bool)
        self.floor_, self.slope_, self.intercept_ = _logistic_curve(
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

    @property
    def seen(self) -> slice:
        """The columns of X that the boosters see."""
        return slice(None) if self.company is None else slice(-1)

    def company_slopes(self, boosters: Iterable[str]) -> NDArray[np.float64]:
        """b_a of each alternative, in the order of `boosters`."""
        slopes = {} if self.company is None else self.company
        return np.array([slopes.get(alternative, 0.0) for alternative in boosters])

    def _log_odds(self, boosters: Mapping[str, HistGradientBoostingClassifier], X: NDArray) -> NDArray[np.float64]:
        """(n_accounts, n_alternatives): what the boosters say, and the company."""
        own = np.stack([booster.decision_function(X[:, self.seen]) for booster in boosters.values()], axis=1)
        return own if self.company is None else own + X[:, -1:] * self.company_slopes(boosters)

    def _booster(self) -> HistGradientBoostingClassifier:
        return HistGradientBoostingClassifier(
            max_iter=self.max_iter,
            learning_rate=self.learning_rate,
            max_leaf_nodes=self.max_leaf_nodes,
            min_samples_leaf=self.min_samples_leaf,
            l2_regularization=self.l2_regularization,
            max_features=self.max_features,
            monotonic_cst=None if self.monotone is None else list(self.monotone)[self.seen],
            early_stopping=False,
            random_state=self.random_state,
        )

    def _learned(
        self, X: NDArray, is_member: NDArray[np.bool_], group_of: NDArray, alternative_of: NDArray
    ) -> dict[str, HistGradientBoostingClassifier]:
        """By alternative, the booster that tells the members from it."""
        learned = {}
        for alternative in np.unique(alternative_of[~is_member]):
            compared = is_member | (alternative_of == alternative)
            weight = balanced_weights(is_member[compared], group_of[compared])
            learned[str(alternative)] = self._booster().fit(
                X[compared, self.seen], is_member[compared], sample_weight=weight
            )
        return learned

    def _log_weights(self, boosters: Iterable[str]) -> NDArray[np.float64]:
        weights = {} if self.weights is None else self.weights
        return np.log([weights.get(alternative, 1.0) for alternative in boosters])

    def _held_out_margin(
        self, X: NDArray, is_member: NDArray[np.bool_], group_of: NDArray, alternative_of: NDArray
    ) -> NDArray[np.float64]:
        """Margins from boosters that did not see the row's group; in-sample where there are too few groups."""
        groups_of_members, groups_of_others = (len(np.unique(group_of[side])) for side in (is_member, ~is_member))
        n_folds = min(self.n_folds, groups_of_members, groups_of_others)
        folds = [(slice(None), slice(None))]
        if n_folds >= 2:
            dealt = StratifiedGroupKFold(n_folds, shuffle=True, random_state=self.random_state)
            folds = [fold for fold in dealt.split(X, is_member, group_of) if len(np.unique(is_member[fold[0]])) == 2]
        margin = np.zeros(len(X))
        for seen, held_out in folds:
            boosters = self._learned(X[seen], is_member[seen], group_of[seen], alternative_of[seen])
            margin[held_out] = _joined(self._log_odds(boosters, X[held_out]), self._log_weights(boosters))
        return margin


def _joined(margins: NDArray[np.float64], log_weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return -logsumexp(log_weights - margins, axis=1)


def balanced_weights(is_member: NDArray[np.bool_], group_of: NDArray) -> NDArray[np.float64]:
    """One weight per row: 1 / sqrt(size of its group), scaled so that both classes sum to half the rows."""
    _, inverse, size = np.unique(group_of, return_inverse=True, return_counts=True)
    weight = 1 / np.sqrt(size[inverse])
    for side in (is_member, ~is_member):
        weight[side] *= len(weight) / 2 / weight[side].sum()
    return weight


def _logistic_curve(margin: NDArray, is_member: NDArray[np.bool_], weight: NDArray) -> tuple[float, float, float]:
    """Floor, slope above it and intercept of the logistic curve."""
    floor = float(np.median(margin[~is_member]))
    above = np.maximum(margin - floor, 0.0)[:, None]
    fitted = LogisticRegression().fit(above, is_member, sample_weight=weight)
    slope = max(float(fitted.coef_[0, 0]), 0.0)  # a curve that falls would turn the ranking round
    return floor, slope, float(fitted.intercept_[0])
