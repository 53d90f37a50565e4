"""`claqueur declare`: what it prints, and that the next run takes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.workspace import Workspace

HOSTILE = "Ring of\x1b[31m Roses"


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_text(
        f"platform,account_id,affiliation,role\nevil,-1001,{HOSTILE},press\nevil,-1002,{HOSTILE},\nevil,-1003,{HOSTILE},\n"
        "x,dora,Harbour,\n"
    )
    return path


def test_a_list_is_declared_listed_and_taken_out(claqueur: Callable, posts_only: Workspace, staff: Path):
    first = claqueur("declare", staff, "-w", posts_only.path)
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines() == [
        "Declared: 4 accounts of 2 affiliations (4 new, 0 changed, 0 as before).",
        "Among the posts: 3 of 4.",
        "Not among the posts: x:dora; check platform and spelling, or collect their posts.",
        f"Next: claqueur run --workspace {posts_only.path}",
    ]
    assert "(0 new, 0 changed, 4 as before)" in claqueur("declare", staff, "-w", posts_only.path).out
    listed = [
        json.loads(line) for line in claqueur("declare", "-w", posts_only.path, "--format", "json").out.splitlines()
    ]
    assert [(row["account_id"], row["n_accounts"]) for row in listed] == [
        ("-1001", 1),
        ("-1002", 1),
        ("-1003", 1),
        ("dora", 0),
    ]
    assert "\x1b" not in claqueur("declare", "-w", posts_only.path).out
    staff.write_text("platform,account_id,affiliation\nx,dora,Union\n")
    assert 'Changed: x:dora: "Harbour" is now "Union".' in claqueur("declare", staff, "-w", posts_only.path).out
    assert claqueur("declare", "--remove", "dora", "-w", posts_only.path).out.startswith(
        "Taken out: 1; still declared: 3.\n"
    )
    assert claqueur("declare", "--remove-all", "-w", posts_only.path).out.startswith(
        "Taken out: 3; still declared: 0.\n"
    )
    assert claqueur("declare", "-w", posts_only.path).out == "No account is declared: give a list, or see --help.\n"


def test_the_next_run_shows_them_as_a_declared_team(
    claqueur: Callable, finished: Workspace, posts_only: Workspace, run_id: str, staff: Path
):
    before = pl.read_delta(str(finished.run_path(run_id) / "campaigns"))
    members = pl.read_delta(str(finished.run_path(run_id) / "campaign_members"))
    ring = pl.read_delta(str(finished.run_path(run_id) / "accounts")).filter(platform="evil")
    assert ring["level"].to_list() == ["flag"] * 3
    of_ring = members.filter(pl.col("account").is_in(ring["account"].implode()))["campaign_id"].unique()
    assert before.filter(pl.col("campaign_id").is_in(of_ring.implode()))["class"].to_list() == ["undeclared"]
    claqueur("declare", staff, "-w", posts_only.path)
    done = claqueur("run", "-w", posts_only.path, "--engine", "sail")
    assert done.code == 0, done.err
    assert "The runs made so far stay as they are" in claqueur("declare", staff, "-w", posts_only.path).out
    opened = posts_only.run_path(posts_only.run_ids()[0])
    after = pl.read_delta(str(opened / "accounts")).filter(platform="evil").sort("account_id")
    assert after.select("level", "affiliation", "affiliation_source").rows() == [
        ("none", HOSTILE, "press"),
        ("none", HOSTILE, "staff.csv"),
        ("none", HOSTILE, "staff.csv"),
    ]
    classes = pl.read_delta(str(opened / "campaigns")).filter(
        pl.col("campaign_id").is_in(after["campaign_id"].implode())
    )
    assert classes["class"].to_list() == ["declared"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.csv",), 'There is no file "nowhere.csv": check the path.'),
        (("--remove", "zoe"), 'No declared account is called "zoe": "claqueur declare -w ..." lists them; nothing was taken out.'),
        (("--remove", "zoe", "--remove-all"), "A list and --remove do not go together: say one, then the other."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(claqueur: Callable, tmp_path: Path, arguments: tuple, said: str):
    Workspace.create(tmp_path / "w")
    found = claqueur("declare", *arguments, "-w", tmp_path / "w")
    assert (found.code, found.out, found.err.strip()) == (1, "", f"claqueur: {said}")
