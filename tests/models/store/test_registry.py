from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.models.drift.profile import profile_of
from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation import card
from claqueur.models.evaluation.figures import Figures, StressTest, Thresholds
from claqueur.models.evaluation.protocol import FOUND, SCHEMA
from claqueur.models.examples.examples import ABOUT
from claqueur.models.features.account_features import FEATURE_NAMES, MONOTONE
from claqueur.models.store.registry import (
    COMPARED_BY,
    champion,
    decide,
    export_model,
    import_model,
    list_models,
    log_evaluation,
    promote,
    register,
)
from claqueur.models.training import TrainedModel, TrainParameters
from claqueur.workspace import Workspace

NUMBERS = [*card.NUMBERS, *card.QUALITY, "n_members", "n_controls", "n_audited_controls", "n_controls_in_rings"]
PASSED = (StressTest("grafts at 2% and 5% contact", 1, 360), StressTest("permuted accounts", 5, 800))


def accounts() -> pl.DataFrame:
    """200 members, told by their first feature, and 200 audited controls."""
    rng = np.random.default_rng(1)
    is_member = np.arange(400) < 200
    about = {
        "source": 0,
        "platform": "x",
        "account_id": pl.int_range(400, eager=True).cast(pl.String),
        "role": np.where(is_member, "member", "control"),
        "group": np.where(is_member, "ring", ""),
        "is_audited": ~is_member,
        "is_in_ring": False,
        "n_posts": 20,
        "has_pairs": True,
    }
    features = {name: rng.random(400) + 3 * (is_member & (place == 0)) for place, name in enumerate(FEATURE_NAMES)}
    absent = [pl.lit(None, kind).alias(name) for name, kind in ABOUT.items() if name not in about]
    return pl.DataFrame(about | features).with_columns(absent)


@cache
def estimator() -> CoordinationClassifier:
    rows = accounts()
    model = CoordinationClassifier(monotone=MONOTONE, max_iter=20, n_folds=1)
    return model.fit(rows.select(FEATURE_NAMES).to_numpy(), (rows["role"] == "member").to_numpy())


