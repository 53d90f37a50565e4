"""Three lines from posts to scores."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import claqueur
from claqueur.errors import UserError
from claqueur.ingest.simulator import SimulationParameters, simulate
from claqueur.jobs.pipeline import run
from claqueur.models.features.account_features import FEATURE_NAMES
from claqueur.workspace import Workspace


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, _ = simulate(SimulationParameters(n_posts=9_000)).write(tmp_path_factory.mktemp("simulated"))
    return path


@pytest.fixture(scope="module")
def features(posts: Path) -> pl.DataFrame:
    return claqueur.features(posts)


def test_posts_become_scores_and_reasons_in_three_lines(shipped, features):
    scored = claqueur.load_model().score(features)
    assert scored.columns == ["platform", "account_id", "account_name", "account", "n_posts", "score", "level"]
    assert len(scored) == len(features) > 10
    assert scored["score"].is_between(0, 1).any()
    few = scored.filter(pl.col("n_posts") < 5)
    assert few["score"].null_count() == len(few)


def test_a_file_a_frame_and_a_workspace_give_the_same_features_as_a_run(posts, features, tmp_path):
    assert features.columns[5:] == list(FEATURE_NAMES)
    assert_frame_equal(claqueur.features(pl.read_parquet(posts)), features)
    assert_frame_equal(claqueur.features(pl.read_parquet(posts).to_pandas()), features)
    workspace = Workspace.create(tmp_path / "w")
    claqueur.ingest_posts([posts], workspace)
    assert_frame_equal(claqueur.features(workspace.path), features)
    assert workspace.run_ids() == []  # nothing is left behind
    of_run = run(workspace, claqueur.RunParameters(model="shipped"), engine="sail")
    own = of_run.table("features").collect().sort("account")
    assert_frame_equal(own, features.sort("account").select(own.columns))
    kept = of_run.table("company").collect().sort("account")
    known = features.filter(pl.col("company") > -4).sort("account")
    assert_frame_equal(kept.join(known, on="account", how="semi"), known.select("account", "company"))
    assert len(known) > 0


def test_a_frame_without_posts_is_refused():
    with pytest.raises(UserError, match="No post could be read or selected"):
        claqueur.features(pl.DataFrame({"post_id": ["1"], "account_id": ["a"], "created_at": ["soon"], "text": ["b"]}))
