"""The posts that a run looked at, of those that are there."""

import json
from datetime import datetime

import polars as pl
import pytest

from claqueur.results import Run
from claqueur.workspace import Workspace

ROWS = [("a", 1), ("a", 2), ("b", 2), ("a", 3)]  # dataset, day of March


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ROWS),
        ({"datasets": ["a"], "since": "2026-03-02T00:00:00", "until": "2026-03-03T00:00:00"}, [("a", 2)]),
        ({"since": "2026-03-02T01:00:00+01:00", "until": None}, ROWS[1:]),
    ],
)
def test_a_run_looked_at_its_datasets_and_its_period_in_utc(tmp_path, chosen, expected):
    workspace = Workspace.create(tmp_path / "w")
    at = pl.Series([datetime(2026, 3, day) for _, day in ROWS]).dt.replace_time_zone("UTC")
    posts = pl.DataFrame({"dataset": [name for name, _ in ROWS], "created_at": at, "ingested_at": at})
    posts.write_delta(str(workspace.posts))
    run = Run(workspace, "20260310-120000-aaaaaa")
    run.path.mkdir(parents=True)
    run.manifest_path.write_text(json.dumps({"parameters": chosen, "input": {"posts_version": 0}}))
    read = run.posts_read().select("dataset", day=pl.col("created_at").dt.day()).collect()
    assert sorted(read.rows()) == sorted(expected)
