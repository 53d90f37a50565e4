"""The workspace's model registry: MLflow on SQLite, models as skops files whose SHA-256 is checked before loading.

MLflow is imported to write only (it takes seconds); what is registered is read straight from its database, so a run
with a champion starts at once and a run without one never touches MLflow.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

from claqueur.errors import UserError
from claqueur.models.evaluation.card import model_card
from claqueur.workspace import Workspace

if TYPE_CHECKING:
    from claqueur.models.estimator import CoordinationClassifier
    from claqueur.models.training import TrainedModel

MODEL_NAME = "account-coordination"
EXPERIMENT = "account-coordination"
CHAMPION = "champion"
TAG = "claqueur"  # our own record of a version, as JSON
COMPARED_BY = "recall_at_0.1pct_audited"
# Exactly what the estimator is made of. TreePredictor indexes without bounds checks: hence the SHA-256.
TRUSTED_TYPES = [
    "claqueur.models.estimator.CoordinationClassifier",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]


@dataclass(frozen=True)
class LoadedModel:
    """A registered model, ready to score. Thresholds are calibrated probabilities; layers are those it was made for."""

    name: str
    version: int
    run_id: str
    sha256: str
    estimator: CoordinationClassifier
    feature_names: tuple[str, ...]
    layers: tuple[str, ...]
    flag_threshold: float
    triage_threshold: float
    numbers: dict[str, float]
    data: list[dict[str, Any]]

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
            "why": "the champion of this workspace",
        }


@dataclass(frozen=True)
class Registration:
    """A model that was registered: its version, whether it became champion and why, in one sentence."""

    version: int
    promoted: bool
    reason: str


def register(workspace: Workspace, trained: TrainedModel) -> Registration:
    """Log `trained` to the workspace's MLflow, register it, and make it champion if it deserves it.

    Logged: parameters, figures, features, data fingerprints, model card, the model as a skops file.
    """
    with workspace.lock("models"):
        promoted, reason = decide(trained, _usable_champion(workspace))
        with _mlflow(workspace) as mlflow:
            version = _log_and_register(mlflow, workspace, trained, promoted, reason)
            if promoted:
                mlflow.MlflowClient().set_registered_model_alias(MODEL_NAME, CHAMPION, str(version))
    return Registration(version, promoted, reason)


def decide(trained: TrainedModel, present: LoadedModel | None) -> tuple[bool, str]:
    """Whether `trained` becomes champion, and the reason in one sentence.

    It must pass both stress tests and find more members of held-out campaigns than the present champion where both
    flag 0.1% of the audited controls. On other data than its own the champion is scored anew on these data.
    """
    for test in trained.figures.stress:
        if not test.passed:
            counted = f"{test.flagged} of {test.of} {test.name} were flagged"
            return False, f"Not promoted: {counted}; at most 1% may be, and some must be there to count."
    recall = trained.figures.numbers[COMPARED_BY]
    if not recall > 0:
        return False, "Not promoted: it finds no member of a held-out campaign at 0.1% of audited controls."
    if present is None:
        return True, f"Promoted: it passed both stress tests, finds {recall:.1%} of members, and there was no champion."
    theirs, where = _recall_of_present(trained, present)
    compared = f"finds {recall:.1%} of members, champion version {present.version} {theirs:.1%} {where}"
    if recall > theirs:
        return True, f"Promoted: it passed both stress tests and {compared}."
    return False, f"Not promoted: it {compared}."


def _usable_champion(workspace: Workspace) -> LoadedModel | None:
    """The champion, or None also where its file is gone or spoilt: training again is what mends that."""
    try:
        return champion(workspace)
    except UserError:
        return None


def _recall_of_present(trained: TrainedModel, present: LoadedModel) -> tuple[float, str]:
    hashes = [
        [(source["posts_sha256"], source["labels_sha256"]) for source in data] for data in (trained.data, present.data)
    ]
    if hashes[0] == hashes[1] or present.layers != trained.parameters.corpus.layers:
        return present.numbers[COMPARED_BY], "when it was trained"
    return trained.recall_of(present.estimator, present.feature_names), "on the same accounts"


def champion(workspace: Workspace) -> LoadedModel | None:
    """The workspace's champion, or None. Raises UserError if its file is missing or is not the one registered."""
    found = [model for model in _registered(workspace) if model["is_champion"]]
    return _load(workspace, found[0]) if found else None


def list_models(workspace: Workspace) -> list[dict[str, Any]]:
    """Registered models, the latest first: version, is_champion, created_at, reason, sha256, card (path), figures."""
    models = []
    for model in reversed(_registered(workspace)):
        shown = {key: model[key] for key in ("version", "is_champion", "created_at", "reason", "sha256")}
        stress = {test["name"]: f"{test['flagged']} of {test['of']}" for test in model["stress"]}
        models.append(shown | {"card": str(workspace.path / model["card"])} | model["numbers"] | stress)
    return models


