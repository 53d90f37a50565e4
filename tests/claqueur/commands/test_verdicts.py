"""`claqueur verdicts`: the list, and labels that training reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from claqueur.app.data.cases import record
from claqueur.app.data.verdicts import Verdict
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.workspace import Workspace

MEMBERS = {"c1": ("x", "-1001"), "c2": ("x", "0042"), "c3": ("x", "7")}


@pytest.fixture
def reviewed(tmp_path: Path) -> Workspace:
    """Two reviewers agree on c1 and c2; c3 waits for the second."""
    workspace = Workspace.create(tmp_path / "w")
    given = [
        ("c1", "Ann", "undeclared"),
        ("c1", "Bob", "undeclared"),
        ("c2", "Ann", "organic"),
        ("c2", "Bob", "organic"),
    ]
    for campaign, reviewer, said in [*given, ("c3", "Ann", "undeclared")]:
        record(workspace, Verdict(campaign, "run-1", (MEMBERS[campaign],), said, reviewer, ("news",), "=\x1b[31mnote"))
    return workspace


def test_training_reads_what_is_exported(reviewed: Workspace, tmp_path: Path, claqueur: Callable) -> None:
    ended = claqueur("verdicts", "export", tmp_path / "labels.csv", "-w", reviewed.path)
    assert (ended.code, ended.err) == (0, "")
    assert "2 accounts of 2 campaigns. Left out: campaigns that wait for a second reviewer: 1, on which" in ended.out
    labels = LabelledWorkspace(reviewed, tmp_path / "labels.csv").read_labels()
    assert labels.rows() == [
        ("x", "-1001", "coordinated", "reviewed-c1", False),
        ("x", "0042", "organic", "reviewed-c2", False),
    ]


def test_training_takes_the_labels_and_asks_for_what_they_lack(
    reviewed: Workspace, tmp_path: Path, claqueur: Callable
) -> None:
    claqueur("verdicts", "export", tmp_path / "labels.csv", "-w", reviewed.path)
    ended = claqueur("train", "-w", reviewed.path, "--labels", tmp_path / "labels.csv")
    assert ended.code == 1
    assert "The labels name 1 campaign: give two or more" in ended.err  # read, and understood


def test_with_single_one_reviewer_is_enough(reviewed: Workspace, tmp_path: Path, claqueur: Callable) -> None:
    claqueur("verdicts", "export", tmp_path / "labels.csv", "-w", reviewed.path, "--single")
    labels = LabelledWorkspace(reviewed, tmp_path / "labels.csv").read_labels()
    assert labels["group"].to_list() == ["reviewed-c1", "reviewed-c2", "reviewed-c3"]


def test_nothing_to_export_is_a_sentence_and_no_file(tmp_path: Path, claqueur: Callable) -> None:
    workspace = Workspace.create(tmp_path / "w")
    ended = claqueur("verdicts", "export", tmp_path / "labels.csv", "-w", workspace.path)
    assert ended.code == 1
    assert "There is nothing to export (campaigns that wait for a second reviewer: 0," in ended.err
    assert not (tmp_path / "labels.csv").exists()


def test_the_list_shows_every_verdict_and_runs_nothing_in_a_terminal(reviewed: Workspace, claqueur: Callable) -> None:
    table = claqueur("verdicts", "-w", reviewed.path)
    assert "\x1b" not in table.out
    rows = [json.loads(line) for line in claqueur("verdicts", "-w", reviewed.path, "--format", "json").out.splitlines()]
    assert [(row["campaign_id"], row["reviewer"]) for row in rows] == [
        ("c1", "Ann"), ("c1", "Bob"), ("c2", "Ann"), ("c2", "Bob"), ("c3", "Ann"),
    ]  # fmt: skip
    assert claqueur("verdicts", "-w", reviewed.path, "--format", "csv").out.splitlines()[1].count("'=") == 1


def test_without_verdicts_the_list_says_where_they_are_given(tmp_path: Path, claqueur: Callable) -> None:
    workspace = Workspace.create(tmp_path / "w")
    assert claqueur("verdicts", "-w", workspace.path).out == "No campaign was reviewed yet: the app does that.\n"
