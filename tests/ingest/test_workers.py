"""Batches worked on in several processes: the same rows in the same order, and no process that outlives an ingest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import psutil
import pytest

from benchmarks.ingest_files import write_file
from claqueur.errors import UserError
from claqueur.ingest import workers as processes
from claqueur.ingest.load import ingest
from claqueur.ingest.readers import json_records, table
from claqueur.ingest.summary import IngestSummary
from claqueur.ingest.workers import workers
from claqueur.workspace import Workspace

ENDED = "A process that takes part in reading was ended from outside, most likely because memory ran out: nothing of"


def test_results_come_in_the_order_of_the_items() -> None:
    with workers(2) as crew:
        assert list(crew.in_order(len, ["a" * (i % 7) for i in range(20)])) == [i % 7 for i in range(20)]
        assert list(crew.in_order(abs, [-1, -2])) == [1, 2]  # by the same processes


@pytest.mark.parametrize(("count", "items"), [(2, [-1]), (2, []), (1, [-1, -2, -3])])
def test_a_single_batch_or_core_starts_no_process(count: int, items: list[int]) -> None:
    with workers(count) as crew:
        assert list(crew.in_order(abs, items)) == [-item for item in items]
        assert crew._processes == []


def test_no_more_than_one_batch_waits_beside_those_worked_on() -> None:
    made = []

    def items():
        for i in range(9):
            made.append(i)
            yield -i

    with workers(2) as crew:
        for n_done, _ in enumerate(crew.in_order(abs, items())):
            assert len(made) <= n_done + 3


def test_what_goes_wrong_in_a_process_is_raised_here_with_its_trace() -> None:
    with workers(2) as crew, pytest.raises(ValueError, match="invalid literal for int") as raised:
        list(crew.in_order(int, ["1", "x", "3"]))
    assert "In a process that takes part in reading:" in raised.value.__notes__[0]


@pytest.mark.parametrize("count", [1, 2])
def test_what_goes_wrong_among_the_items_is_raised_after_the_results_before_it(count: int) -> None:
    results = []
    with workers(count) as crew, pytest.raises(ValueError, match="invalid literal"):
        for result in crew.in_order(abs, map(int, ["-1", "-2", "x", "-3"])):
            results.append(result)
    assert results == [1, 2]


def test_a_process_that_is_ended_from_outside_is_one_sentence() -> None:
    with pytest.raises(UserError, match=ENDED), workers(2) as crew:
        list(crew.in_order(os._exit, [1, 1, 1, 1, 1]))


def test_the_processes_are_gone_afterwards() -> None:
    with workers(2) as crew:
        assert list(crew.in_order(abs, [-1, -2])) == [1, 2]
        started = [psutil.Process(process.pid) for process in crew._processes]
    assert len(started) == 2
    assert not any(process.is_running() for process in started)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in (table, json_records):
        monkeypatch.setattr(reader, "BATCH_ROWS", 150)


def tables_of(path: Path, folder: Path, cores: int, monkeypatch: pytest.MonkeyPatch) -> tuple[IngestSummary, list]:
    """The summary and the rows of both tables, in the order in which they lie."""
    monkeypatch.setattr(processes, "_cores", lambda: cores)
    workspace = Workspace.create(folder / f"{cores}-cores")
    summary = ingest([path], workspace)
    rows = [pl.read_delta(str(workspace.path / name)) for name in ("posts", "quarantine")]
    return summary, [frame.drop("ingested_at", "quarantined_at", strict=False).rows() for frame in rows]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("name", ["csv", "parquet", "jsonl", "x_v2", "x_v1", "jsonl_gz"])
def test_several_processes_give_the_same_tables(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_file(tmp_path, name, 1_000)
    alone, together = (tables_of(path, tmp_path, cores, monkeypatch) for cores in (1, 2))
    assert together == alone
    assert alone[0].kept == len(alone[1][0]) == 1_000


@pytest.mark.usefixtures("small_batches")
def test_several_processes_count_and_refuse_the_same(
    tmp_path: Path, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def line(i: int) -> str:
        account = "" if i % 10 == 3 else f"ann{i % 7}"
        kind = "17" if i > 500 else "1" if i % 2 else "0"  # a count of reposts after all, as is seen late
        return f"{i % 900},{account},{'soon' if i % 50 == 7 else 1714566615 + i},word {i} https://bit.ly/{i},{kind}\n"

    text = "id,account,time,text,retweet\n" + "".join(map(line, range(1_000))) + "too few\n"
    path = write("posts.csv", text)
    alone, together = (tables_of(path, tmp_path, cores, monkeypatch) for cores in (1, 2))
    assert together == alone
    (found,) = alone[0].files
    assert {entry.reason for entry in found.quarantined_by} == {
        "missing_account_id",
        "unparseable_time",
        "wrong_field_count",
    }
    assert found.duplicates > 0
    assert any("shortened links" in warning for warning in found.warnings)
    assert any("numbers beyond 0 and 1" in warning for warning in found.warnings)


def started(command: list[str], **how: object) -> tuple[subprocess.Popen, list[psutil.Process]]:
    """The process of a command, and those that it has started for its batches."""
    process = subprocess.Popen(command, stdout=-1, stderr=-1, text=True, **how)
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        children = psutil.Process(process.pid).children()
        if len(children) == min(processes._cores(), processes.MOST):
            return process, children
        time.sleep(0.02)
    process.kill()
    raise AssertionError(f"no processes were started: {process.communicate()}")


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    if processes._cores() < 2:
        pytest.skip("one core: nothing is started")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script as people write them, without a guard, in a folder with a file of the name of a module."""
    path = write_file(tmp_path, "csv", 60_000)
    (tmp_path / "csv.py").write_text("raise SystemExit('this is not the module csv')")
    script = tmp_path / "scripts" / "mine.py"
    script.parent.mkdir()
    script.write_text(
        f"import claqueur\nprint('once')\n"
        f"print(claqueur.ingest_posts([{str(path)!r}], claqueur.Workspace.create({str(tmp_path / 'w')!r})).kept)\n"
    )
    return script


