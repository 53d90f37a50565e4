"""An analysis in a process of its own: posts are collected or read and a run is made, whoever watches or not.

Its state is `analysis.json` in the workspace, one analysis at a time. The process holds a lock as long as it lives, so
whether it is under way never depends on a process number that may be somebody else's by now.
"""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from claqueur.errors import UserError, no_file
from claqueur.jobs.parameters import RunParameters
from claqueur.schema import DEFAULT_LAYERS
from claqueur.workspace import Workspace

FILE = "analysis.json"
LOCK = ".analysis.lock"
LOG = "analysis.log"
PATIENCE_S = 5.0  # for a process to begin, or to end when asked to
RUNNING, FINISHED, FAILED, CANCELLED = "running", "finished", "failed", "cancelled"
STOPPED = "stopped"  # said to be running, but its process is gone: killed, or the machine was switched off
STARTING, COLLECTING, READING, LOOKING = "starting", "collecting", "reading", "looking"


@dataclass(frozen=True)
class Request:
    """What to analyse.

    files: to be read first, none if the posts are there already. query: what to collect first instead, as for
    `begin` in ingest/collect/collect.py, with n_wanted posts and the seconds expected_s. names: how the user calls
    them. dataset, mapping: as for `ingest`. datasets, window_s, layers, null_runs: as in RunParameters. n_posts:
    about how many posts the run will read. topics_of: a finished run in which the workspace's watchlist is to be
    looked for; nothing else is done then. retry: reason and source_file of quarantined records to be read again,
    with `mapping`; nothing else is done then, and n_posts says how many they are.
    """

    files: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    dataset: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    datasets: tuple[str, ...] = ()
    window_s: int | None = 60
    layers: tuple[str, ...] = DEFAULT_LAYERS
    null_runs: int = 0
    n_posts: int = 0
    topics_of: str | None = None
    retry: dict[str, str] | None = None
    query: dict[str, Any] | None = None

    def parameters(self) -> RunParameters:
        """The run's parameters. Raises UserError if they cannot be."""
        return RunParameters(
            datasets=tuple(self.datasets),
            window_s=self.window_s,
            layers=tuple(self.layers),
            null_runs=self.null_runs,
        )


@dataclass(frozen=True)
class Analysis:
    """The state of an analysis.

    status: running, finished, failed, cancelled or stopped. step: starting, collecting, reading, looking. collection:
    id of what is collected; n_collected: posts so far; waits_for, waits_until: while the platform lets it wait;
    collected: why it collected no more, once it is done. bytes_done, bytes_total: of the files. read: what became of
    the records (kept, duplicates, quarantined, notes), once they are all read. run_id: of the run, once it has begun;
    its manifest tells the stages. stage_since: when its step began or its latest stage was done. error: why it failed,
    in one sentence, or the kind of bug if is_bug; error_kind, error_found: as in UserError. Moments are ISO 8601, UTC.
    """

    request: Request
    status: str = RUNNING
    step: str = STARTING
    pid: int | None = None
    started_at: str = ""
    ended_at: str | None = None
    collection: str | None = None
    n_collected: int = 0
    waits_for: str | None = None
    waits_until: str | None = None
    collected: str | None = None
    bytes_done: int = 0
    bytes_total: int = 0
    read: dict[str, Any] | None = None
    run_id: str | None = None
    stage_since: str | None = None
    error: str | None = None
    error_kind: str | None = None
    error_found: dict[str, str] = field(default_factory=dict)
    is_bug: bool = False

    @property
    def has_read(self) -> bool:
        """Whether the files were read and gave posts."""
        return self.read is not None and self.read["kept"] + self.read["duplicates"] > 0


def latest(workspace: Workspace) -> Analysis | None:
    """The analysis under way or, if there is none, the last one; None if the app never started any."""
    found = load(workspace)
    if found is not None and found.status == RUNNING and _is_idle(workspace):
        found = load(workspace)  # it may have ended between the two looks
        if found is not None and found.status == RUNNING:
            return replace(found, status=STOPPED)
    return found


