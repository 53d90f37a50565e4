"""A trained classifier on a small simulation: campaigns in one workspace, ordinary accounts in another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from claqueur.ingest.load import ingest
from claqueur.ingest.simulator import SimulationParameters, simulate
from claqueur.jobs.engines.engine import open_engine
from claqueur.models.evaluation.trial import Trial, trial
from claqueur.models.examples.corpus import CorpusParameters
from claqueur.models.examples.examples import HardNegatives
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.training import TrainParameters, train
from claqueur.workspace import Workspace

PARAMETERS = TrainParameters(
    CorpusParameters(max_posts=100),
    negatives=HardNegatives(grafts_per_cell=4, learning_rounds=2, judging_rounds=1, n_communities=3),
)


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """Two campaigns (source 0), judged among the controls of source 1."""
    folder = tmp_path_factory.mktemp("simulated")
    made = SimulationParameters(seed=5, n_posts=12_000, campaign_scale=1.5, lookalike_scale=0.25)
    posts_path, labels_path = simulate(made).write(folder)
    posts, labels = pl.read_parquet(posts_path), pl.read_csv(labels_path, infer_schema=False)
    language = pl.lit("campaign in ") + pl.col("group").str.slice(-2)
    is_member = pl.col("label") == "coordinated"
    named = labels.with_columns(group=pl.when(is_member).then(language).otherwise("group"))
    sources = [
        _labelled(folder / "campaigns", posts, named.filter(is_member)),
        _labelled(folder / "controls", posts, named.filter(~is_member)),
    ]
    with open_engine("sail") as engine:
        yield trial(train(sources, engine=engine, parameters=PARAMETERS), sources, engine)


def _labelled(folder: Path, posts: pl.DataFrame, labels: pl.DataFrame) -> LabelledWorkspace:
    folder.mkdir()
    posts.join(labels, on=["platform", "account_id"], how="semi").write_parquet(folder / "posts.parquet")
    labels.write_csv(folder / "labels.csv")
    workspace = Workspace.create(folder / "workspace")
    ingest([folder / "posts.parquet"], workspace)
    return LabelledWorkspace(workspace, folder / "labels.csv")
