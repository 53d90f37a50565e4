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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import polars as pl

from claqueur import __version__
from claqueur.errors import UserError
from claqueur.models.drift.profile import profile_of
from claqueur.models.evaluation.card import model_card
from claqueur.models.evaluation.curve import curve as curve_of
from claqueur.models.store.loaded_model import LoadedModel
from claqueur.models.store.package import (
    FORMAT,
    LICENCE,
    TRUSTED_TYPES,
    Package,
    check_features,
    estimator_of,
    loaded,
)
from claqueur.models.store.records import CHAMPION, MODEL_NAME, TAG, kept_text, registered
from claqueur.workspace import Workspace

if TYPE_CHECKING:
    from claqueur.models.estimator import CoordinationClassifier
    from claqueur.models.training import TrainedModel

EXPERIMENT = "account-coordination"
COMPARED_BY = "recall_at_0.1pct_audited"
COPIED = (  # from a version's record to an exported model and back
    "created_at",
    "sha256",
    "feature_names",
    "layers",
    "flag_threshold",
    "triage_threshold",
    "numbers",
    "stress",
    "data",
    "parameters",
)


@dataclass(frozen=True)
class Registration:
    """A model that was registered: its version, whether it became champion and why, in one sentence."""

    version: int
    promoted: bool
    reason: str


def register(workspace: Workspace, trained: TrainedModel) -> Registration:
    """Log `trained` to the workspace's MLflow, register it, and make it champion if it deserves it.

    Logged: parameters, figures, features, data fingerprints, model card, profile, the curve of thresholds, the model as
    a skops file.
    """
    with workspace.lock("models"):
        promoted, reason = decide(trained, _usable_champion(workspace))
        record = _record_of_trained(trained) | {"promoted": promoted, "reason": reason}
        with _mlflow(workspace) as mlflow:
            mlflow.log_params({**trained.parameters.as_dict(), **_settings(trained)})
            card, profile = model_card(trained, reason), profile_of(trained).as_dict()
            version = _log_and_register(
                mlflow, workspace, trained.estimator, record, card, profile, curve=_curve_of(trained)
            )
            if promoted:
                mlflow.MlflowClient().set_registered_model_alias(MODEL_NAME, CHAMPION, str(version))
    return Registration(version, promoted, reason)


def log_evaluation(workspace: Workspace, table: pl.DataFrame, page: str) -> None:
    """Log an evaluation to the workspace's MLflow as a run of its own; no model is registered.

    table: columns SCHEMA of models/evaluation/protocol.py; page: the same as Markdown.
    """
    known = table.filter(pl.col("value").is_not_nan())
    named = [(f"{row['figure']} - {row['max_posts']} posts", row["value"]) for row in known.iter_rows(named=True)]
    with workspace.lock("models"), _mlflow(workspace) as mlflow:
        mlflow.set_tag("mlflow.runName", "evaluation")
        mlflow.log_metrics({_metric(name): value for name, value in named})
        mlflow.log_text(page, "evaluation.md")


def import_model(workspace: Workspace, path: Path, sha256: str | None = None) -> Registration:
    """Register the exported model at `path` as a new version that is not champion.

    sha256: what its author says it is, if known. Raises UserError if it was changed or does not fit this version.
    """
    package = Package.read(path)
    found = package.meta["sha256"]
    if sha256 is not None and sha256.lower() != found:
        raise UserError(f"The model has SHA-256 {found}, not the one given ({sha256}): ask its author for the file.")
    model = package.load(path.name)
    reason = f"Imported from {path.name} (version {model.version}): promote it by hand if it is to score here."
    with workspace.lock("models"), _mlflow(workspace) as mlflow:
        record = {name: package.meta.get(name) for name in COPIED} | {"promoted": False, "reason": reason}
        version = _log_and_register(
            mlflow,
            workspace,
            model.estimator,
            record,
            package.card,
            package.meta["profile"],
            curve=package.meta.get("curve"),
            content=package.content,
        )
    return Registration(version, False, reason)


