from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.simulator import SimulationParameters, simulate
from claqueur.jobs.engines.engine import open_engine
from claqueur.models.evaluation.card import model_card
from claqueur.models.examples.corpus import CorpusParameters, corpus_posts
from claqueur.models.examples.examples import PURPOSES, SIMULATED, HardNegatives
from claqueur.models.examples.grafts import KINDS, TRAINING_KINDS
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.training import TrainedModel, TrainParameters, train
from claqueur.workspace import Workspace

PARAMETERS = TrainParameters(
    CorpusParameters(max_posts=100),
    negatives=HardNegatives(grafts_per_cell=4, learning_rounds=2, judging_rounds=1, n_communities=3),
)


def two_campaigns(labels: pl.DataFrame) -> pl.DataFrame:
    """The planted campaigns put together by language, so that two folds do."""
    language = pl.lit("campaign in ") + pl.col("group").str.slice(-2)
    group = pl.when(pl.col("label") == "coordinated").then(language).otherwise("group")
    return labels.with_columns(group.alias("group"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> LabelledWorkspace:
    folder = tmp_path_factory.mktemp("simulated")
    posts, labels = simulate(
        SimulationParameters(seed=5, n_posts=12_000, campaign_scale=1.5, lookalike_scale=0.25)
    ).write(folder)
    two_campaigns(pl.read_csv(labels, infer_schema=False)).write_csv(labels)
    workspace = Workspace.create(folder / "workspace")
    ingest([posts], workspace)
    return LabelledWorkspace(workspace, labels)


@pytest.fixture(scope="module")
def trained(source: LabelledWorkspace) -> TrainedModel:
    with open_engine("sail") as engine:
        return train([source], engine=engine, parameters=PARAMETERS)


def test_training_on_a_simulation_finds_planted_members_and_few_others(trained):
    numbers = trained.figures.numbers
    assert numbers["recall_at_1pct_audited"] > 0.3
    assert numbers["recall_at_1pct_audited"] > numbers["posts_only_recall_at_0.1pct_audited"]
    assert numbers["audited_controls_flagged"] <= 0.001
    assert 0 < trained.thresholds.triage <= trained.thresholds.flag < 1
    assert all(math.isfinite(value) for value in numbers.values())


def test_every_kind_of_example_is_there_and_grafts_never_meet_each_other(trained):
    rows = trained.rows
    counted = rows.group_by("role", "purpose").len()
    roles = {(row["role"], row["purpose"]) for row in counted.iter_rows(named=True)}
    assert roles == {
        ("member", None),
        ("control", None),
        *(("graft", purpose) for purpose in PURPOSES),
        *(("permuted", purpose) for purpose in PURPOSES),
        *(("community", purpose) for purpose in PURPOSES),
    }
    grafts = rows.filter((pl.col("role") == "graft") & (pl.col("purpose") == "train"))
    on_campaigns, simulated = grafts.filter(pl.col("group") != SIMULATED), grafts.filter(pl.col("group") == SIMULATED)
    assert len(on_campaigns) == 2 * 2 * len(TRAINING_KINDS) * 4 * 2  # rounds, campaigns, kinds, shares, two each
    assert len(simulated) == 3 * len(TRAINING_KINDS) * 4  # communities, kinds, shares, one each
    assert simulated["source"].null_count() == len(simulated)
    assert simulated["has_pairs"].sum() > 0
    dealt = rows.filter((pl.col("role") == "permuted") & (pl.col("group") == SIMULATED))
    fans = rows.filter((pl.col("role") == "community") & (pl.col("purpose") == "train"))
    assert set(dealt["purpose"]) == {"train"}
    assert dealt["n_posts"].sum() == 2 * fans["n_posts"].sum()  # the same posts twice, in other hands
    assert 0 < grafts["has_pairs"].sum() < len(grafts)
    ids = rows.filter(pl.col("role") == "graft")["account_id"]
    assert ids.n_unique() == len(ids)


def test_stress_tests_count_only_examples_made_to_judge_by(trained):
    grafts, permuted, fans = trained.figures.stress
    rows = trained.rows.filter(pl.col("purpose") == "test")
    assert grafts.of == len(rows.filter((pl.col("role") == "graft") & pl.col("share_pct").is_in([2, 5])))
    assert permuted.of == len(rows.filter((pl.col("role") == "permuted") & (pl.col("n_posts") >= 10)))
    assert fans.of == len(rows.filter((pl.col("role") == "community") & (pl.col("n_posts") >= 5)))
    assert set(trained.figures.grafts) == {(kind, share) for kind in KINDS for share in (2, 5, 20, 50)}


def test_the_card_states_figures_data_and_limits_and_names_no_account(trained):
    card = model_card(trained, "Promoted: because.")
    for heading in ("Purpose", "Data", "Figures", "Stress tests", "Where it fails", "Champion", "Licence and citation"):
        assert f"## {heading}" in card
    assert f"| {trained.figures.numbers['recall_at_flag']:.1%} |" in card
    assert trained.data[0]["posts_sha256"][:12] in card
    assert "coordination evidence" in card
    assert not any(account in card for account in trained.rows["account_id"].head(50))


def test_the_cap_draws_the_same_posts_from_the_same_seed(source):
    capped = corpus_posts(source.workspace, max_posts=3, seed=1)
    assert capped.group_by("platform", "account_id").len()["len"].max() == 3
    assert capped.equals(corpus_posts(source.workspace, max_posts=3, seed=1))
    assert not capped.equals(corpus_posts(source.workspace, max_posts=3, seed=2))
    assert len(corpus_posts(source.workspace, max_posts=0, seed=1)) > len(capped)


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        (pl.col("label") == "organic", "The labels name 0 campaigns: give two or more"),
        (pl.col("group") != "campaign in en", "The labels name 1 campaign: give two or more"),
        (pl.col("label") == "coordinated", "The labels name no organic accounts: add controls"),
    ],
)
def test_labels_that_leave_nothing_to_hold_out_are_refused(source, tmp_path, sail, kept, sentence):
    labels = Path(tmp_path / "labels.csv")
    pl.read_csv(source.labels, infer_schema=False).filter(kept).write_csv(labels)
    with pytest.raises(UserError, match=sentence):
        train([LabelledWorkspace(source.workspace, labels)], engine=sail, parameters=PARAMETERS)


def test_labels_of_other_accounts_are_refused(source, tmp_path, sail):
    labels = Path(tmp_path / "labels.csv")
    changed = pl.read_csv(source.labels, infer_schema=False).with_columns(platform=pl.lit("elsewhere"))
    changed.write_csv(labels)
    with pytest.raises(UserError, match="has posts in the workspace"):
        train([LabelledWorkspace(source.workspace, labels)], engine=sail, parameters=PARAMETERS)
