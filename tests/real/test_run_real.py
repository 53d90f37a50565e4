"""Runs on real data: what the pair test finds where rings are known, and where there are none."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks import real_sets
from claqueur.ingest.load import ingest
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.pipeline import run
from claqueur.results import Run
from claqueur.workspace import Workspace

pytestmark = pytest.mark.real


def run_on(imports: list[real_sets.Import], folder: Path, parameters: RunParameters | None = None) -> Run:
    """A finished run on the embedded engine; profile and --map arguments are taken as the command line takes them."""
    workspace = Workspace.create(folder)
    for part in imports:
        words = dict.fromkeys(part.arguments[::2])
        values = part.arguments[1::2]
        profile = values[0] if "--profile" in words else None
        mapping = dict(value.split("=", 1) for value in values) if "--map" in words else None
        summary = ingest([part.file], workspace, dataset=part.dataset, profile=profile, mapping=mapping)
        assert summary.read == summary.kept + summary.duplicates + summary.quarantined
    return run(workspace, parameters, engine="sail")


def flagged(result: Run) -> int:
    return result.table("accounts").filter(pl.col("level") == "flag").select(pl.len()).collect().item()


def test_no_account_of_coortweets_russian_set_is_flagged(real_data: Path, tmp_path: Path) -> None:
    result = run_on(real_sets.russian(real_data), tmp_path / "w")
    assert result.manifest["input"]["n_accounts"] == 9_509
    assert result.manifest["stages"]["candidates"]["rows"] > 30_000  # it is not for want of pairs that met twice
    assert flagged(result) == 0


def test_the_rings_of_twitter16_are_found_and_little_else(real_data: Path, tmp_path: Path) -> None:
    """22 near-cliques with about 196 accounts were found by a prototype of the same test."""
    result = run_on(real_sets.twitter16(real_data, tmp_path), tmp_path / "w")
    rings = result.table("components").collect()
    assert rings["component"].n_unique() == 22
    assert 186 <= len(rings) <= 206
    assert flagged(result) <= len(rings)
    gaps = result.table("edges").select(pl.col("median_gap_s").median()).collect().item()
    assert gaps <= 2  # seconds: nobody reads and reposts as fast


def test_of_the_groups_of_news_channels_one_is_told_by_its_signature(real_data: Path, tmp_path: Path) -> None:
    """Three groups share texts within a minute; the channels of one owner carry the same link in nearly every post."""
    result = run_on(real_sets.panel(real_data, "telegram"), tmp_path / "w", RunParameters(model="none"))
    campaigns = result.table("campaigns").collect()
    fits = [[one["name"] for one in told if one["verdict"] == "fits"] for told in campaigns["hypotheses"]]
    assert sorted(fits) == [[], [], ["signature"]]
    assert set(campaigns["class"]) == {"undeclared"}  # nothing in the posts tells a wire from those who pose as one


def test_right_trolls_stand_out_among_tweets_on_stocks(real_data: Path, tmp_path: Path) -> None:
    layers = ("repost", "text", "hashtag_sequence")
    imports = real_sets.right_trolls_and_stocknet(real_data, tmp_path)
    result = run_on(imports, tmp_path / "w", RunParameters(layers=layers))
    assert result.manifest["input"]["time_precision"] == "minute"  # the coarser of the two decides
    datasets = result.posts().select("platform", "account_id", "dataset").unique()
    accounts = result.table("accounts").join(datasets, on=["platform", "account_id"]).collect()
    flags = dict(accounts.filter(pl.col("level") == "flag")["dataset"].value_counts().iter_rows())
    assert flags["ira"] > 150
    assert flags.get("stocknet", 0) <= 10  # feeds of one operator are in there: see docs/decisions
