"""What a killed ingest leaves behind; `python -m benchmarks.ingest_kills` does the same a hundred times."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.ingest_kills import ingest_at_once, kill, state, write_files
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace


def test_an_ingest_killed_and_repeated_is_as_if_undisturbed(tmp_path: Path) -> None:
    outcome = kill(tmp_path, kills=5, n_posts=3_000)
    assert outcome.wrong == []
    assert outcome.begun + outcome.staged + outcome.committed == 5


def test_two_ingests_at_once_keep_every_post_once(tmp_path: Path) -> None:
    outcome = ingest_at_once(tmp_path, pairs=1, n_posts=3_000)
    assert outcome.wrong == []
    assert outcome.committed == 1


def test_the_comparison_sees_a_missing_post_and_a_file_left_over(tmp_path: Path) -> None:
    _, files = write_files(tmp_path, 200)
    whole, part = Workspace.create(tmp_path / "whole"), Workspace.create(tmp_path / "part")
    ingest(files, whole)
    ingest(files[:1], part)
    assert state(whole).posts[0] > state(part).posts[0]
    assert state(whole).keys != state(part).keys
    pl.DataFrame({"x": [1]}).write_parquet(whole.posts / "orphan.parquet")
    assert state(whole).left_over == ("orphan.parquet",)
