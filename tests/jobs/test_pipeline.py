"""Whole runs on a small simulated discourse (what is found there is simulated, not evidence of accuracy)."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.simulator import SimulationParameters, simulate
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.pipeline import STAGES, StageDone, run
from claqueur.models.store.package import Package
from claqueur.results import Run
from claqueur.schema import STAGE_TABLES, Table
from claqueur.workspace import Workspace

START = datetime(2026, 3, 2, tzinfo=UTC)
NO_MODEL = RunParameters(model="none")
BY_MODEL = ("company", "scores", "explanations", "campaign_explanations", "drift")
DONE_BEFORE_THE_KILL = 6
RUN_AND_DIE = f"""
import os, signal, sys
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.pipeline import run
from claqueur.workspace import Workspace

def die(stage):
    if stage.number == {DONE_BEFORE_THE_KILL}:
        os.kill(os.getpid(), signal.SIGKILL)

run(Workspace.open(sys.argv[1]), RunParameters(model="none"), engine="sail", on_stage=die)
"""


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """posts.parquet and labels.csv of a simulation."""
    folder = tmp_path_factory.mktemp("simulated")
    simulate(SimulationParameters(n_posts=9_000)).write(folder)
    return folder


@pytest.fixture(scope="module")
def copy_of_workspace(simulated: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workspace]:
    """Makes copies of one workspace that holds the simulated posts and no run."""
    original = Workspace.create(tmp_path_factory.mktemp("original") / "workspace")
    ingest([simulated / "posts.parquet"], original, dataset="simulated")

    def copy() -> Workspace:
        path = tmp_path_factory.mktemp("copy") / "workspace"
        shutil.copytree(original.path, path)
        return Workspace.open(path)

    return copy


@pytest.fixture(scope="module")
def undisturbed(copy_of_workspace: Callable[[], Workspace]) -> Run:
    """A run on Sail from beginning to end, without a model."""
    return run(copy_of_workspace(), NO_MODEL, engine="sail")


@pytest.fixture(scope="module")
def scored(copy_of_workspace: Callable[[], Workspace], tiny_package: Package, tmp_path_factory: Any) -> Run:
    """The same run with a model."""
    tiny_package.write(file := tmp_path_factory.mktemp("shipped") / "model.zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claqueur.models.shipped.FILE", file)
        patch.setattr("claqueur.models.shipped.SHA256", tiny_package.meta["sha256"])
        return run(copy_of_workspace(), engine="sail")


def content_hashes(finished: Run) -> dict[str, tuple[int, str]]:
    return {name: (stage["rows"], stage["content_hash"]) for name, stage in finished.manifest["stages"].items()}


@pytest.mark.parametrize("table", STAGE_TABLES, ids=lambda table: table.name)
def test_each_stage_writes_the_table_that_is_declared(undisturbed: Run, scored: Run, table: Table):
    found = scored.table(table.name).collect()
    assert found.schema == undisturbed.table(table.name).collect_schema()  # without a model it is the same, and empty
    declared = pl.from_arrow(table.arrow.empty_table())
    assert isinstance(declared, pl.DataFrame)
    assert dict(found.schema) == dict(declared.schema)
    required = [column.name for column in table.columns if column.required]
    assert found.select(required).null_count().sum_horizontal().to_list() == [0]
    assert not table.key or not found.select(table.key).is_duplicated().any()


def test_a_finished_run_says_what_it_read_and_lost(undisturbed: Run):
    manifest = undisturbed.manifest
    assert manifest["status"] == "finished"
    assert list(manifest["stages"]) == list(STAGES)
    n_posts = undisturbed.posts().select(pl.len()).collect().item()
    assert manifest["input"]["n_posts"] == n_posts
    assert manifest["input"]["datasets"] == ["simulated"]
    assert sum(manifest["input"]["layers"].values()) == manifest["stages"]["actions"]["rows"]
    assert set(manifest["losses"].values()) == {0}
    assert manifest["model"] == {"name": None, "why": "--model none", "because": ["not_wanted"]}
    assert "drift" not in manifest
    assert [manifest["stages"][name]["rows"] for name in BY_MODEL] == [0] * len(BY_MODEL)


def test_a_scored_run_says_what_scored_it_explains_the_scores_and_how_far_it_is_from_home(scored: Run):
    manifest = scored.manifest
    assert manifest["model"]["why"].startswith("the model that comes with claqueur, trained on 100 members")
    triage = manifest["model"]["triage_threshold"]
    accounts = scored.table("accounts").filter(pl.col("score") >= triage).collect()
    explained = scored.table("explanations").collect()
    assert set(explained["account"]) == set(accounts["account"])
    assert explained.filter(pl.col("rank") == 1).height == accounts.height > 0
    campaigns = scored.table("campaign_explanations").collect()
    assert set(campaigns["campaign_id"]) <= set(scored.table("campaigns").collect()["campaign_id"])
    assert campaigns.height > 0
    drift = manifest["drift"]
    assert drift["n_accounts"] == scored.table("scores").collect().height
    assert drift["verdict"] == "too far"  # its 300 accounts were made of noise
    assert drift["psi"] > drift["limit"] == 0.25


def test_a_model_too_far_from_home_flags_nobody_but_what_it_points_at_is_to_be_looked_at(scored: Run):
    pointed_at = (
        scored.table("accounts").filter(pl.col("score") >= scored.manifest["model"]["flag_threshold"]).collect()
    )
    assert not pointed_at["flagged_by"].list.contains("model").any()
    unpaired = pointed_at.filter(pl.col("n_partners") == 0)  # nothing but the model speaks of these
    assert set(unpaired["level"]) == {"triage"}


def test_planted_groups_are_found_and_ordinary_people_are_not(undisturbed: Run, simulated: Path):
    labels = pl.read_csv(simulated / "labels.csv", schema_overrides={"account_id": pl.String})
    levels = undisturbed.table("accounts").collect().join(labels, on="account_id", how="inner")
    flagged = {
        group: (rows["level"] == "flag").mean()
        for (group,), rows in levels.with_columns(pl.col("group").str.split("-").list.first()).group_by("group")
    }
    assert flagged["ordinary"] == 0
    assert {flagged[group] for group in ("fast_repost_ring", "url_push")} == {1.0}


def test_a_killed_run_continues_at_the_first_missing_stage_and_ends_with_the_same_tables(
    copy_of_workspace: Callable[[], Workspace], undisturbed: Run
):
    workspace = copy_of_workspace()
    died = subprocess.run([sys.executable, "-c", RUN_AND_DIE, str(workspace.path)], check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    killed = Run(workspace, workspace.run_ids()[0])
    assert list(killed.manifest["stages"]) == list(STAGES)[:DONE_BEFORE_THE_KILL]
    # what a kill in the middle of writing the next stage leaves: files that no commit names
    half_written = killed.path / list(STAGES)[DONE_BEFORE_THE_KILL]
    half_written.mkdir(exist_ok=True)
    (half_written / "part-0.parquet").write_bytes(b"PAR1 cut off")

    stages: list[StageDone] = []
    continued = run(workspace, NO_MODEL, engine="sail", on_stage=stages.append)
    assert continued.run_id == killed.run_id
    assert [stage.resumed for stage in stages] == [
        number <= DONE_BEFORE_THE_KILL for number in range(1, len(STAGES) + 1)
    ]
    assert continued.manifest["fingerprint"] == undisturbed.manifest["fingerprint"]
    assert content_hashes(continued) == content_hashes(undisturbed)


@pytest.mark.timeout(1_200)  # two PageRanks on local Spark: minutes where other work runs beside
def test_spark_gives_the_tables_that_sail_gives(copy_of_workspace: Callable[[], Workspace], undisturbed: Run):
    on_spark = run(copy_of_workspace(), NO_MODEL, engine="spark")
    assert on_spark.manifest["engine"]["name"] == "spark"
    found, expected = content_hashes(on_spark), content_hashes(undisturbed)
    # PageRank is iterated: its ranks agree to 1e-6, and accounts holds them too
    assert {name for name in STAGES if found[name] != expected[name]} <= {"influence", "accounts"}
    for name in ("influence", "accounts"):
        mine, theirs = (each.table(name).sort("account").collect() for each in (on_spark, undisturbed))
        assert_frame_equal(mine, theirs, abs_tol=1e-6, rel_tol=0)


def test_posts_at_shuffled_times_hold_no_campaign(simulated: Path, tmp_path: Path):
    posts = pl.read_parquet(simulated / "posts.parquet")
    posts = posts.with_columns(pl.col("created_at").shuffle(seed=5))
    posts.write_parquet(tmp_path / "shuffled.parquet")
    workspace = Workspace.create(tmp_path / "workspace")
    ingest([tmp_path / "shuffled.parquet"], workspace)
    shuffled = run(workspace, NO_MODEL, engine="sail")
    assert shuffled.manifest["stages"]["pairs"]["rows"] > 0  # pairs do meet by chance
    assert shuffled.manifest["stages"]["campaigns"]["rows"] == 0
    assert shuffled.table("accounts").filter(pl.col("level") == "flag").collect().is_empty()


def small(simulated: Path, folder: Path, time_format: str = "%Y-%m-%d %H:%M:%S") -> Workspace:
    """A workspace of 20 simulated posts, with their times written like that."""
    posts = pl.read_parquet(simulated / "posts.parquet").head(20)
    columns = ("platform", "post_id", "account_id", "text", pl.col("created_at").dt.strftime(time_format))
    posts.select(columns).write_parquet(folder / "few.parquet")
    workspace = Workspace.create(folder / "workspace")
    ingest([folder / "few.parquet"], workspace, dataset="few")
    return workspace


def refuses(said: str) -> Any:
    return pytest.raises(UserError, match=f"^{re.escape(said)}$")


def test_a_workspace_without_posts_is_refused(tmp_path: Path):
    with refuses('The workspace "empty" holds no posts: use "claqueur ingest" first.'):
        run(Workspace.create(tmp_path / "empty"))


def test_a_selection_without_posts_is_refused_and_leaves_no_run(simulated: Path, tmp_path: Path):
    workspace = small(simulated, tmp_path)
    said = "No posts match this selection (datasets in the workspace: few): change --dataset, --since or --until."
    with refuses(said):
        run(workspace, RunParameters(datasets=("many",)))
    assert workspace.run_ids() == []


def test_minutes_are_not_judged_by_seconds_and_leave_no_run(simulated: Path, tmp_path: Path):
    workspace = small(simulated, tmp_path, time_format="%Y-%m-%d %H:%M")
    said = (
        "The times in this selection are exact to the minute only, a window of 10 s cannot be judged: "
        "give --window 60s or more, or choose another --dataset."
    )
    with refuses(said):
        run(workspace, RunParameters(window_s=10))
    assert workspace.run_ids() == []


def test_each_layer_can_have_the_window_of_its_own_rhythm(copy_of_workspace: Callable[[], Workspace], undisturbed: Run):
    finished = run(copy_of_workspace(), RunParameters(window_s=None), engine="sail")
    fast, windows = finished.manifest["fast_gaps_s"], finished.manifest["windows_s"]
    assert fast == undisturbed.manifest["fast_gaps_s"]  # estimated in every run, used if asked for
    assert set(undisturbed.manifest["windows_s"].values()) == {60}
    assert windows == {layer: 60 if gap is None else gap for layer, gap in fast.items()}
    assert 14 <= windows["url"] <= 62  # the planted links are pushed within 40 s of each other
    gaps = finished.table("evidence").group_by("layer").agg(pl.col("gap_s").max()).collect()
    assert all(gap <= windows[layer] for layer, gap in gaps.iter_rows())


def test_a_run_is_held_against_runs_on_shuffled_posts(copy_of_workspace: Callable[[], Workspace], undisturbed: Run):
    finished = run(copy_of_workspace(), RunParameters(null_runs=1), engine="sail")
    shuffles = finished.table("null_runs").sort("shuffle").collect()
    assert shuffles["shuffle"].to_list() == ["objects", "times"]
    assert shuffles["n_actions"].min() > 1_000
    assert shuffles["moved_pct"].is_between(10, 90).all()
    check = finished.manifest["null_check"]
    assert check["passed"] is True
    assert check["new_edges"] == 0
    assert check["edges"] < finished.manifest["stages"]["edges"]["rows"] / 10
    assert not (finished.path / "shuffled").exists()
    assert content_hashes(finished)["edges"] == content_hashes(undisturbed)["edges"]
    assert undisturbed.manifest["null_check"] is None


def test_accounts_that_share_a_shift_and_nothing_else_fail_the_check(tmp_path: Path):
    """200 accounts, each awake in one of 20 weeks, repost the week's posts at random: the test takes the week's
    company for coordination, since it knows only shares of all activity. Shuffles inside a day find that again."""
    chance = random.Random(4)
    reposts = [
        ("x", f"{account}-{n}", f"a{account}", "repost", f"{week}-{chance.randrange(6)}",
         START + timedelta(weeks=week, minutes=chance.randrange(3 * 60)))
        for account in range(200)
        for n, week in enumerate(40 * [account % 20])
    ]  # fmt: skip
    columns = ("platform", "post_id", "account_id", "kind", "repost_of_post_id", "created_at")
    pl.DataFrame(reposts, schema=columns, orient="row").write_parquet(tmp_path / "shifts.parquet")
    workspace = Workspace.create(tmp_path / "workspace")
    ingest([tmp_path / "shifts.parquet"], workspace)
    finished = run(workspace, RunParameters(null_runs=1), engine="sail")
    check = finished.manifest["null_check"]
    assert finished.manifest["stages"]["edges"]["rows"] > 0
    assert check["passed"] is False
