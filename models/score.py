"""Scores for the accounts of a run, by the champion, on Arrow batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from pyspark.sql import functions as F

if TYPE_CHECKING:
    import pyarrow as pa
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
    estimator, names = model.estimator, list(model.feature_names)

    def score(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import numpy as np
        import pyarrow as pa

        for batch in batches:
            if batch.num_rows:
                X = np.stack([batch.column(name).to_numpy(zero_copy_only=False) for name in names], axis=1)
                columns = [batch.column("account"), pa.array(estimator.predict_proba(X)[:, 1])]
                yield pa.RecordBatch.from_arrays(columns, names=["account", "score"])

    enough = features.filter(F.col("n_posts") >= MIN_POSTS)
    return enough.select("account", *names).mapInArrow(score, "account long, score double")