def start(workspace: Workspace, request: Request) -> None:
    """Begin an analysis in a process of its own.

    Raises UserError if the request cannot be carried out or another analysis is under way here.
    """
    request.parameters()
    for path in map(Path, request.files):
        if not path.exists():
            raise no_file(path)
    brings_posts = bool(request.files) or request.query is not None or request.retry is not None
    if not brings_posts and not workspace.has_posts():
        raise UserError("There are no posts here yet: choose a file first.", "no_posts")
    _launch(workspace, Analysis(request, started_at=now()))


def resume(workspace: Workspace) -> None:
    """Begin the last analysis again where it stopped: what was collected or read is not again, written stages stay."""
    found = load(workspace)
    if found is None:
        raise UserError("There is no analysis to continue: start one.", "nothing_to_continue")
    kept = {name: getattr(found, name) for name in ("collection", "n_collected", "collected", "read", "run_id")}
    _launch(workspace, Analysis(found.request, started_at=now(), **kept))


def cancel(workspace: Workspace) -> None:
    """End the process of the analysis, if any; what it has written stays and `resume` goes on from there."""
    if _end_process(workspace):
        found = load(workspace)
        if found is not None and found.status == RUNNING:
            save(workspace, replace(found, status=CANCELLED, ended_at=now()))


def forget(workspace: Workspace) -> None:
    """Put the ended analysis aside, so that it is shown no more. Its run, if any, stays."""
    with _lock(workspace):
        (workspace.path / FILE).unlink(missing_ok=True)


def load(workspace: Workspace) -> Analysis | None:
    """The state as it was written last."""
    path = workspace.path / FILE
    if not path.is_file():
        return None
    values = json.loads(path.read_text(encoding="utf-8"))
    request: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values["request"].items()
    }
    return Analysis(**values | {"request": Request(**request)})


def save(workspace: Workspace, analysis: Analysis) -> None:
    """Write the state in one step: a reader sees the old one or the new one, never a part."""
    part = workspace.path / f"{FILE}.part"
    part.write_text(json.dumps(dataclasses.asdict(analysis), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(workspace.path / FILE)


def now() -> str:
    """This moment as it is written."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _launch(workspace: Workspace, analysis: Analysis) -> None:
    """Start the process; it inherits the lock, so there is no moment at which nobody holds it."""
    workspace.logs.mkdir(exist_ok=True)
    with _lock(workspace) as lock, (workspace.logs / LOG).open("ab") as log:
        save(workspace, analysis)
        subprocess.Popen(  # noqa: S603 the arguments are ours
            [sys.executable, "-m", "claqueur.analysis_process", str(workspace.path)],
            env={"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", **os.environ},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # closing the app or its terminal does not end it
            pass_fds=(lock.fileno(),),
        )


@contextmanager
def _lock(workspace: Workspace) -> Iterator[IO[str]]:
    """The lock of the analysis. Raises UserError if a process holds it."""
    with (workspace.path / LOCK).open("w") as handle:
        until = time.monotonic() + 1  # whoever only looks whether it is held, holds it for a moment
        while not _locked(handle, fcntl.LOCK_EX):
            if time.monotonic() > until:
                sentence = "An analysis is under way in this workspace: wait for its end, or cancel it."
                raise UserError(sentence, "under_way")
            time.sleep(0.02)
        yield handle


def _is_idle(workspace: Workspace) -> bool:
    """Whether no process holds the lock."""
    path = workspace.path / LOCK
    if not path.is_file():
        return True
    with path.open("r") as handle:
        return _locked(handle, fcntl.LOCK_SH)


def _locked(handle: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_process(workspace: Workspace) -> bool:
    """End the process and its children; whether there was one. First asks, then insists."""
    if _is_idle(workspace):
        return False
    _wait(lambda: _is_idle(workspace) or _pid(workspace) is not None)
    for how in (signal.SIGTERM, signal.SIGKILL):
        pid = _pid(workspace)
        if pid is None or _is_idle(workspace):
            break
        with suppress(ProcessLookupError):  # it may end by itself in the same moment
            os.killpg(pid, how)
        _wait(lambda: _is_idle(workspace))
    return True


def _pid(workspace: Workspace) -> int | None:
    found = load(workspace)
    return None if found is None else found.pid


def _wait(happened: Any) -> None:
    until = time.monotonic() + PATIENCE_S
    while not happened() and time.monotonic() < until:
        time.sleep(0.05)