def export_model(workspace: Workspace, version: int, path: Path) -> Package:
    """Write a version to `path`: one file if it ends in .zip, else a folder. It is loaded once, as a check."""
    record = find(workspace, version)
    _load(workspace, record)
    meta = {name: record[name] for name in COPIED} | {
        "format": FORMAT,
        "name": MODEL_NAME,
        "version": f"{datetime.fromisoformat(record['created_at']):%Y.%m.%d}",
        "claqueur_version": __version__,
        "licence": LICENCE,
        "profile": json.loads((workspace.path / record["profile"]).read_text(encoding="utf-8")),
    }
    by_threshold = kept_text(workspace, record, "curve")
    if by_threshold is not None:
        meta["curve"] = json.loads(by_threshold)
    card = (workspace.path / record["card"]).read_text(encoding="utf-8")
    package = Package(meta, (workspace.path / record["file"]).read_bytes(), card)
    package.write(path)
    return package


def promote(workspace: Workspace, version: int, reason: str, by: str) -> None:
    """Make a version the champion by hand. Who did so, when and why is kept with the version.

    Raises UserError without a reason, without such a version, or if its file is gone or spoilt.
    """
    if not reason.strip():
        raise UserError("A promotion by hand needs a reason that others can read later: give --reason.")
    with workspace.lock("models"):
        record = find(workspace, version)
        _load(workspace, record)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        kept = {key: value for key, value in record.items() if key not in ("version", "run_id", "is_champion")}
        kept["reason"] = f"Promoted by hand by {by} on {at[:10]}: {reason.strip()}"
        kept["promotions"] = [*record.get("promotions", []), {"at": at, "by": by, "reason": reason.strip()}]
        client = _client(workspace)
        client.set_model_version_tag(MODEL_NAME, str(version), TAG, json.dumps(kept))
        client.set_registered_model_alias(MODEL_NAME, CHAMPION, str(version))


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
    found = [model for model in registered(workspace) if model["is_champion"]]
    return _load(workspace, found[0]) if found else None


def load_version(workspace: Workspace, version: int) -> LoadedModel:
    """One version, champion or not. Raises UserError if there is none, or its file is missing or spoilt."""
    return _load(workspace, find(workspace, version))


def find(workspace: Workspace, version: int) -> dict[str, Any]:
    """Our record of one version (see _record). Raises UserError if there is none."""
    found = {model["version"]: model for model in registered(workspace)}
    if version not in found:
        known = ", ".join(str(number) for number in sorted(found)) or "none"
        raise UserError(f"There is no model version {version} in this workspace (versions: {known}).")
    return found[version]


def list_models(workspace: Workspace) -> list[dict[str, Any]]:
    """Registered models, the latest first: version, is_champion, created_at, reason, sha256, card (path), figures."""
    models = []
    for model in reversed(registered(workspace)):
        shown = {key: model[key] for key in ("version", "is_champion", "created_at", "reason", "sha256")}
        stress = {test["name"]: f"{test['flagged']} of {test['of']}" for test in model["stress"]}
        models.append(shown | {"card": str(workspace.path / model["card"])} | model["numbers"] | stress)
    return models


def _load(workspace: Workspace, model: dict[str, Any]) -> LoadedModel:
    version, path = model["version"], workspace.path / model["file"]
    if not path.is_file():
        raise UserError(f"The file of model version {version} is missing ({path}): train again.")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != model["sha256"]:
        raise UserError(
            f"The file of model version {version} is not the one that was registered "
            f"(SHA-256 {found[:12]}... instead of {model['sha256'][:12]}...): restore it, or train again."
        )
    check_features(model["feature_names"], f"Model version {version}")
    profile = json.loads((workspace.path / model["profile"]).read_text(encoding="utf-8"))
    card = (workspace.path / model["card"]).read_text(encoding="utf-8")
    estimator = estimator_of(content, len(model["feature_names"]))
    origin = "the champion of this workspace" if model["is_champion"] else "chosen among the versions of this workspace"
    return loaded(model | {"name": MODEL_NAME, "profile": profile}, estimator, card, origin, version)


@contextmanager
def _mlflow(workspace: Workspace) -> Iterator[Any]:
    """MLflow pointed at the workspace, with a run under way."""
    mlflow = _quiet_mlflow()
    mlflow.set_tracking_uri(workspace.mlflow_uri)
    mlflow.set_registry_uri(workspace.mlflow_uri)
    with mlflow.start_run(experiment_id=_experiment_id(mlflow, workspace)):
        yield mlflow