def _registered(workspace: Workspace) -> list[dict[str, Any]]:
    """Our record of every version, oldest first, with version, run_id and is_champion."""
    if not workspace.has_models():
        return []
    database = f"{(workspace.path / 'mlflow.db').as_uri()}?mode=ro"
    query = """
        SELECT v.version, v.run_id, t.value, a.alias IS NOT NULL
        FROM model_versions v
        JOIN model_version_tags t ON t.name = v.name AND t.version = v.version AND t.key = ?
        LEFT JOIN registered_model_aliases a ON a.name = v.name AND a.version = v.version AND a.alias = ?
        WHERE v.name = ? ORDER BY v.version
    """
    with closing(sqlite3.connect(database, uri=True)) as connection:
        rows = connection.execute(query, (TAG, CHAMPION, MODEL_NAME)).fetchall()
    return [
        json.loads(value) | {"version": version, "run_id": run_id, "is_champion": bool(is_champion)}
        for version, run_id, value, is_champion in rows
    ]


def _load(workspace: Workspace, model: dict[str, Any]) -> LoadedModel:
    import skops.io

    path = workspace.path / model["file"]
    if not path.is_file():
        raise UserError(f"The file of model version {model['version']} is missing ({path}): train again.")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != model["sha256"]:
        raise UserError(
            f"The file of model version {model['version']} is not the one that was registered "
            f"(SHA-256 {found[:12]}... instead of {model['sha256'][:12]}...): restore it, or train again."
        )
    return LoadedModel(
        name=MODEL_NAME,
        version=model["version"],
        run_id=model["run_id"],
        sha256=found,
        estimator=skops.io.loads(content, trusted=TRUSTED_TYPES),
        feature_names=tuple(model["feature_names"]),
        layers=tuple(model["layers"]),
        flag_threshold=model["flag_threshold"],
        triage_threshold=model["triage_threshold"],
        numbers=model["numbers"],
        data=model["data"],
    )


@contextmanager
def _mlflow(workspace: Workspace) -> Iterator[Any]:
    """MLflow pointed at the workspace, with a run under way; without telemetry and its chatter."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    import mlflow
    import mlflow.sklearn

    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    mlflow.set_tracking_uri(workspace.mlflow_uri)
    mlflow.set_registry_uri(workspace.mlflow_uri)
    with mlflow.start_run(experiment_id=_experiment_id(mlflow, workspace)):
        yield mlflow


def _experiment_id(mlflow: Any, workspace: Workspace) -> str:
    """The experiment that writes into this workspace; MLflow cannot move one, so a moved workspace gets another."""
    location = (workspace.path / "mlruns").as_uri()
    here = [known for known in mlflow.search_experiments() if known.artifact_location == location]
    if here:
        return here[0].experiment_id
    name = EXPERIMENT if mlflow.get_experiment_by_name(EXPERIMENT) is None else f"{EXPERIMENT} in {workspace.path}"
    return mlflow.create_experiment(name, artifact_location=location)


def _log_and_register(mlflow: Any, workspace: Workspace, trained: TrainedModel, promoted: bool, reason: str) -> int:
    import sklearn
    import skops

    mlflow.log_params({**trained.parameters.as_dict(), **_settings(trained)})
    mlflow.log_metrics({_metric(name): value for name, value in trained.figures.numbers.items()})
    mlflow.log_metrics({_metric(f"flagged of {test.name}"): test.share for test in trained.figures.stress if test.of})
    mlflow.log_dict(list(trained.feature_names), "features.json")
    mlflow.log_dict(list(trained.data), "data.json")
    mlflow.log_text(model_card(trained, reason), "model_card.md")
    logged = mlflow.sklearn.log_model(
        trained.estimator,
        name="model",
        serialization_format="skops",
        skops_trusted_types=TRUSTED_TYPES,
        pip_requirements=[f"scikit-learn=={sklearn.__version__}", f"skops=={skops.__version__}"],
    )
    file = _path_of(logged.artifact_path) / "model.skops"
    card = _path_of(mlflow.get_artifact_uri("model_card.md"))
    client = mlflow.MlflowClient()
    if not client.search_registered_models(f"name = '{MODEL_NAME}'"):
        client.create_registered_model(MODEL_NAME, description="Which accounts take part in a coordinated campaign")
    record = _record(trained, workspace, file, card, promoted, reason)
    made = client.create_model_version(
        MODEL_NAME, logged.model_uri, run_id=logged.run_id, tags={TAG: json.dumps(record)}, model_id=logged.model_id
    )
    return int(made.version)


def _record(
    trained: TrainedModel, workspace: Workspace, file: Path, card: Path, promoted: bool, reason: str
) -> dict[str, Any]:
    """What we keep of a version beside MLflow's own: enough to list, check and load it. Paths are relative."""
    return {
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "promoted": promoted,
        "reason": reason,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "file": str(file.relative_to(workspace.path)),
        "card": str(card.relative_to(workspace.path)),
        "feature_names": list(trained.feature_names),
        "layers": list(trained.parameters.corpus.layers),
        "flag_threshold": trained.thresholds.flag,
        "triage_threshold": trained.thresholds.triage,
        "numbers": trained.figures.numbers,
        "stress": [asdict(test) for test in trained.figures.stress],
        "data": list(trained.data),
    }


def _settings(trained: TrainedModel) -> dict[str, Any]:
    return {f"estimator.{name}": value for name, value in trained.estimator.get_params().items() if name != "monotone"}


def _metric(name: str) -> str:
    return re.sub(r"[^\w\-. /]", "_", name)


def _path_of(uri: str) -> Path:
    return Path(unquote(urlparse(uri).path))
