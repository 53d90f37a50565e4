"""Labelled workspaces in, a trained model with its figures out: what `claqueur train` calls."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.figures import (
    Figures,
    Margins,
    Thresholds,
    figures,
    recall_at_audited_rate,
    thresholds,
)
from claqueur.models.evaluation.held_out import (
    UNCALIBRATED,
    fit,
    fold_of,
    held_out_margins,
    held_out_models,
    held_out_probabilities,
    is_calibrated_by,
    is_learned_from,
    margins_by_fold,
    with_company,
    without_company,
)
from claqueur.models.examples.corpus import CorpusParameters
from claqueur.models.examples.examples import HardNegatives, Maker, examples
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.features.account_features import FEATURE_NAMES

if TYPE_CHECKING:
    from claqueur.jobs.engines.engine import Engine


@dataclass(frozen=True)
class TrainParameters:
    """Choices of a training: how posts become features, the seed, how many hard negatives of each family are made."""

    corpus: CorpusParameters = field(default_factory=CorpusParameters)
    seed: int = 1
    negatives: HardNegatives = field(default_factory=HardNegatives)

    def as_dict(self) -> dict[str, Any]:
        """Flat, for the registry."""
        return {"seed": self.seed, **asdict(self.negatives), **asdict(self.corpus)}


@dataclass(frozen=True)
class TrainedModel:
    """A fitted classifier with what it learned from and how well it does.

    thresholds: in calibrated probabilities. figures: measured on held-out campaigns. data: one entry per source with
    versions, hashes and counts. rows: the examples, with the margin of the held-out models in column margin.
    """

    estimator: CoordinationClassifier
    feature_names: tuple[str, ...]
    parameters: TrainParameters
    thresholds: Thresholds
    figures: Figures
    data: tuple[dict[str, Any], ...]
    rows: pl.DataFrame

    def recall_of(self, estimator: CoordinationClassifier, feature_names: Sequence[str]) -> float:
        """Recall of another model on this one's members at 0.1% of its audited controls.

        By the company that its own margins make: it has seen all examples or none.
        """
        judge = {0: estimator}
        folds = np.zeros(len(self.rows), dtype="int64")
        rows = with_company(self.rows, folds, judge, feature_names)
        return recall_at_audited_rate(rows, margins_by_fold(rows, folds, judge, feature_names))


def train(
    sources: Sequence[LabelledWorkspace],
    *,
    engine: Engine,
    parameters: TrainParameters | None = None,
    scratch: Path | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> TrainedModel:
    """The account classifier learned from `sources`, judged on each campaign in turn by models that did not see it.

    scratch: folder for the stage tables, kept if given, else a temporary one. progress: called with a line per step.
    Raises UserError if the labels name fewer than two campaigns or no controls.
    """
    parameters = TrainParameters() if parameters is None else parameters
    folder = Path(tempfile.mkdtemp(prefix="claqueur-train-")) if scratch is None else scratch
    try:
        maker = Maker(engine, folder, parameters.corpus, parameters.seed, parameters.negatives, progress)
        made = examples(sources, maker)
    finally:
        if scratch is None:
            shutil.rmtree(folder, ignore_errors=True)
    return learn(made.rows, made.data, parameters, progress)


def learn(
    rows: pl.DataFrame,
    data: tuple[dict[str, Any], ...],
    parameters: TrainParameters,
    progress: Callable[[str], None] = lambda line: None,
) -> TrainedModel:
    """The model learned from examples that are ready; see train()."""
    seed = parameters.seed
    learned = is_learned_from(rows)
    progress(f"learning from {int(learned.sum()):,} accounts, one campaign held out at a time")
    with threadpool_limits(1):  # training sets are small: threads that wait for each other cost more than they bring
        folds = fold_of(rows, seed)
        rows, by_set = _with_margins(rows, folds, seed)
        margin = _margins(rows, by_set, folds, seed)
        estimator = fit(rows.filter(learned), seed, n_folds=UNCALIBRATED)
    real = is_calibrated_by(rows)
    estimator.calibrate(margin.by_set[real], (rows["role"] == "member").to_numpy()[real])
    limits = thresholds(rows, margin.by_set)
    return TrainedModel(
        estimator=estimator,
        feature_names=FEATURE_NAMES,
        parameters=parameters,
        thresholds=limits.calibrated(estimator),
        figures=figures(rows, margin, limits, seed),
        data=data,
        rows=rows.with_columns(margin=pl.Series(margin.by_set)),
    )


def _with_margins(rows: pl.DataFrame, folds: NDArray[np.int64], seed: int) -> tuple[pl.DataFrame, NDArray[np.float64]]:
    """The rows with the company they keep, and the margin of each by the model of its fold."""
    models = held_out_models(without_company(rows), folds, seed)
    rows = with_company(rows, folds, models)
    return rows, margins_by_fold(rows, folds, models)


def _margins(rows: pl.DataFrame, by_set: NDArray[np.float64], folds: NDArray[np.int64], seed: int) -> Margins:
    return Margins(
        by_set=by_set,
        dealt=_with_margins(rows, fold_of(rows, seed, whole_sets=False), seed)[1],
        by_volume=held_out_margins(rows.with_columns(has_pairs=pl.lit(True)), folds, seed, ("n_posts",)),
        probability=held_out_probabilities(rows, folds, by_set),
    )