def _client(workspace: Workspace) -> Any:
    return _quiet_mlflow().MlflowClient(workspace.mlflow_uri, workspace.mlflow_uri)


def _quiet_mlflow() -> Any:
    """MLflow without telemetry and its chatter."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    import mlflow
    import mlflow.sklearn

    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return mlflow


def _experiment_id(mlflow: Any, workspace: Workspace) -> str:
    """The experiment that writes into this workspace; MLflow cannot move one, so a moved workspace gets another."""
    location = (workspace.path / "mlruns").as_uri()
    here = [known for known in mlflow.search_experiments() if known.artifact_location == location]
    if here:
        return here[0].experiment_id
    name = EXPERIMENT if mlflow.get_experiment_by_name(EXPERIMENT) is None else f"{EXPERIMENT} in {workspace.path}"
    return mlflow.create_experiment(name, artifact_location=location)


def _log_and_register(
    mlflow: Any,
    workspace: Workspace,
    estimator: CoordinationClassifier,
    record: dict[str, Any],
    card: str,
    profile: dict[str, Any],
    *,
    curve: dict[str, Any] | None,
    content: bytes | None = None,
) -> int:
    """The new version. curve: see models/evaluation/curve.py; None for an imported model that came without.

    content: the file of an imported model, kept as it is: one model, one SHA-256.
    """
    import sklearn
    import skops

    mlflow.log_metrics({_metric(name): value for name, value in record["numbers"].items()})
    flagged = {test["name"]: test["flagged"] / test["of"] for test in record["stress"] if test["of"]}
    mlflow.log_metrics({_metric(f"flagged of {name}"): share for name, share in flagged.items()})
    mlflow.log_dict(record["feature_names"], "features.json")
    mlflow.log_dict(record["data"], "data.json")
    mlflow.log_dict(profile, "profile.json")
    mlflow.log_text(card, "model_card.md")
    names = {"card": "model_card.md", "profile": "profile.json"}
    if curve is not None:
        mlflow.log_dict(curve, "curve.json")
        names["curve"] = "curve.json"
    logged = mlflow.sklearn.log_model(
        estimator,
        name="model",
        serialization_format="skops",
        skops_trusted_types=TRUSTED_TYPES,
        pip_requirements=[f"scikit-learn=={sklearn.__version__}", f"skops=={skops.__version__}"],
    )
    file = _path_of(logged.artifact_path) / "model.skops"
    if content is not None:
        file.write_bytes(content)
    paths = {kind: _path_of(mlflow.get_artifact_uri(name)) for kind, name in names.items()}
    record = record | {
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        **{kind: str(path.relative_to(workspace.path)) for kind, path in ({"file": file} | paths).items()},
    }
    client = mlflow.MlflowClient()
    if not client.search_registered_models(f"name = '{MODEL_NAME}'"):
        client.create_registered_model(MODEL_NAME, description="Which accounts take part in a coordinated campaign")
    made = client.create_model_version(
        MODEL_NAME, logged.model_uri, run_id=logged.run_id, tags={TAG: json.dumps(record)}, model_id=logged.model_id
    )
    return int(made.version)


def _record_of_trained(trained: TrainedModel) -> dict[str, Any]:
    """What we keep of a version beside MLflow's own: enough to list, check and load it (paths come when written)."""
    return {
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "feature_names": list(trained.feature_names),
        "layers": list(trained.parameters.corpus.layers),
        "flag_threshold": trained.thresholds.flag,
        "triage_threshold": trained.thresholds.triage,
        "numbers": trained.figures.numbers,
        "stress": [asdict(test) | {"passed": test.passed} for test in trained.figures.stress],
        "data": list(trained.data),
        "parameters": trained.parameters.as_dict(),
    }


def _curve_of(trained: TrainedModel) -> dict[str, Any]:
    own = (trained.thresholds.flag, trained.thresholds.triage)
    return curve_of(trained.rows, trained.rows["margin"], trained.estimator, own)


def _settings(trained: TrainedModel) -> dict[str, Any]:
    return {f"estimator.{name}": value for name, value in trained.estimator.get_params().items() if name != "monotone"}


def _metric(name: str) -> str:
    return re.sub(r"[^\w\-. /]", "_", name)


def _path_of(uri: str) -> Path:
    return Path(unquote(urlparse(uri).path))
