"""Kill an ingest at random moments, ingest again to the end, and compare with a workspace where nothing happened.

    .venv/bin/python -m benchmarks.ingest_kills [--kills 100] [--pairs 10]

Every other kill falls into the commit, which is short and matters most; the others anywhere. The workspace holds posts
already, a part of them in the file again. Then pairs of ingests are started at once in one workspace.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from deltalake import DeltaTable

from claqueur.ingest.load import ingest
from claqueur.ingest.summary import IngestSummary
from claqueur.workspace import Workspace

POSTS = 30_000
PATIENCE_S = 120
PARQUET_END = b"PAR1"  # it is their beginning too
CHILD = (
    "import sys; from claqueur.ingest.load import ingest; from claqueur.workspace import Workspace;"
    "print('begun', flush=True); ingest(sys.argv[2:], Workspace.create(sys.argv[1])); print('ended', flush=True)"
)
# What differs between two ingests of the same file without meaning anything.
MOMENTS = ("ingested_at", "quarantined_at")


def main() -> None:
    """Print what the kills did, then what the pairs did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--posts", type=int, default=POSTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(kill(Path(folder), asked.kills, asked.posts))
        print(ingest_at_once(Path(folder), asked.pairs, asked.posts))


@dataclass
class Outcome:
    """What became of the ingests that were disturbed."""

    disturbed: str
    of: int
    posts: int
    begun: int = 0
    staged: int = 0
    committed: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.of} {self.disturbed} of an ingest of {self.posts:,} records: {self.begun} before anything was "
            f"staged, {self.staged} while staging or committing, {self.committed} after the commit; tables that differ "
            f"from those of an undisturbed run, or files left over: {len(self.wrong)} {self.wrong[:3] or ''}".rstrip()
        )


def kill(folder: Path, kills: int, n_posts: int) -> Outcome:
    """Kill `kills` ingests, each in a workspace of its own, and repeat each to its end."""
    rng = random.Random(1)  # noqa: S311 - nothing secret
    earlier, files = write_files(folder, n_posts)
    before = Workspace.create(folder / "before")
    ingest([earlier], before)
    undisturbed = _copy(before, folder / "undisturbed")
    expected_counts = ingest(files, undisturbed)
    expected = state(undisturbed)
    whole_s, commit_s = _durations(_copy(before, folder / "timed"), files)
    outcome = Outcome("kills", kills, expected_counts.read)
    for number in range(kills):
        workspace = _copy(before, folder / "killed")
        process = _started(workspace, files)
        if number % 2:
            _until(lambda: committing(workspace), process)  # noqa: B023 - called before the next round
        time.sleep(rng.random() * (commit_s if number % 2 else whole_s))
        process.kill()
        process.wait()
        n_posts_after = pl.scan_delta(str(workspace.posts)).select(pl.len()).collect().item()
        is_committed = n_posts_after != _height(before)
        outcome.committed += is_committed
        staged = any(workspace.staging.iterdir()) if workspace.staging.is_dir() else False
        outcome.staged += staged and not is_committed
        outcome.begun += not staged and not is_committed
        counts = ingest(files, workspace)
        outcome.wrong += _differences(number, workspace, expected, counts, expected_counts)
        shutil.rmtree(workspace.path)
    return outcome


def ingest_at_once(folder: Path, pairs: int, n_posts: int) -> Outcome:
    """Start two ingests of overlapping files at once, `pairs` times; both must end and all posts be there once."""
    earlier, files = write_files(folder, n_posts)
    expected = state(_with(folder / "one-after-the-other", [earlier], files))
    outcome = Outcome("pairs at once", pairs, n_posts)
    for number in range(pairs):
        workspace = Workspace.create(folder / "at-once")
        processes = [_started(workspace, [earlier]), _started(workspace, files)]
        ended = [process.wait(PATIENCE_S) == 0 for process in processes]
        outcome.committed += all(ended)
        found = state(workspace)
        # who comes first decides which of two files a common post is from
        if not all(ended) or found.keys != expected.keys or found.left_over:
            outcome.wrong.append(f"pair {number}: ended {ended}, left over {found.left_over}")
        shutil.rmtree(workspace.path)
    return outcome