def test_a_script_without_a_guard_is_run_once(script: Path, two_cores: None) -> None:
    process, _ = started([sys.executable, str(script)], cwd=script.parent.parent)
    assert process.communicate(timeout=300) == ("once\n60000\n", "")


def test_a_killed_ingest_leaves_no_process(script: Path, two_cores: None) -> None:
    process, children = started([sys.executable, "-c", script.read_text()])
    process.kill()
    process.communicate()
    assert psutil.wait_procs(children, timeout=20)[1] == []


def test_ctrl_c_is_one_sentence_and_leaves_no_process(script: Path, tmp_path: Path, two_cores: None) -> None:
    command = [sys.executable, "-m", "claqueur", "ingest", str(tmp_path / "csv-60000.csv"), "-w", str(tmp_path / "w")]
    process, children = started(command, start_new_session=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, err = process.communicate(timeout=60)
    assert err.splitlines()[-1] == "claqueur: Stopped. What was written is kept: the same command continues."
    assert "Traceback" not in err
    assert psutil.wait_procs(children, timeout=20)[1] == []
    assert list((tmp_path / "w" / "staging").glob("*")) == []


def test_an_ingest_of_which_a_process_is_killed_keeps_nothing(script: Path, tmp_path: Path, two_cores: None) -> None:
    command = [sys.executable, "-m", "claqueur", "ingest", str(tmp_path / "csv-60000.csv"), "-w", str(tmp_path / "w")]
    process, children = started(command)
    children[0].kill()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.splitlines()[-1].startswith(f"claqueur: {ENDED} this ingest was kept; close other programs")
    assert not Workspace.open(tmp_path / "w").has_posts()
