"""Killed processes and full disks: what was kept stays, and the same command goes on."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from claqueur.jobs.pipeline import STAGES
from claqueur.workspace import Workspace


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB; the test is skipped where none can be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


def test_an_ingest_that_is_killed_leaves_nothing_and_can_be_repeated(
    start: Callable, claqueur: Callable, tmp_path: Path, write_posts: Callable
) -> None:
    path = write_posts("posts.csv", range(30_000))
    workspace = Workspace.create(tmp_path / "w")
    killed = start("ingest", path, "-w", workspace.path)
    while killed.process.poll() is None and not list(workspace.staging.glob("*/posts-*.parquet")):
        time.sleep(0.01)
    killed.process.kill()
    assert killed.ended().code == -9
    assert not workspace.has_posts()
    assert claqueur("run", "-w", workspace.path).err.startswith('claqueur: The workspace "w" holds no posts')
    again = claqueur("ingest", path, "-w", workspace.path)
    assert (again.code, again.err) == (0, "")
    assert len(pl.read_delta(str(workspace.posts))) == 30_000
    assert list(workspace.staging.iterdir()) == []


def test_a_run_that_is_killed_continues_and_gives_the_same_tables(
    start: Callable, claqueur: Callable, finished: Workspace, posts_only: Workspace
) -> None:
    killed = start("run", "-w", posts_only.path)
    for line in killed.process.stdout:
        if "] edges " in line:
            break
    killed.process.kill()
    assert killed.ended().code == -9
    assert claqueur("campaigns", "-w", posts_only.path).code == 1  # not yet
    again = claqueur("run", "-w", posts_only.path)
    assert (again.code, again.err) == (0, "")
    written_earlier = [line.split("] ")[1].split()[0] for line in again.out.splitlines() if "(written earlier)" in line]
    assert written_earlier == list(STAGES)[: len(written_earlier)]
    assert "edges" in written_earlier
    assert "accounts" not in written_earlier
    for listing in ("campaigns", "edges"):
        expected = claqueur(listing, "-w", finished.path, "--format", "json").out
        assert claqueur(listing, "-w", posts_only.path, "--format", "json").out == expected != ""


def test_a_full_disk_is_one_sentence_and_room_mends_it(
    claqueur: Callable, small_disk: Path, write_posts: Callable
) -> None:
    path = write_posts("posts.csv", range(20_000))
    workspace = Workspace.create(small_disk / "w")
    full = claqueur("ingest", path, "-w", workspace.path)
    assert (full.code, full.out) == (1, "")
    assert full.err.startswith("claqueur: The disk of the workspace is full (")
    assert full.err.count("\n") == 1
    assert not workspace.has_posts()
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    assert claqueur("ingest", path, "-w", workspace.path).code == 0

    filling = small_disk / "filling"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    filling.write_bytes(b"x" * (free - 40_000))  # room for the manifest and hardly more
    full = claqueur("run", "-w", workspace.path)
    assert full.code == 1
    assert full.err.startswith("claqueur: The disk is full: make room, then give the same command again")
    assert full.err.count("\n") == 1
    filling.unlink()
    again = claqueur("run", "-w", workspace.path)
    assert (again.code, again.err) == (0, "")
    assert len(pl.read_delta(str(workspace.posts))) == 20_000