@dataclass(frozen=True)
class State:
    """A workspace's tables: rows and hashes of their contents; the posts' keys; and files that belong to nothing."""

    posts: tuple[int, str]
    quarantine: tuple[int, str]
    keys: str
    left_over: tuple[str, ...]


def state(workspace: Workspace) -> State:
    """What the workspace holds now."""
    posts, quarantine = (pl.read_delta(str(path)).drop(MOMENTS, strict=False) for path in _tables(workspace))
    known = {Path(uri).name for path in _tables(workspace) for uri in DeltaTable(path).file_uris()}
    files = {file.name for path in _tables(workspace) for file in (*path.glob("*.parquet"), *path.rglob("*.tmp"))}
    staged = {path.name for path in workspace.staging.iterdir()} if workspace.staging.is_dir() else set()
    keys = posts.select("platform", "post_id")
    return State(_hash(posts), _hash(quarantine), _hash(keys)[1], tuple(sorted((files - known) | staged)))


def _tables(workspace: Workspace) -> tuple[Path, Path]:
    return workspace.posts, workspace.quarantine


def _hash(rows: pl.DataFrame) -> tuple[int, str]:
    """Rows and a hash of their contents, in whatever order they lie."""
    keys = sorted(hashlib.sha256(repr(row).encode()).digest() for row in rows.select(sorted(rows.columns)).iter_rows())
    return rows.height, hashlib.sha256(b"".join(keys)).hexdigest()


def _differences(
    number: int, workspace: Workspace, expected: State, counts: IngestSummary, expected_counts: IngestSummary
) -> list[str]:
    found = state(workspace)
    wrong = [] if found == expected else [f"kill {number}: {found} is not {expected}"]
    if counts.read != counts.kept + counts.duplicates + counts.quarantined or counts.read != expected_counts.read:
        wrong.append(f"kill {number}: counts {counts}")
    return wrong


def write_files(folder: Path, n_posts: int) -> tuple[Path, list[Path]]:
    """A file for the workspace to begin with; and two files with the same posts in part, bad records among them."""

    def text(first: int, count: int) -> str:
        rows = (
            f"{i},ann{i % 97},{1714566615 + i},the bridge number {i % 5_000} opens on sunday #Bridge\n"
            if i % 50
            else f"{i},,{1714566615 + i},nobody wrote this\n"
            for i in range(first, first + count)
        )
        return "id,account,time,text\n" + "".join(rows)

    folder = folder / "files"
    folder.mkdir(exist_ok=True)
    half = n_posts // 2
    paths = [folder / name for name in ("earlier.csv", "a.csv", "b.csv")]
    for path, first in zip(paths, (0, half // 2, half), strict=True):
        path.write_text(text(first, half))
    return paths[0], paths[1:]


def _with(path: Path, *loads: list[Path]) -> Workspace:
    workspace = Workspace.create(path)
    for files in loads:
        ingest(files, workspace)
    return workspace


def _copy(workspace: Workspace, path: Path) -> Workspace:
    return Workspace.open(shutil.copytree(workspace.path, path))


def _height(workspace: Workspace) -> int:
    return int(pl.scan_delta(str(workspace.posts)).select(pl.len()).collect().item())


def _durations(workspace: Workspace, files: list[Path]) -> tuple[float, float]:
    """Seconds of an undisturbed ingest, from its first act, and of its commit."""
    process, begun = _started(workspace, files), time.monotonic()
    _until(lambda: committing(workspace), process)
    commits = time.monotonic()
    assert process.stdout is not None
    process.stdout.readline()
    return time.monotonic() - begun, time.monotonic() - commits


def committing(workspace: Workspace) -> bool:
    """Whether an ingest has come to its commit: its staged files are closed."""
    staged = (path.read_bytes() for path in workspace.staging.glob("*/quarantine-*.parquet"))
    return any(len(content) > len(PARQUET_END) and content.endswith(PARQUET_END) for content in staged)


def _until(met: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while process.poll() is None and not met():
        time.sleep(0.002)


def _started(workspace: Workspace, files: list[Path]) -> subprocess.Popen[str]:
    """An ingest in a process of its own, its imports done."""
    command = [sys.executable, "-c", CHILD, str(workspace.path), *map(str, files)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    process.stdout.readline()
    return process


if __name__ == "__main__":
    main()
