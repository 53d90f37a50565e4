"""Scores for the accounts of a run, by the champion, on Arrow batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from pyspark.sql import functions as F

from claqueur.models.features.company import COMPANY

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyspark.sql import DataFrame

    from claqueur.models.estimator import CoordinationClassifier

MIN_POSTS = 5


class Scorer(Protocol):
    """What is needed of a model: the estimator and the features it takes, in order."""

    @property
    def estimator(self) -> CoordinationClassifier:
        """The fitted estimator."""

    @property
    def feature_names(self) -> Sequence[str]:
        """The features it takes, in order."""


def scores(features: DataFrame, model: Scorer) -> DataFrame:
    """One row per account with at least MIN_POSTS posts: account, score (calibrated probability, 0 to 1).

    features: account, n_posts and the model's features. The estimator travels to the workers with the function.
    """
    estimator = model.estimator
    return _judged(features, model.feature_names, "score", lambda X: estimator.predict_proba(X)[:, 1])


def first_margins(features: DataFrame, model: Scorer) -> DataFrame:
    """One row per account with at least MIN_POSTS posts: account, margin of the account alone, its company left out.

    features: account, n_posts and the model's features but for the company.
    """
    estimator = model.estimator
    alone = features.withColumn(COMPANY, F.lit(0.0))
    return _judged(alone, model.feature_names, "margin", estimator.margin)


def _judged(
    features: DataFrame, names: Sequence[str], said: str, judge: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> DataFrame:
    def of_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import numpy as np
        import pyarrow as pa

        for batch in batches:
            if batch.num_rows:
                X = np.stack([batch.column(name).to_numpy(zero_copy_only=False) for name in names], axis=1)
                yield pa.RecordBatch.from_arrays([batch.column("account"), pa.array(judge(X))], names=["account", said])

    enough = features.filter(F.col("n_posts") >= MIN_POSTS)
    return enough.select("account", *names).mapInArrow(of_batches, f"account long, {said} double")
