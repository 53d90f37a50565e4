"""One small finished run for all tests of the front door, and the command line called in this process."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from claqueur.workspace import Workspace

UNFINISHED = "29991231-000000-abcdef"  # killed before its first stage, and later than every other run
RING = ("-1001", "-1002", "-1003")  # ids as Telegram has them
HOSTILE_NAME = "=cmd()\x1b[31m[bold]\u202eann"
HOSTILE_TEXT = "\x1b]0;owned\x07\u202e[red]join the rally for cleaner harbours\u2028tonight"


@dataclass(frozen=True)
class Ended:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def claqueur(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ended]:
    """claqueur(*arguments) -> Ended, in this process; logs of bugs go to tmp_path/state."""
    from claqueur.cli import main

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["claqueur", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with one finished run over simulated posts and a hostile ring, and one unfinished run. Read only."""
    from claqueur.ingest.load import ingest
    from claqueur.ingest.simulator import SimulationParameters, simulate
    from claqueur.jobs.pipeline import run

    folder = tmp_path_factory.mktemp("front")
    workspace = Workspace.create(folder / "workspace")
    posts, _ = simulate(SimulationParameters(n_posts=10_000, seed=1)).write(folder / "simulated")
    ingest([posts], workspace, dataset="simulated")
    ingest([write_hostile(folder / "hostile.csv")], workspace)
    done = run(workspace, engine="sail")
    manifest = done.manifest | {"run_id": UNFINISHED, "status": "running", "stages": {}, "losses": {}}
    workspace.run_path(UNFINISHED).mkdir()
    (workspace.run_path(UNFINISHED) / "manifest.json").write_text(json.dumps(manifest))
    return workspace


@pytest.fixture(scope="session")
def run_id(finished: Workspace) -> str:
    """Id of the finished run."""
    return finished.run_ids()[0]


def write_hostile(path: Path) -> Path:
    """Three accounts that share 12 hostile texts within seconds, and two namesakes on two platforms."""
    start = datetime(2025, 9, 3, tzinfo=UTC)
    rows = [("platform", "post_id", "account_id", "account_name", "created_at", "text")]
    for i in range(12):
        for j, account in enumerate(RING):
            at = start + timedelta(hours=7 * i, seconds=3 * j)
            rows.append(("evil", f"{i}-{j}", account, HOSTILE_NAME, at.isoformat(), f"{HOSTILE_TEXT} {'ab' * (i + 1)}"))
    for platform in ("x", "bluesky"):
        rows.append((platform, "1", "77", "Namesake", start.isoformat(), "good morning"))
        rows.append((platform, "2", f"{platform}-9", "twin", start.isoformat(), "good evening"))
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return path


@pytest.fixture
def posts_only(finished: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the workspace of `finished` without its runs."""
    shutil.copytree(finished.path, tmp_path / "copy", ignore=shutil.ignore_patterns("runs"))
    return Workspace.open(tmp_path / "copy")


@dataclass
class Started:
    """`claqueur` as a process of its own."""

    process: subprocess.Popen[str]

    def ended(self) -> Ended:
        """Wait for it."""
        out, err = self.process.communicate(timeout=300)
        return Ended(self.process.returncode, out, err)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """start(*arguments, **environment) -> Started; what still runs at the end of the test is killed."""
    processes = []

    def begin(*arguments: object, **environment: str) -> Started:
        command = [sys.executable, "-m", "claqueur", *map(str, arguments)]
        env = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), **environment}
        pipe = subprocess.PIPE
        processes.append(subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env, encoding="utf-8"))
        return Started(processes[-1])

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def write_posts(tmp_path: Path) -> Callable[[str, range], Path]:
    """write_posts(name, ids) -> path of a CSV of posts with these ids."""

    def write(name: str, ids: range) -> Path:
        lines = [
            f"{i},account-{i % 997},2024-05-01T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z,post number {i}"
            for i in ids
        ]
        path = tmp_path / name
        path.write_text("\n".join(["post_id,account_id,created_at,text", *lines, ""]), encoding="utf-8")
        return path

    return write
