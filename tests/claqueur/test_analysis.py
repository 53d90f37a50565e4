"""An analysis as a process of its own: it runs to its end, is cancelled, killed, continued, and says what is wrong."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from claqueur import analysis as analyses
from claqueur import analysis_process
from claqueur.analysis import Analysis, Request
from claqueur.errors import UserError
from claqueur.results import Run, open_run, posts_by_dataset
from claqueur.workspace import Workspace

PATIENCE_S = 120


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "w")


def waited_for(workspace: Workspace, wanted: Callable[[Analysis], bool]) -> Analysis:
    """The first state that is wanted, or that in which the analysis ended."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = analyses.latest(workspace)
        if found is not None and (wanted(found) or found.status != analyses.RUNNING):
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing happened in {PATIENCE_S} s: {analyses.load(workspace)}")


def stages_done(workspace: Workspace, found: Analysis) -> list[str]:
    return list(Run(workspace, found.run_id).manifest["stages"]) if found.run_id else []


def test_an_analysis_that_is_killed_goes_on_where_it_stopped(
    workspace: Workspace, tmp_path: Path, write_posts: Callable
) -> None:
    file = write_posts("posts.csv", range(2_000))
    analyses.start(workspace, Request(files=(str(file),), dataset="made", n_posts=2_000))
    with pytest.raises(UserError, match="An analysis is under way in this workspace"):
        analyses.start(workspace, Request(files=(str(file),)))

    under_way = waited_for(workspace, lambda found: len(stages_done(workspace, found)) >= 3)
    assert under_way.status == analyses.RUNNING
    assert under_way.read["kept"] == 2_000
    os.killpg(under_way.pid, signal.SIGKILL)  # as when the machine is switched off
    killed = waited_for(workspace, lambda found: False)
    assert killed.status == analyses.STOPPED
    written = stages_done(workspace, killed)

    file.unlink()  # what was read is not read again
    analyses.resume(workspace)
    finished = waited_for(workspace, lambda found: False)
    assert (finished.status, finished.error) == (analyses.FINISHED, None)
    assert finished.run_id == under_way.run_id == open_run(workspace).run_id
    assert stages_done(workspace, finished)[: len(written)] == written
    assert posts_by_dataset(workspace) == {"made": 2_000}


def test_cancelling_ends_the_process_and_loses_nothing(workspace: Workspace, write_posts: Callable) -> None:
    analyses.start(workspace, Request(files=(str(write_posts("posts.csv", range(100))),)))
    running = waited_for(workspace, lambda found: found.pid is not None)
    analyses.cancel(workspace)
    found = analyses.latest(workspace)
    assert found.status == analyses.CANCELLED
    assert not is_alive(running.pid)
    analyses.cancel(workspace)  # nothing to cancel: nothing happens
    assert analyses.latest(workspace) == found
    analyses.forget(workspace)
    assert analyses.latest(workspace) is None


def is_alive(pid: int) -> bool:
    """Whether the process still does something; one that ended and is not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] not in "ZX"
    except FileNotFoundError:
        return False


def carried_out(workspace: Workspace, request: Request, monkeypatch: pytest.MonkeyPatch) -> Analysis:
    """The state that the process leaves, run here."""
    analyses.save(workspace, Analysis(request, started_at=analyses.now()))
    monkeypatch.setattr("sys.argv", ["analysis_process", str(workspace.path)])
    analysis_process.main()
    return analyses.load(workspace)


def test_a_file_that_cannot_be_read_fails_with_its_sentence(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photo.csv").write_bytes(b"%PDF-1.4 nothing")
    failed = carried_out(workspace, Request(files=(str(tmp_path / "photo.csv"),)), monkeypatch)
    assert (failed.status, failed.is_bug) == (analyses.FAILED, False)
    assert (failed.error_kind, failed.error_found) == ("pdf", {"name": "photo.csv"})
    assert failed.error == "photo.csv is a PDF document: get the data as CSV, JSON lines or Parquet."


def test_a_file_of_which_nothing_can_be_kept_fails(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "posts.csv").write_text("account_id,created_at\nann,tomorrow\nbob,soon\n")
    failed = carried_out(workspace, Request(files=(str(tmp_path / "posts.csv"),)), monkeypatch)
    assert failed.status == analyses.FAILED
    assert failed.error.startswith("No post was kept, every record is in quarantine")
    assert failed.read["quarantined_by"] == {"unparseable_time": 2}


def test_records_that_were_put_aside_are_read_again_even_where_nothing_was_kept(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "posts.csv").write_text("account_id,created_at\nann,01.05.2024 um 12\n,02.05.2024 um 13\n")
    carried_out(workspace, Request(files=(str(tmp_path / "posts.csv"),)), monkeypatch)
    again = Request(
        mapping={"time.format": "%d.%m.%Y um %H"}, retry={"reason": "unparseable_time", "source_file": "posts.csv"}
    )
    done = carried_out(workspace, again, monkeypatch)
    assert (done.status, done.run_id) == (analyses.FINISHED, None)  # no run is made
    assert done.read == {"kept": 1, "duplicates": 0, "quarantined": 0, "quarantined_by": {}, "notes": []}
    failed = carried_out(workspace, again, monkeypatch)  # the other record is without an account
    assert failed.error == 'Nothing is in quarantine with the reason "unparseable_time" (there is: missing_account_id).'


def test_a_bug_is_told_as_one_and_traced_in_the_log(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(analysis_process, "carry_out", lambda report: {}["missing"])
    failed = carried_out(workspace, Request(), monkeypatch)
    assert (failed.status, failed.is_bug, failed.error) == (analyses.FAILED, True, "KeyError")
    assert "Traceback" in capsys.readouterr().err  # which is logs/analysis.log


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request(), "There are no posts here yet: choose a file first."),
        (Request(files=("/nowhere/posts.csv",)), 'There is no file "/nowhere/posts.csv": check the path.'),
        (Request(window_s=0), "--window is 0 s: give 1 second to 24 hours, such as 60s, 10m or 1h."),
    ],
)
def test_what_cannot_be_carried_out_is_not_started(workspace: Workspace, request_: Request, said: str) -> None:
    with pytest.raises(UserError) as raised:
        analyses.start(workspace, request_)
    assert str(raised.value) == said
    assert analyses.latest(workspace) is None


def test_the_state_comes_back_as_it_was_written(workspace: Workspace) -> None:
    request = Request(("/a.csv",), ("a.csv",), "a", {"text": ""}, ("a", "b"), None, ("text",), 7)
    written = Analysis(request, pid=1, started_at=analyses.now(), read={"kept": 7}, run_id="x")
    analyses.save(workspace, written)
    assert analyses.load(workspace) == written
    assert analyses.latest(workspace) == replace(written, status=analyses.STOPPED)  # no process holds the lock


def test_there_is_nothing_to_continue_where_nothing_was_started(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="There is no analysis to continue"):
        analyses.resume(workspace)
