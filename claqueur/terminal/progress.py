"""What a command says while it works: a bar of bytes, a line per stage, and the outcome."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress

    from claqueur.jobs.pipeline import StageDone
    from claqueur.jobs.presets.preset import PresetDone
    from claqueur.results import Run


class ByteBar:
    """A bar of bytes on a terminal, nothing on a pipe."""

    def __init__(self, label: str):
        self._label = label
        self._bar: Progress | None = None

    def __enter__(self) -> ByteBar:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn(self._label), BarColumn(), DownloadColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._label, total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, total: int) -> None:
        """Show `done` of `total` bytes."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)


def say_waiting(what: str) -> None:
    """Tell a person at a terminal what takes the first seconds."""
    if sys.stderr.isatty():
        print(f"{what} ...", file=sys.stderr, flush=True)


def say_start(manifest: dict[str, Any]) -> None:
    """Print which engine, posts and model a run uses."""
    engine, posts, model = manifest["engine"], manifest["input"], manifest["model"]
    print(f"run {manifest['run_id']}: engine {engine['name']} {engine['version']} ({engine['why']})")
    print(
        f"  {posts['n_posts']:,} posts of {posts['n_accounts']:,} accounts, {posts['first_at'][:16]} to "
        f"{posts['last_at'][:16]} UTC, times exact to the {posts['time_precision']}"
    )
    named = f"{model['name']} version {model['version']}" if model["name"] else "none"
    print(f"  model: {named} ({model['why']})", flush=True)


def say_stage(stage: StageDone) -> None:
    """Print one stage with its rows and seconds."""
    again = " (written earlier)" if stage.resumed else ""
    print(
        f"  [{stage.number:>2}/{stage.of}] {stage.name:<17} {stage.rows:>11,} rows {stage.seconds:>7.2f} s{again}",
        flush=True,
    )


def say_result(finished: Run, seconds: float) -> None:
    """Print what a run found and what its cap left out."""
    manifest = finished.manifest
    rows = {name: stage["rows"] for name, stage in manifest["stages"].items()}
    check = manifest["null_check"]
    if check is not None and check["about_zero"] is False:
        print(_first_line(check, rows))
    print(f"{rows['campaigns']:,} campaigns, {rows['campaign_members']:,} member accounts, in {seconds:.1f} s")
    if check is not None:
        for line in _null_lines(check):
            print(f"  {line}")
    print(f"  {_rhythm(manifest)}")
    lost = manifest["losses"]
    if lost["hot_objects"]:
        print(
            f"  {lost['hot_objects']:,} objects were too crowded for the widest window: at most "
            f"{lost['pairs_skipped']:,} pairs were not compared there, {lost['never_compared']:,} objects not at all. "
            "--max-crowd raises the cap."
        )
    warning = drift_warning(manifest)
    if warning is not None:
        print(f"  {warning}")
    if not rows["campaigns"]:
        window_s = max(manifest["windows_s"].values())
        print(
            f"  No group of accounts shared more within {window_s} s than chance explains; "
            "a slower campaign may show with a wider --window."
        )


def _first_line(check: dict[str, Any], rows: dict[str, int]) -> str:
    """What a run says first if its shuffles find more than about nothing."""
    found = (
        f"shuffled posts still give {check['edges']:,g} edges ({check['new_edges']:,g} of them new) and "
        f"{check['campaigns']:,g} campaigns, this run {rows['edges']:,} and {rows['campaigns']:,}"
    )
    if check["passed"]:
        return f"Note: {found}: some of its accounts share hours and subjects, not only moments."
    return f"Caution: {found}: part of its evidence may be shared habits or chance."


def _null_lines(check: dict[str, Any]) -> list[str]:
    """One line per kind of shuffle."""
    spans = {"times": "times within account and day", "objects": "objects within layer and hour"}
    return [
        f"shuffled {spans[name]} ({kind['n']} runs): {kind['edges']:,g} edges ({kind['new_edges']:,g} of them new), "
        f"{kind['campaigns']:,g} campaigns per run; {kind['moved_pct']:g}% of the acts could be moved"
        + ("" if kind["has_power"] else ": too few for this check to say anything")
        for name, kind in check["kinds"].items()
    ]


def say_preset_step(name: str, rows: int) -> None:
    """Print one step of a preset with its rows."""
    print(f"  {name:<17} {rows:>11,} rows", flush=True)


def say_preset(done: PresetDone) -> None:
    """Print what a preset read, with which choices, and what it found."""
    values = {
        name: f"{value:g}" if isinstance(value, float) else value for name, value in vars(done.parameters).items()
    }
    choices = ", ".join(f"{name} {value}" for name, value in values.items())
    print(f"{done.name} on {done.engine} ({choices})")
    print(f"  read {done.read}")
    print(f"{done.rows['edges']:,} edges among {done.n_accounts:,} accounts in {done.seconds:.1f} s: {done.output}")


def drift_warning(manifest: dict[str, Any]) -> str | None:
    """Why the scores of a run should be read with care, in one sentence; None if nothing speaks against them."""
    drift = manifest.get("drift")
    if drift is None or drift["verdict"] == "close":
        return None
    seen = f"{drift['n_accounts']:,} scored accounts"
    if drift["verdict"] == "too few accounts":
        return f"Only {seen}: too few to tell whether the model fits these data; read its scores with care."
    moved = f" ({', '.join(drift['moved'])} most)" if drift["moved"] else ""
    far = f"differ from those the model learned from (nearest: {drift['nearest']}): PSI {drift['psi']:.2f}{moved}"
    if drift["verdict"] == "shifted":
        return f"The {seen} {far}, not beyond {drift['limit']:.2f}; read the scores with care."
    return f"DO NOT TRUST THE SCORES: the {seen} {far}, beyond {drift['limit']:.2f}. The pair test alone flags here."


def _rhythm(manifest: dict[str, Any]) -> str:
    """One line: the gaps within which sharing is unusually fast, and the window that was used."""
    fast, windows = manifest["fast_gaps_s"], manifest["windows_s"]
    found = ", ".join(
        f"{layer} {f'within {gap} s' if gap else 'at once'}" for layer, gap in fast.items() if gap is not None
    )
    same = len(set(windows.values())) == 1
    used = f"{max(windows.values())} s" if same else ", ".join(f"{layer} {s} s" for layer, s in windows.items())
    return f"shared faster than the platform's own rhythm: {found or 'nothing'}; window: {used}"
