"""What a run on real data finds, how long it takes and how much memory: prints one table.

    .venv/bin/python -m benchmarks.real_runs ../shared/data [--engine sail] [--engine spark] [--set russian ...]

Seconds and memory are those of the whole process tree of `claqueur ingest` and `claqueur run`, from the command to
its end, other work on the machine included.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import psutil

from benchmarks import real_sets
from claqueur.results import Run, open_run
from claqueur.workspace import Workspace

CLAQUEUR = (sys.executable, "-m", "claqueur")
# t.co links and links of other shorteners cannot be compared across sets: the url layer stays out of the mix
SETS: dict[str, tuple[Callable[[Path, Path], list[real_sets.Import]], tuple[str, ...]]] = {
    "russian": (lambda data, _: real_sets.russian(data), ()),
    "stocknet": (lambda data, _: real_sets.stocknet(data), ()),
    "twitter16": (real_sets.twitter16, ()),
    **{name: (lambda data, _, name=name: real_sets.panel(data, name), ()) for name in real_sets.PANELS},
    "ira_newsfeed": (real_sets.posing_newsrooms, ("--layers", "repost,text,near_text,hashtag_sequence")),
    "ira+stocknet": (real_sets.right_trolls_and_stocknet, ("--layers", "repost,text,hashtag_sequence")),
}


def main() -> None:
    """Measure the chosen sets and engines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--engine", action="append", choices=("sail", "spark"))
    parser.add_argument("--set", action="append", choices=tuple(SETS), dest="sets")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name in arguments.sets or SETS:
            _measure(name, arguments.data, arguments.engine or ["sail", "spark"], Path(scratch))


def _measure(name: str, data: Path, engines: list[str], scratch: Path) -> None:
    prepare, run_arguments = SETS[name]
    folder = scratch / name
    workspace = folder / "workspace"
    folder.mkdir()
    for part in prepare(data, folder):
        command = ["ingest", str(part.file), "-w", str(workspace), "--dataset", part.dataset, *part.arguments]
        output, seconds, memory_mb = _timed(command)
        print(f"{name}: {output.splitlines()[0]}")
        print(f"{name}: ingest of {part.dataset}: {seconds:.1f} s, {memory_mb:.0f} MB")
    for engine in engines:
        _, seconds, memory_mb = _timed(["run", "-w", str(workspace), "--engine", engine, *run_arguments])
        run = open_run(Workspace.open(workspace))
        found = f"{name}: run on {engine}: {seconds:.1f} s, {memory_mb:.0f} MB: {_found(run)}"
        print(found, flush=True)
    _print_levels(name, run)
    _print_campaigns(name, run)


def _timed(command: list[str]) -> tuple[str, float, float]:
    """Output, seconds and peak memory (resident, summed over the process tree, sampled every 50 ms)."""
    started = time.monotonic()
    process = subprocess.Popen([*CLAQUEUR, *command], stdout=subprocess.PIPE, text=True)  # noqa: S603
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    if process.returncode != 0:
        sys.exit(process.returncode)
    return output, time.monotonic() - started, peak[0] / 1e6


def _watch(pid: int, peak: list[int]) -> None:
    try:
        top = psutil.Process(pid)
        while top.is_running() and top.status() != psutil.STATUS_ZOMBIE:
            total = 0
            for process in (top, *top.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], total)
            time.sleep(0.05)
    except psutil.NoSuchProcess:
        return


def _found(run: Run) -> str:
    rows = {name: stage["rows"] for name, stage in run.manifest["stages"].items()}
    rings = run.table("components").select(pl.col("component").n_unique()).collect().item()
    return (
        f"{rows['edges']:,} edges, {rows['components']:,} accounts in {rings} components, "
        f"{rows['campaigns']} campaigns with {rows['campaign_members']} accounts"
    )


def _print_levels(name: str, run: Run) -> None:
    datasets = run.posts().select("platform", "account_id", "dataset").unique()
    accounts = run.table("accounts").select("platform", "account_id", "level", "flagged_by", "score")
    levels = (
        accounts.join(datasets, on=["platform", "account_id"])
        .group_by("dataset")
        .agg(
            pl.len().alias("accounts"),
            (pl.col("level") == "flag").sum().alias("flag"),
            pl.col("flagged_by").list.contains("pair_test").sum().alias("pair_test"),
            pl.col("flagged_by").list.contains("model").sum().alias("model"),
            pl.col("score").count().alias("scored"),
            (pl.col("level") == "triage").sum().alias("triage"),
        )
        .sort("dataset")
        .collect()
    )
    for row in levels.iter_rows(named=True):
        raised = f"{row['pair_test']} by the pair test, {row['model']} by the model, which scored {row['scored']:,}"
        levels_said = f"{row['flag']} flag ({raised}), {row['triage']} triage"
        print(f"{name}: {row['dataset']}: {levels_said} of {row['accounts']:,} accounts")


def _print_campaigns(name: str, run: Run) -> None:
    """One line per campaign: what was seen, how its members post, which innocent explanations fit."""
    ordered = pl.col("n_first") + pl.col("n_followed")
    fewer = (pl.min_horizontal("n_first", "n_followed") / ordered).fill_nan(None)  # where all came at once
    by_member = run.table("precedence").group_by("campaign_id", "account").agg(pl.col("n_first", "n_followed").sum())
    orders = by_member.group_by("campaign_id").agg(fewer.median().alias("orders"))
    day = pl.col("hour") // 86_400
    days = (
        run.table("timeline")
        .group_by("campaign_id")
        .agg((day.filter(pl.col("n_coordinated") > 0).n_unique() / day.n_unique()).alias("days"))
    )
    conduct = run.table("conduct").select("campaign_id", "week_entropy", "gap_entropy", of_posts="n_posts")
    joined = run.table("campaigns").sort("size", "seen", "campaign_id", descending=[True, True, False])
    for table in (orders, days, conduct):
        joined = joined.join(table, on="campaign_id", how="left", maintain_order="left")
    for row in joined.collect().iter_rows(named=True):
        fits = [hypothesis["name"] for hypothesis in row["hypotheses"] if hypothesis["verdict"] == "fits"]
        print(
            f"{name}: campaign of {row['size']}: {row['class']}, {row['seen']} co-actions ({row['expected']:.1f} "
            f"expected), k/n_shared {row['coordination']:.2f}, {row['n_posts'] / row['of_posts']:.0%} of its posts on "
            f"{row['days']:.0%} of its days, both orders {row['orders'] or 0:.0%}, week {row['week_entropy']:.2f}, "
            f"gaps {row['gap_entropy'] or 0:.2f}; fits: {', '.join(fits) or 'nothing'}"
        )


if __name__ == "__main__":
    main()
