"""How fast posts come in, against a plain read of the same file in the same run: prints a table.

    .venv/bin/python -m benchmarks.ingest [--posts 1000000] [--formats csv parquet ...] [--folder FOLDER]

Plain read, all columns materialised: polars.read_csv (as strings) and read_parquet; of JSON lines orjson.loads line
by line, unpacked by gzip or zstandard as it goes. "again" is the ingest of a file that is there already. Each is done
in a process of its own; imports are not timed. "pack" is the last step of an ingest alone: posts that are read and
worked out already are written as the workspace keeps them, the least that an ingest which keeps them can take. Memory
is the most that process and its children held at one moment, what they share counted once; processes that it starts
take all cores, so ingest/s depends on how many there are. Ratios are of seconds; processor seconds are beside them,
as they depend less on what else the machine does.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import psutil

from benchmarks.ingest_files import FILES, write_file

TARGETS = {"csv": 1 / 3, "parquet": 1 / 3}  # share of the plain read's speed
TARGET = 1 / 2  # of the others
LOOK_S = 0.05
HEAD = "format bytes plain/s ingest/s ratio target pack/s ratio again/s ratio plain-cpu cpu pack-cpu again-cpu MB again"


def main() -> None:
    """Write the files one by one, measure, delete, print."""
    if sys.argv[1:2] == ["alone"]:
        print(json.dumps(_alone(*sys.argv[2:])))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--formats", nargs="+", choices=FILES, default=list(FILES))
    parser.add_argument("--folder", type=Path, help="where the files are written, one at a time (default: /tmp)")
    asked = parser.parse_args()
    print(f"{asked.posts:,} posts; bytes, cpu (microseconds) are per post; MB: the most memory held at once")
    print("".join(f"{head:>10}" for head in HEAD.split()), flush=True)
    for name in asked.formats:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            path = write_file(Path(folder), name, asked.posts)
            print(_row(name, path, asked.posts), flush=True)


def _row(name: str, path: Path, n_posts: int) -> str:
    workspace = str(path.parent / "workspace")
    plain = measure("plain", str(path), workspace)
    first = measure("ingest", str(path), workspace)
    pack = measure("pack", str(path), workspace)
    again = measure("ingest", str(path), workspace)
    figures = (
        f"{path.stat().st_size / n_posts:,.0f}",
        *(_per_s(n_posts, taken) for taken in (plain, first)),
        _ratio(plain, first),
        f"{TARGETS.get(name, TARGET):.2f}",
        *(figure for taken in (pack, again) for figure in (_per_s(n_posts, taken), _ratio(plain, taken))),
        *(f"{taken.processor_s / n_posts * 1e6:.1f}" for taken in (plain, first, pack, again)),
        *(f"{taken.most_bytes / 2**20:,.0f}" for taken in (first, again)),
    )
    return f"{name:>10}" + "".join(f"{figure:>10}" for figure in figures)


def _per_s(n_posts: int, taken: Taken) -> str:
    return f"{n_posts / taken.seconds:,.0f}"


def _ratio(plain: Taken, taken: Taken) -> str:
    return f"{plain.seconds / taken.seconds:.2f}"


@dataclass(frozen=True)
class Taken:
    """What one reading took: seconds and processor seconds of its work, and the most memory of its processes."""

    seconds: float
    processor_s: float
    most_bytes: int


def measure(what: str, path: str, workspace: str) -> Taken:
    """`what` ("plain", "ingest" or "pack") of a file, done in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.ingest", "alone", what, path, workspace]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    most = _Most(process.pid)
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{what} of {path} failed")
    return Taken(*json.loads(output), most_bytes=most.bytes)


class _Most(threading.Thread):
    """The most memory that a process and its children held at one moment, looked at again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self._process = psutil.Process(pid)
        self.start()

    def run(self) -> None:
        with suppress(psutil.NoSuchProcess):
            while self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
                found = 0
                for one in (self._process, *self._process.children(recursive=True)):
                    with suppress(psutil.NoSuchProcess):
                        held = one.memory_full_info()
                        found += getattr(held, "pss", held.rss)  # where it is told, a part of what several share
                self.bytes = max(self.bytes, found)
                time.sleep(LOOK_S)


def _alone(what: str, path: str, workspace: str) -> tuple[float, float]:
    """Seconds and processor seconds of one reading in this process."""
    if what == "pack":
        return _packing(Path(workspace))
    work = _ingest if what == "ingest" else _plain_reader(Path(path))
    begun, used = time.perf_counter(), _processor_s()
    work(path, workspace)
    return time.perf_counter() - begun, _processor_s() - used


def _processor_s() -> float:
    """Processor seconds of this process and of its children, those under way and those that have ended."""
    own = psutil.Process()
    times = [own.cpu_times(), *(child.cpu_times() for child in own.children(recursive=True))]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


def _ingest(path: str, workspace: str) -> None:
    from claqueur.ingest.load import ingest
    from claqueur.workspace import Workspace

    summary = ingest([path], Workspace.create(workspace))
    if summary.quarantined or not summary.read:
        raise SystemExit(str(summary))


def _packing(workspace: Path) -> tuple[float, float]:
    """Seconds and processor seconds in which the posts of a workspace are written once more."""
    import polars as pl
    import pyarrow.parquet as pq

    from claqueur.ingest.drafts import BATCH_ROWS
    from claqueur.ingest.staging import ParquetFile
    from claqueur.schema import POSTS
    from claqueur.workspace import Workspace

    seconds = processor_s = 0.0
    written = ParquetFile(workspace / "written-again.parquet", POSTS)
    for file in Workspace.open(workspace).posts.glob("*.parquet"):
        for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS):
            rows = pl.DataFrame(pl.from_arrow(batch))
            begun, used = time.perf_counter(), _processor_s()
            written.add(rows)
            seconds += time.perf_counter() - begun
            processor_s += _processor_s() - used
    written.close()
    written.path.unlink()
    return seconds, processor_s


def _plain_reader(path: Path) -> Callable[[str, str], object]:
    import orjson
    import polars as pl
    import zstandard

    if path.suffix == ".csv":
        return lambda path, _: pl.read_csv(path, infer_schema=False)
    if path.suffix == ".parquet":
        return lambda path, _: pl.read_parquet(path)
    opened: dict[str, Callable[[BinaryIO], Any]] = {
        ".gz": lambda file: gzip.GzipFile(fileobj=file),
        ".zst": lambda file: zstandard.ZstdDecompressor().stream_reader(file),
        ".jsonl": lambda file: file,
    }

    def each_line(path: str, _: str) -> None:
        with Path(path).open("rb") as file, io.BufferedReader(opened[Path(path).suffix](file), 1 << 20) as lines:
            for line in lines:
                orjson.loads(line)

    return each_line


if __name__ == "__main__":
    main()
