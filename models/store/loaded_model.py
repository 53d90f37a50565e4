"""A model that is ready to score, wherever it came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from claqueur.errors import UserError
from claqueur.models.drift.profile import Profile
from claqueur.models.score import MIN_POSTS

if TYPE_CHECKING:
    import pandas as pd

    from claqueur.models.estimator import CoordinationClassifier
    from claqueur.models.reasons.tree_shap import Explainer

ABOUT = ("platform", "account_id", "account_name", "account", "n_posts")


@dataclass(frozen=True)
class LoadedModel:
    """A model with what is needed to use and to judge it.

    Thresholds are calibrated probabilities; layers are those it was made for; numbers are its figures on held-out
    campaigns; stress says how many of each stress test were flagged; data says what it learned from; card is the model
    card in Markdown; origin says where it was found, in words that follow its name.
    """

    name: str
    version: int | str
    sha256: str
    estimator: CoordinationClassifier
    feature_names: tuple[str, ...]
    layers: tuple[str, ...]
    flag_threshold: float
    triage_threshold: float
    numbers: dict[str, float]
    data: list[dict[str, Any]]
    profile: Profile
    card: str
    origin: str
    stress: dict[str, str]
    run_id: str | None = None

    @property
    def thresholds(self) -> dict[str, float]:
        """flag and triage: the scores from which an account is flagged, or shown to be looked at."""
        return {"flag": self.flag_threshold, "triage": self.triage_threshold}

    @cached_property
    def explainer(self) -> Explainer:
        """What its features add to a score."""
        from claqueur.models.reasons.tree_shap import Explainer

        return Explainer(self.estimator)

    @property
    def trained_on(self) -> str:
        """The data it learned from, in a few words."""
        members = sum(source["n_members"] for source in self.data)
        controls = sum(source["n_controls"] for source in self.data)
        names = ", ".join(source["workspace"] for source in self.data)
        return f"{members:,} members of campaigns and {controls:,} ordinary accounts ({names})"

    def described(self) -> dict[str, Any]:
        """What a run's manifest says of the model."""
        return {
            "name": self.name,
            "version": self.version,
            "mlflow_run_id": self.run_id,
            "sha256": self.sha256,
            "flag_threshold": self.flag_threshold,
            "triage_threshold": self.triage_threshold,
            "layers": list(self.layers),
            "trained_on": self.trained_on,
            "why": f"{self.origin}, trained on {self.trained_on}",
        }

    def score(self, features: pl.DataFrame | pd.DataFrame) -> Any:
        """One row per row of `features`, of the same kind of frame: its columns ABOUT, score and level.

        score: calibrated probability, empty for accounts with fewer than MIN_POSTS posts (a frame without n_posts is
        scored whole). level: flag, triage or none, by the score alone. Raises UserError if a feature is missing.
        """
        frame = _as_polars(features)
        enough = pl.col("n_posts") >= MIN_POSTS if "n_posts" in frame.columns else pl.lit(True)
        probability = pl.Series("score", self.estimator.predict_proba(self._matrix(frame))[:, 1])
        level = (
            pl.when(pl.col("score") >= self.flag_threshold)
            .then(pl.lit("flag"))
            .when(pl.col("score") >= self.triage_threshold)
            .then(pl.lit("triage"))
            .otherwise(pl.lit("none"))
        )
        scored = (
            frame.with_columns(probability)
            .with_columns(pl.when(enough).then("score").alias("score"))
            .select(*(name for name in ABOUT if name in frame.columns), "score", level=level)
        )
        return scored if isinstance(features, pl.DataFrame) else scored.to_pandas()

    def explain(self, features: pl.DataFrame | pd.DataFrame) -> Any:
        """The strongest reasons for each row's score: its columns ABOUT, then rank, feature_group, feature, value, ...

        At most three rows per row of `features`, of the same kind of frame. The columns are those of the table
        EXPLANATIONS in claqueur/schema.py. Raises UserError if a feature is missing.
        """
        from claqueur.models.reasons.explanations import REASON, reasons

        frame = _as_polars(features)
        X = self._matrix(frame)
        place, found = reasons(X, self.explainer.contributions(X), self.profile)
        about = frame.select(name for name in ABOUT if name in frame.columns)[place.tolist()]
        kinds = dict.fromkeys(("value", "usual", "usual_p95", "contribution"), pl.Float64) | {"rank": pl.Int64}
        explained = about.hstack([pl.Series(name, found[name], kinds.get(name, pl.String)) for name in REASON])
        return explained if isinstance(features, pl.DataFrame) else explained.to_pandas()

    def _matrix(self, frame: pl.DataFrame) -> NDArray[np.float64]:
        missing = [name for name in self.feature_names if name not in frame.columns]
        if missing:
            raise UserError(
                f"The features lack {', '.join(missing[:3])}{' ...' if len(missing) > 3 else ''} "
                f"({len(missing)} of {len(self.feature_names)}): claqueur.features(posts) computes them."
            )
        return frame.select(pl.col(name).cast(pl.Float64) for name in self.feature_names).to_numpy()


def _as_polars(features: pl.DataFrame | pd.DataFrame) -> pl.DataFrame:
    return features if isinstance(features, pl.DataFrame) else pl.from_pandas(features)