def trained(recall: float, *, posts: str = "a" * 64, stress: tuple[StressTest, ...] = PASSED) -> TrainedModel:
    source = {"workspace": "w", "posts_version": 3, "posts_sha256": posts, "labels_sha256": "b" * 64}
    return TrainedModel(
        estimator=estimator(),
        feature_names=FEATURE_NAMES,
        parameters=TrainParameters(),
        thresholds=Thresholds(0.9, 0.6),
        figures=Figures(dict.fromkeys(NUMBERS, 0.5) | {COMPARED_BY: recall}, stress, {("fan", 2): (0, 30)}),
        data=(source | {"n_posts": 1000, "n_members": 200, "n_controls": 200},),
        rows=accounts().with_columns(margin=pl.lit(0.0)),
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three models in turn: a first one, a worse one, a better one."""
    made = Workspace.create(tmp_path_factory.mktemp("registry") / "workspace")
    assert champion(made) is None
    assert list_models(made) == []
    for recall in (0.4, 0.3, 0.5):
        register(made, trained(recall))
    return made


def test_only_a_model_that_beats_the_champion_takes_its_place(workspace):
    rows = [(m["version"], m["is_champion"], m[COMPARED_BY], m["reason"]) for m in list_models(workspace)]
    assert rows == [
        (3, True, 0.5, "Promoted: it passed both stress tests and finds 50.0% of members, "
         "champion version 1 40.0% when it was trained."),
        (2, False, 0.3, "Not promoted: it finds 30.0% of members, champion version 1 40.0% when it was trained."),
        (1, False, 0.4, "Promoted: it passed both stress tests, finds 40.0% of members, and there was no champion."),
    ]  # fmt: skip


def test_the_champion_scores_as_the_model_that_was_registered(workspace):
    loaded, original = champion(workspace), trained(0.5)
    X = original.rows.select(FEATURE_NAMES).to_numpy()
    assert (loaded.estimator.predict_proba(X) == original.estimator.predict_proba(X)).all()
    assert (loaded.flag_threshold, loaded.triage_threshold) == (0.9, 0.6)
    assert loaded.feature_names == FEATURE_NAMES
    said = loaded.described()
    assert (said["name"], said["version"]) == ("account-coordination", 3)
    assert len(said["sha256"]) == 64


def test_mlflow_holds_what_we_read_past_it(workspace):
    import mlflow

    client = mlflow.MlflowClient(workspace.mlflow_uri, workspace.mlflow_uri)
    version = client.get_model_version_by_alias("account-coordination", "champion")
    loaded = champion(workspace)
    assert (int(version.version), version.run_id) == (loaded.version, loaded.run_id)
    run = client.get_run(version.run_id)
    assert run.data.metrics["recall_at_flag"] == 0.5
    assert run.data.params["seed"] == "1"
    artifacts = {artifact.path for artifact in client.list_artifacts(version.run_id)}
    assert artifacts == {"curve.json", "data.json", "features.json", "model_card.md", "profile.json"}
    assert "# Model card" in Path(list_models(workspace)[0]["card"]).read_text(encoding="utf-8")


def test_reading_the_champion_imports_no_mlflow(workspace):
    code = (
        "import sys; from claqueur.workspace import Workspace; from claqueur.models.store.registry import champion; "
        f"assert champion(Workspace.open({str(workspace.path)!r})).version == 3; assert 'mlflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_moved_workspace_keeps_its_champion_and_a_changed_file_is_refused(workspace, tmp_path):
    import shutil

    shutil.copytree(workspace.path, tmp_path / "moved")
    moved = Workspace.open(tmp_path / "moved")
    loaded = champion(moved)
    assert loaded.version == 3
    for file in moved.path.rglob("model.skops"):
        file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(UserError, match="The file of model version 3 is not the one that was registered"):
        champion(moved)
    again = register(moved, trained(0.2))
    assert (again.promoted, champion(moved).version) == (True, 4)  # training again mends it
    for file in moved.path.rglob("model.skops"):
        file.unlink()
    with pytest.raises(UserError, match="The file of model version 4 is missing"):
        champion(moved)


@pytest.mark.parametrize(
    ("stress", "promoted", "reason"),
    [
        (PASSED, True, "Promoted: it passed both stress tests"),
        ((replace(PASSED[0], flagged=20), PASSED[1]), False, "20 of 360 grafts at 2% and 5% contact were flagged"),
        (
            (PASSED[0], replace(PASSED[1], flagged=40)),
            False,
            "40 of 800 permuted accounts were flagged; at most 1%",
        ),
        ((PASSED[0], replace(PASSED[1], flagged=0, of=0)), False, "0 of 0 permuted accounts"),
    ],
)
def test_a_model_that_fails_a_stress_test_is_never_promoted(stress, promoted, reason):
    decided, said = decide(trained(0.99, stress=stress), None)
    assert decided is promoted
    assert reason in said


def test_a_model_that_finds_nobody_is_not_promoted_even_without_a_champion():
    assert decide(trained(0.0), None) == (
        False,
        "Not promoted: it finds no member of a held-out campaign at 0.1% of audited controls.",
    )


def test_on_other_data_the_champion_is_scored_anew(workspace):
    """The champion finds every member of these accounts, whatever it reached when it was trained."""
    promoted, reason = decide(trained(0.9, posts="c" * 64), champion(workspace))
    assert not promoted
    assert reason == "Not promoted: it finds 90.0% of members, champion version 3 100.0% on the same accounts."


@pytest.fixture
def copied(workspace, tmp_path) -> Workspace:
    """A copy that a test may change."""
    import shutil

    shutil.copytree(workspace.path, tmp_path / "copied")
    return Workspace.open(tmp_path / "copied")


def test_a_version_travels_to_another_workspace_and_scores_there_once_it_is_promoted(workspace, copied, tmp_path):
    package = export_model(workspace, 3, tmp_path / "model.zip")
    assert package.meta["sha256"] == champion(workspace).sha256
    registered = import_model(copied, tmp_path / "model.zip", sha256=package.meta["sha256"].upper())
    assert (registered.version, registered.promoted) == (4, False)
    assert champion(copied).version == 3
    promote(copied, 4, " it found the May campaign ", by="ann")
    found = champion(copied)
    assert (found.version, found.sha256) == (4, package.meta["sha256"])
    assert found.profile == champion(workspace).profile
    assert found.card == champion(workspace).card
    said = {model["version"]: (model["is_champion"], model["reason"]) for model in list_models(copied)}
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert said[4] == (True, f"Promoted by hand by ann on {today}: it found the May campaign")
    assert said[3][0] is False
    X = accounts().select(FEATURE_NAMES).to_numpy()
    assert (found.estimator.predict_proba(X) == estimator().predict_proba(X)).all()


def test_the_curve_of_thresholds_travels_with_a_version_and_one_without_travels_too(workspace, copied, tmp_path):
    package = export_model(workspace, 3, tmp_path / "new.zip")
    assert package.meta["curve"]["of"] == {"members": 200, "audited_controls": 200}
    assert {0.9, 0.6} <= set(package.meta["curve"]["threshold"])
    older = {name: value for name, value in package.meta.items() if name != "curve"}
    replace(package, meta=older).write(tmp_path / "older.zip")
    for name, expected in (("new.zip", package.meta["curve"]), ("older.zip", None)):
        version = import_model(copied, tmp_path / name).version
        assert export_model(copied, version, tmp_path / f"again-{name}").meta.get("curve") == expected


def test_what_must_not_be_promoted_or_imported_is_refused_and_leaves_no_version(workspace, copied, tmp_path):
    export_model(workspace, 3, tmp_path / "model.zip")
    refused = [
        (lambda: promote(copied, 9, "why not", by="ann"), "There is no model version 9 in this workspace"),
        (lambda: promote(copied, 1, " ", by="ann"), "A promotion by hand needs a reason"),
        (lambda: import_model(copied, tmp_path / "model.zip", sha256="0" * 64), "The model has SHA-256 .* not the one"),
        (lambda: import_model(copied, tmp_path / "no.zip"), "There is no model at"),
    ]
    for call, said in refused:
        with pytest.raises(UserError, match=said):
            call()
    assert [model["version"] for model in list_models(copied)] == [3, 2, 1]
    assert champion(copied).version == 3


def test_the_profile_says_what_is_usual_among_ordinary_accounts_and_what_the_model_rests_on(workspace):
    profile = champion(workspace).profile
    assert (profile.n_accounts, profile.n_ordinary, profile.reach) == (400, 200, 0.0)
    first = profile.features[0]  # members have 3 more
    ordinary = accounts().filter(pl.col("role") == "control")[FEATURE_NAMES[0]]
    assert first.usual == pytest.approx(ordinary.median())
    assert ordinary.is_between(0, first.usual_p95).mean() == pytest.approx(0.95, abs=0.01)
    # nothing else tells them apart; splits that may not choose it make do with noise
    assert first.importance == max(part.importance for part in profile.features) > 0.5
    assert sum(part.importance for part in profile.features) == pytest.approx(1)
    assert (profile.sources, sum(first.counts[0])) == (("w",), 400)
    free = [part for part in profile.features if part.usual_p95 is None]
    assert {part.name for part in free} == {
        name for name, direction in zip(FEATURE_NAMES, MONOTONE, strict=True) if direction != 1
    }


def test_the_reach_of_a_model_is_the_distance_between_its_sources_of_ordinary_accounts():
    rows = trained(0.5).rows
    rows = pl.concat([rows.with_columns(role=pl.lit("control"))] * 2)  # twice the 400
    is_second = pl.int_range(pl.len()) >= 400
    first = FEATURE_NAMES[0]

    def reach(frame: pl.DataFrame) -> float:
        data = tuple(trained(0.5).data[0] | {"workspace": name} for name in ("one", "two"))
        return profile_of(replace(trained(0.5), rows=frame, data=data)).reach

    alike = rows.with_columns(source=is_second.cast(pl.Int64))
    apart = alike.with_columns(pl.col(first) + 2 * pl.col("source"))
    campaign = apart.with_columns(role=pl.when(pl.col("source") == 1).then(pl.lit("member")).otherwise("role"))
    assert reach(alike) < 0.01
    assert reach(apart) > 0.25
    assert reach(campaign.filter((pl.col("source") == 1) | (pl.int_range(pl.len()) < 150))) == 0  # too few controls


def test_an_evaluation_is_logged_and_registers_no_model(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    rows = [
        (FOUND, "recall at flag", 50, 0.5, 0.4, 0.6, 100),
        (FOUND, "recall at flag", 200, 0.75, None, None, 100),
        (FOUND, "of nobody", 200, float("nan"), None, None, 0),
    ]
    log_evaluation(workspace, pl.DataFrame(rows, SCHEMA, orient="row"), "# Evaluation")
    assert list_models(workspace) == []
    query = "SELECT key, value FROM metrics ORDER BY key"
    with closing(sqlite3.connect(workspace.path / "mlflow.db")) as database:
        logged = database.execute(query).fetchall()
    assert logged == [("recall at flag - 200 posts", 0.75), ("recall at flag - 50 posts", 0.5)]
    (page,) = workspace.path.glob("mlruns/*/artifacts/evaluation.md")
    assert page.read_text(encoding="utf-8") == "# Evaluation"


def test_another_model_is_judged_by_the_company_that_its_own_margins_make():
    rows = accounts()
    keeping = CoordinationClassifier(monotone=MONOTONE, max_iter=20, n_folds=1, company={"0": 5.0})
    keeping.fit(rows.select(FEATURE_NAMES).to_numpy(), (rows["role"] == "member").to_numpy())
    misled = rows.with_columns(company=pl.when(pl.col("role") == "member").then(-4.0).otherwise(4.0))
    assert replace(trained(0.4), rows=misled).recall_of(keeping, FEATURE_NAMES) == 1.0
