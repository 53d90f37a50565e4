"""How commands end: 0, 1 or 2, one line at most, and never a trace on the terminal."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from claqueur import results
from claqueur.workspace import Workspace


def broken(error: BaseException) -> Callable:
    """A function that raises `error` whatever it is given."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_bug_goes_to_a_log_file_and_one_line_to_the_terminal(
    claqueur: Callable, finished: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(results, "open_run", broken(ZeroDivisionError("a bug of ours")))
    found = claqueur("campaigns", "-w", finished.path)
    (log,) = (tmp_path / "state" / "claqueur").iterdir()
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        f"claqueur: this is a bug (ZeroDivisionError), not your mistake. The trace is in {log}: "
        "it may quote posts, so read it before you send it to anyone.\n"
    )
    trace = log.read_text()
    assert "a bug of ours" in trace
    assert "Traceback" in trace
    assert f"campaigns -w {finished.path}" in trace.splitlines()[0]


def test_a_bug_is_logged_even_where_the_state_folder_cannot_be_written(
    claqueur: Callable, finished: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(results, "open_run", broken(KeyError("lost")))
    found = claqueur("campaigns", "-w", finished.path)
    (log,) = tmp_path.glob("claqueur-*/error-*.log")
    assert found.code == 2
    assert str(log) in found.err
    assert "KeyError: 'lost'" in log.read_text()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "part-0.parquet"),
            "The disk is full: make room, then give the same command again; nothing that was kept is lost.",
        ),
        (RuntimeError("DeltaError: No space left on device (os error 28)"), "The disk is full: make room"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/archive/posts"),
            '"/archive/posts" cannot be used (permission denied): check the path and who may read and write it.',
        ),
        (OSError(errno.EROFS, "Read-only file system", "/cd"), '"/cd" cannot be used (read-only file system)'),
        (KeyboardInterrupt(), "Stopped. What was written is kept: the same command continues."),
    ],
)
def test_what_the_user_can_mend_is_one_sentence(
    error: BaseException, said: str, claqueur: Callable, finished: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "open_run", broken(error))
    found = claqueur("campaigns", "-w", finished.path)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith(f"claqueur: {said}")
    assert found.err.count("\n") == 1


@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "Input/output error", "x"), OSError("something"), PermissionError("no path")]
)
def test_other_failures_are_bugs(
    error: OSError, claqueur: Callable, finished: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "open_run", broken(error))
    assert claqueur("campaigns", "-w", finished.path).code == 2


# As in a shell that says nothing of it: output is written late, some of it only at the end of the process
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


@pytest.mark.parametrize("style", ["json", "csv", "table"])
def test_a_closed_pipe_is_silent(style: str, finished: Workspace) -> None:
    command = f'"{sys.executable}" -m claqueur accounts -w "{finished.path}" --level none --format {style} | head -1'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False, env=BUFFERED
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is of Linux")
def test_an_output_that_cannot_be_written_is_no_success(finished: Workspace) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "claqueur", "runs", "-w", str(finished.path)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=BUFFERED,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("claqueur: The disk is full: make room")
    assert done.stderr.count("\n") == 1


def test_a_terminal_without_utf8_ends_no_command(finished: Workspace) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "claqueur", "evidence", "-1001", "-1002", "-w", str(finished.path)],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"harbours" in done.stdout


def test_ctrl_c_during_a_run_is_one_line_and_the_run_continues(
    start: Callable, claqueur: Callable, posts_only: Workspace
) -> None:
    run = start("run", "-w", posts_only.path)
    for line in run.process.stdout:
        if "[ 3/" in line:
            break
    run.process.send_signal(signal.SIGINT)
    stopped = run.ended()
    assert stopped.code == 1
    assert stopped.err == "claqueur: Stopped. What was written is kept: the same command continues.\n"
    again = claqueur("run", "-w", posts_only.path)
    assert again.code == 0
    assert "(written earlier)" in again.out
    assert len(posts_only.run_ids()) == 1
