"""A trained model set up to judge accounts that come later, each by the model that did not see its campaign."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.figures import judged_members, thresholds
from claqueur.models.evaluation.held_out import fold_of, held_out_models, margins_by_fold, with_company
from claqueur.models.examples.corpus import account_features, corpus_posts
from claqueur.models.examples.examples import ABOUT, ACCOUNT, with_features
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.training import TrainedModel

if TYPE_CHECKING:
    from claqueur.jobs.engines.engine import Engine


@dataclass(frozen=True)
class Trial:
    """The models of a training, one per fold, and the sources it learned from.

    rows: its examples with columns margin and fold. flag: the threshold, in margins.
    """

    sources: Sequence[LabelledWorkspace]
    trained: TrainedModel
    rows: pl.DataFrame
    models: dict[int, CoordinationClassifier]
    flag: float
    engine: Engine
    progress: Callable[[str], None] = field(default=lambda line: None)

    def posts(self, source: int) -> pl.DataFrame:
        """The posts of a source as the training drew them."""
        parameters = self.trained.parameters
        return corpus_posts(self.sources[source].workspace, parameters.corpus.max_posts, parameters.seed)

    def members(self, source: int) -> pl.DataFrame:
        """The examples that are members of the campaigns of a source and count for recall."""
        return judged_members(self.rows).filter(pl.col("source") == source)

    def sources_with_members(self) -> list[int]:
        """Numbers of the sources that hold campaigns."""
        return judged_members(self.rows)["source"].unique().sort().to_list()

    def fold(self, campaign: str) -> int:
        """The fold that was held out with a campaign."""
        of_campaign = (pl.col("role") == "member") & (pl.col("group") == campaign)
        return self.rows.filter(of_campaign)["fold"][0]

    def features(self, name: str, posts: pl.DataFrame, listed: pl.DataFrame | None = None) -> pl.DataFrame:
        """The features of `posts`, as account_features() gives them. listed: grafts, none of which sees another."""
        self.progress(f"features of {name}: {len(posts):,} posts")
        parameters = self.trained.parameters.corpus
        with tempfile.TemporaryDirectory(prefix="claqueur-evaluate-") as folder:
            found = account_features(self.engine, posts, Path(folder), parameters, listed)
        return found.with_columns(corpus=pl.lit(name))

    def margins(self, accounts: pl.DataFrame, features: pl.DataFrame) -> NDArray[np.float64]:
        """The margin of each account in a new corpus, by the model of its fold, in the order of `accounts`.

        accounts: ACCOUNT, n_posts and fold. features: of the whole corpus, since the others are the company they keep.
        """
        known = self._known
        listed = accounts.select(*ACCOUNT, "n_posts", pl.col("fold").cast(pl.Int64)).join(
            known.drop("fold"), on=ACCOUNT, how="left", maintain_order="left"
        )
        others = features.select(*ACCOUNT, "n_posts").join(listed, on=ACCOUNT, how="anti").join(known, on=ACCOUNT)
        everyone = pl.concat([listed, others], how="diagonal")
        found = with_features(everyone.drop("fold"), features)
        rows = everyone.select("fold", *ACCOUNT).join(found, on=ACCOUNT, how="left", maintain_order="left")
        folds = rows["fold"].to_numpy()
        return margins_by_fold(with_company(rows, folds, self.models), folds, self.models)[: len(accounts)]

    @property
    def _known(self) -> pl.DataFrame:
        """ACCOUNT, role and fold of the members and controls."""
        real = pl.col("role").is_in(["member", "control"])
        return self.rows.filter(real).select(*ACCOUNT, "role", "fold").unique(ACCOUNT)


def trial(
    trained: TrainedModel,
    sources: Sequence[LabelledWorkspace],
    engine: Engine,
    progress: Callable[[str], None] = lambda line: None,
) -> Trial:
    """The trial of a training on `sources`."""
    seed = trained.parameters.seed
    about = trained.rows.select(*ABOUT)
    folds = fold_of(about, seed)
    with threadpool_limits(1):
        models = held_out_models(trained.rows, folds, seed)
    flag = thresholds(trained.rows, trained.rows["margin"].to_numpy()).flag
    rows = trained.rows.select(*ABOUT, "margin", fold=pl.Series(folds))
    return Trial(sources, trained, rows, models, flag, engine, progress)
