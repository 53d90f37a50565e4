"""`claqueur topics`: topics of a run already made, and the list."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.analysis import FINISHED, Analysis, Request, load
from claqueur.analysis_process import Report, carry_out
from claqueur.results import Run, open_run
from claqueur.watchlist import keep, kept, kept_text, parse_watchlist
from claqueur.workspace import Workspace

WATCHLIST = """
[[topic]]
name = "Harbour rally"
kind = "theme"
names = ["rally for cleaner harbours"]
[[topic]]
name = "Tavorix"
kind = "brand"
names = []
hashtags = ["Tavorix"]
"""


@pytest.fixture
def done(finished: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the workspace with the finished run."""
    shutil.copytree(finished.path, tmp_path / "copy")
    return Workspace.open(tmp_path / "copy")


def test_topics_are_found_in_a_run_already_made_and_the_rest_of_it_stays(
    done: Workspace, claqueur: Callable, tmp_path: Path
) -> None:
    run = open_run(done)
    before = run.manifest
    assert run.table("topics").collect().is_empty()
    assert claqueur("topics", "-w", done.path).out.startswith(f"Run {run.run_id} had no watchlist")
    (tmp_path / "watchlist.toml").write_text(WATCHLIST, encoding="utf-8")
    ended = claqueur("topics", tmp_path / "watchlist.toml", "-w", done.path, "--format", "json")
    assert ended.code == 0, ended.err
    rally, brand = (json.loads(line) for line in ended.out.splitlines())
    # the hostile ring: 3 accounts, 12 posts each, all of them members of a campaign
    assert (rally["topic"], rally["n_posts"], rally["n_accounts"]) == ("harbour-rally", 36, 3)
    assert (brand["topic"], brand["kind"]) == ("tavorix", "brand")
    posts = run.posts().filter(pl.col("hashtags").list.contains("tavorix")).collect()
    assert brand["n_posts"] == posts.height > 0
    after = run.manifest
    topical = {name for name in after["stages"] if name.startswith("topic")}
    assert len(topical) == 5
    assert {name: stage for name, stage in after["stages"].items() if name not in topical} == {
        name: stage for name, stage in before["stages"].items() if name not in topical
    }
    assert after["watchlist"] == parse_watchlist(WATCHLIST).as_dicts() == kept(done).as_dicts()
    rows = run.table("topic_campaigns").filter(pl.col("topic") == "harbour-rally").collect()
    assert rows["n_posts"].to_list() == rows["n_member_posts"].to_list() == [36]
    assert claqueur("topics", "-w", done.path, "--format", "json").out == ended.out  # the list alone


def test_the_process_that_the_app_starts_finds_topics_and_nothing_else(done: Workspace) -> None:
    run_id = open_run(done).run_id
    keep(done, WATCHLIST)
    carry_out(Report(done, Analysis(Request(topics_of=run_id))))
    ended = load(done)
    assert ended is not None
    assert (ended.status, ended.run_id) == (FINISHED, run_id)
    assert open_run(done).table("topics").sort("place").collect()["n_posts"][0] == 36
    assert len([name for name in done.run_ids() if Run(done, name).finished]) == 1


def test_a_wrong_watchlist_is_one_sentence_and_nothing_is_kept(
    done: Workspace, claqueur: Callable, tmp_path: Path
) -> None:
    (tmp_path / "wrong.toml").write_text('[[topic]]\nname = "Brinlow"\nkind = "firm"', encoding="utf-8")
    for command in ("topics", "run"):
        option = [] if command == "topics" else ["--watchlist"]
        ended = claqueur(command, *option, tmp_path / "wrong.toml", "-w", done.path)
        assert ended.code == 1
        assert (
            ended.err.strip()
            .splitlines()[-1]
            .endswith('Topic "Brinlow" has the kind "firm": give brand, party, candidate, theme.')
        )
    assert kept_text(done) is None


def test_a_run_uses_the_watchlist_and_the_workspace_keeps_it(
    posts_only: Workspace, claqueur: Callable, tmp_path: Path
) -> None:
    (tmp_path / "watchlist.toml").write_text(WATCHLIST, encoding="utf-8")
    ended = claqueur("run", "-w", posts_only.path, "--watchlist", tmp_path / "watchlist.toml", "--model", "none")
    assert ended.code == 0, ended.err
    assert kept_text(posts_only) == WATCHLIST
    run = open_run(posts_only)
    assert run.manifest["watchlist"] == parse_watchlist(WATCHLIST).as_dicts()
    assert run.table("topics").sort("place").collect()["n_posts"][0] == 36
    assert run.table("topic_days").filter(pl.col("topic") == "harbour-rally").collect()["n_posts"].sum() == 36
