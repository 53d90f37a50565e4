from __future__ import annotations

import errno
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from claqueur.errors import UserError
from claqueur.ingest import load, staging, store
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

INGEST = (
    "import sys; from claqueur.ingest.load import ingest; from claqueur.workspace import Workspace;"
    "print(ingest([sys.argv[1]], Workspace.create(sys.argv[2])).kept)"
)


def numbered(first: int, count: int) -> str:
    return "id,account,time,text\n" + "".join(
        f"{i},ann{i % 97},{1714566615 + i},the bridge number {i} opens on sunday\n" for i in range(first, first + count)
    )


def start(path: object, workspace: Workspace) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", INGEST, str(path), str(workspace.path)], stdout=-1, text=True)


def test_one_ingest_is_one_commit(workspace: Workspace, write: Callable) -> None:
    ingest([write("a.csv", numbered(0, 60_000)), write("b.csv", numbered(50_000, 20_000))], workspace)
    ingest([write("c.csv", numbered(0, 10))], workspace)
    assert DeltaTable(workspace.posts).version() == 0  # nothing new: no second commit
    ingest([write("d.csv", numbered(70_000, 1))], workspace)
    assert DeltaTable(workspace.posts).version() == 1
    assert pl.read_delta(str(workspace.posts))["post_id"].n_unique() == 70_001


def test_the_same_file_named_twice_is_quarantined_once(workspace: Workspace, write: Callable) -> None:
    path = write("a.csv", numbered(0, 3) + "99,,5,nobody\n")
    summary = ingest([path, path], workspace)
    assert (summary.read, summary.kept, summary.duplicates, summary.quarantined) == (8, 3, 3, 2)
    assert pl.read_delta(str(workspace.quarantine)).height == 1


def test_many_keys_are_compared_in_parts(
    workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "ROWS_COMPARED_AT_ONCE", 7)
    path = write("a.csv", numbered(0, 50) + "3,bob,1714566615,another\n")
    summary = ingest([path], workspace)
    assert (summary.kept, summary.duplicates) == (50, 1)
    assert ingest([path], workspace).kept == 0


def test_two_processes_ingest_at_once(workspace: Workspace, write: Callable) -> None:
    processes = [start(write(f"{i}.csv", numbered(i * 500, 1_000)), workspace) for i in range(2)]
    kept = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sorted(kept) == [500, 1_000]  # the 500 posts in both files are kept once
    assert pl.read_delta(str(workspace.posts))["post_id"].n_unique() == 1_500


def test_a_killed_ingest_leaves_nothing_half_done(workspace: Workspace, write: Callable) -> None:
    process = start(write("a.csv", numbered(0, 400_000)), workspace)
    while not list(workspace.staging.glob("*/posts-*.parquet")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not workspace.has_posts()
    assert len(list(workspace.staging.iterdir())) == 1
    assert ingest([write("b.csv", numbered(0, 10))], workspace).kept == 10
    assert list(workspace.staging.iterdir()) == []


def test_what_a_killed_commit_moved_into_the_table_is_removed(workspace: Workspace, write: Callable) -> None:
    ingest([write("a.csv", numbered(0, 10))], workspace)
    known = set(workspace.posts.iterdir())
    dead = workspace.staging / "0123456789abcdef"
    dead.mkdir()
    (dead / staging.ALIVE).touch()
    (workspace.posts / f"part-00000-{dead.name}.parquet").touch()  # killed between the move and the commit
    ingest([write("b.csv", numbered(0, 10))], workspace)
    assert set(workspace.posts.iterdir()) == known
    assert list(workspace.staging.iterdir()) == []


def test_of_many_staged_files_those_with_a_duplicate_lose_it(
    workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROWS_IN_FILE", 10)
    monkeypatch.setattr(load, "ENOUGH_POSTS", 10)  # each file by itself
    ingest([write("a.csv", numbered(0, 10))], workspace)
    files = [write(f"{first}.csv", numbered(first, 10)) for first in (5, 20, 20)]  # half known, new, the same again
    assert ingest(files, workspace).kept == 15
    assert DeltaTable(workspace.posts).version() == 1
    rows_of_files = [pl.read_parquet(file).height for file in workspace.posts.glob("*.parquet")]
    assert sorted(rows_of_files) == [5, 10, 10]
    assert pl.read_delta(str(workspace.posts))["post_id"].n_unique() == 25


def test_the_staging_of_a_living_ingest_is_left_alone(workspace: Workspace, write: Callable) -> None:
    with staging.staging(workspace) as living:
        ingest([write("b.csv", numbered(0, 10))], workspace)
        assert living.path.is_dir()


@pytest.mark.parametrize("where", ["staging", "quarantine", "posts"])
def test_a_full_disk_is_one_sentence_and_keeps_nothing(
    where: str, workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([write("a.csv", numbered(0, 10))], workspace)
    files = set(workspace.posts.rglob("*"))
    full = OSError(errno.ENOSPC, "No space left on device")
    real_record = store._record

    def record_on_full_disk(path: Path, *entry: object) -> None:
        if path.name == where:
            raise full
        real_record(path, *entry)

    def stage_on_full_disk(*_: object) -> None:
        raise full

    monkeypatch.setattr(store, "_record", record_on_full_disk)
    if where == "staging":
        monkeypatch.setattr(staging.pq.ParquetWriter, "write_table", stage_on_full_disk)
    bad = write("b.csv", numbered(10, 10) + "99,,5,nobody\n")
    with pytest.raises(
        UserError, match=r"The disk of the workspace is full \(\d+ MB free\): nothing of this ingest was"
    ):
        ingest([bad], workspace)
    assert set(workspace.posts.rglob("*")) == files
    assert list(workspace.staging.iterdir()) == []
    monkeypatch.undo()
    again = ingest([bad], workspace)
    assert (again.kept, again.quarantined) == (10, 1)
    assert pl.read_delta(str(workspace.quarantine)).height == 1


def test_a_disk_without_room_for_what_is_staged_is_one_sentence(
    workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = staging.shutil.disk_usage(workspace.path)
    monkeypatch.setattr(staging.shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    with pytest.raises(UserError, match=r"The disk of the workspace is full \(0 MB free\)"):
        ingest([write("a.csv", numbered(0, 1_000))], workspace)
    assert not workspace.has_posts()


def test_other_errors_are_not_taken_for_a_full_disk(workspace: Workspace) -> None:
    with pytest.raises(OSError, match="denied"), staging.full_disk_as_sentence(workspace):
        raise PermissionError(errno.EACCES, "denied")
