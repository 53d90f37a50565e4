"""The command line: each command parses, calls one public function and prints.

Heavy modules are imported inside the command that needs them, so `claqueur --help` stays instant.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claqueur.errors import UserError
from claqueur.printing import Format, print_frame

if TYPE_CHECKING:
    import polars as pl

    from claqueur.jobs.pipeline import StageDone
    from claqueur.results import Run
    from claqueur.workspace import Workspace

app = typer.Typer(
    name="claqueur",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Find coordinated applause in political and brand discourse, with the evidence. / "
    "Repérer les applaudissements coordonnés dans le débat public, preuves à l’appui.",
    epilog="Start: `claqueur ingest posts.csv --workspace my-case`, `claqueur run --workspace my-case`, "
    "`claqueur app --workspace my-case`.",
)

WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-w", help="Folder of the investigation.")]
RunOption = Annotated[str | None, typer.Option("--run", help="Run id; default: the latest finished run.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
LimitOption = Annotated[int | None, typer.Option("--limit", help="Print at most this many rows.")]

EXIT_DONE, EXIT_USER_ERROR, EXIT_BUG = 0, 1, 2
DURATION = re.compile(r"(\d+)\s*(s|m|h)?")
DURATION_S = {"s": 1, "m": 60, "h": 3600, None: 1}


@app.command(epilog="Example: `claqueur ingest tweets.csv --workspace w --map account_id=author --map created_at=date`")
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, or folders of files; gzip is read as it is.")],
    workspace: WorkspaceOption,
    source_format: Annotated[
        str, typer.Option("--format", help="auto, or a format's name (docs/formats.md lists them).")
    ] = "auto",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="field=column, once per field; field= means the source has none.")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="Mapping profile (TOML): columns, values, constants, time.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Name for these posts; default: the file's name.")] = None,
) -> None:
    """Read posts into the workspace. The same file twice changes nothing."""
    from claqueur.ingest.load import ingest as load

    pairs = dict(_pair(item) for item in mapping or [])
    target = _create(workspace)
    with _Progress("reading") as progress:
        summary = load(
            paths,
            target,
            dataset=dataset,
            source_format=source_format,
            mapping=pairs or None,
            profile=profile,
            progress=progress.bytes,
        )
    for sentence in summary.sentences():
        print(sentence)


@app.command(
    epilog="Examples: `claqueur run -w w --window 60s` · `claqueur run -w w --engine spark --master spark://host:7077`"
)
def run(
    workspace: WorkspaceOption,
    engine: Annotated[str, typer.Option(help="auto, sail (embedded) or spark.")] = "auto",
    master: Annotated[str | None, typer.Option(help="Spark master URL, such as spark://host:7077 or yarn.")] = None,
    dataset: Annotated[list[str] | None, typer.Option(help="Only this dataset; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="First moment, ISO 8601, UTC unless a zone is given.")] = None,
    until: Annotated[str | None, typer.Option(help="End, not included.")] = None,
    window: Annotated[str, typer.Option(help="Largest gap of a co-action in the pair test: 60s, 10m, 1h.")] = "60s",
    layers: Annotated[str | None, typer.Option(help="Comma-separated: repost,text,url,hashtag_sequence.")] = None,
    fdr: Annotated[float, typer.Option(help="False discovery rate of the pair test.")] = 0.01,
    max_crowd: Annotated[
        int, typer.Option(help="Accounts on one object in one window that are still compared.")
    ] = 3000,
) -> None:
    """Find coordination evidence: every stage from posts to campaigns. A killed run continues where it stopped."""
    from claqueur.jobs.parameters import RunParameters
    from claqueur.jobs.pipeline import run as run_stages
    from claqueur.listings import parse_time
    from claqueur.schema import LAYERS

    parameters = RunParameters(
        datasets=tuple(dataset or ()),
        since=parse_time(since),
        until=parse_time(until),
        window_s=_seconds(window),
        layers=tuple(part.strip() for part in layers.split(",")) if layers else LAYERS,
        fdr=fdr,
        max_crowd=max_crowd,
    )
    started = time.monotonic()
    finished = run_stages(
        _open(workspace), parameters, engine=engine, master=master, on_start=_say_start, on_stage=_say_stage
    )
    _say_result(finished, time.monotonic() - started)


@app.command()
def runs(workspace: WorkspaceOption, style: FormatOption = Format.table) -> None:
    """List the runs of the workspace, newest first."""
    from claqueur import listings
    from claqueur.results import Run

    target = _open(workspace)
    known = [Run(target, run_id) for run_id in target.run_ids()]
    print_frame(listings.runs([run for run in known if run.has_manifest]), style, "There are no runs yet.")


@app.command(epilog="Example: `claqueur campaigns -w w --format csv > campaigns.csv`")
def campaigns(
    workspace: WorkspaceOption, run_id: RunOption = None, style: FormatOption = Format.table, limit: LimitOption = None
) -> None:
    """List the campaigns: groups of accounts with coordination evidence."""
    from claqueur import listings

    frame = listings.campaigns(_run(workspace, run_id))
    print_frame(_limited(frame, limit), style, "No group of accounts shared more than chance explains: no campaign.")


@app.command(epilog="Example: `claqueur accounts -w w --level flag`")
def accounts(
    workspace: WorkspaceOption,
    level: Annotated[str | None, typer.Option(help="flag, triage or none; default: flag and triage.")] = None,
    run_id: RunOption = None,
    style: FormatOption = Format.table,
    limit: LimitOption = None,
) -> None:
    """List accounts with their level and what raised it."""
    from claqueur import listings
    from claqueur.schema import LEVELS

    if level is not None and level not in LEVELS:
        raise UserError(f'There is no level "{level}": give flag, triage or none.')
    frame = listings.accounts(_run(workspace, run_id), level)
    print_frame(_limited(frame, limit), style, "No account has coordination evidence at this level.")


@app.command()
def edges(
    workspace: WorkspaceOption, run_id: RunOption = None, style: FormatOption = Format.table, limit: LimitOption = None
) -> None:
    """List the pairs of accounts whose co-actions are more than chance explains."""
    from claqueur import listings

    print_frame(_limited(listings.edges(_run(workspace, run_id)), limit), style, "No pair of accounts has evidence.")


@app.command(epilog="Example: `claqueur evidence 1234 5678 -w w`")
def evidence(
    account_a: Annotated[str, typer.Argument(metavar="A", help="Account id or name.")],
    account_b: Annotated[str, typer.Argument(metavar="B", help="Account id or name.")],
    workspace: WorkspaceOption,
    run_id: RunOption = None,
    style: FormatOption = Format.table,
) -> None:
    """Show the exact posts that tie two accounts together."""
    from claqueur import listings

    frame = listings.evidence(_run(workspace, run_id), account_a, account_b)
    print_frame(frame, style, "No shared objects.")


@app.command("app")
def open_app(
    workspace: WorkspaceOption,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Open the app on this machine's own address (127.0.0.1)."""
    from claqueur.app.launch import launch

    process = launch(_open(workspace), port, headless)
    print(f"The app shows {workspace.name} at http://127.0.0.1:{port} (Ctrl+C ends it).", flush=True)
    try:
        process.wait()
    except KeyboardInterrupt:
        process.terminate()


@app.command(epilog="Example: `claqueur simulate simulated --posts 20000 --seed 1`")
def simulate(
    folder: Annotated[Path, typer.Argument(help="Folder for posts.parquet and labels.csv.")],
    posts: Annotated[int, typer.Option(help="Posts, about.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same posts.")] = 1,
) -> None:
    """Write a simulated discourse in English and French with planted campaigns and their labels."""
    from claqueur.ingest.simulator import SimulationParameters
    from claqueur.ingest.simulator import simulate as make

    posts_path, labels_path = make(SimulationParameters(n_posts=posts, seed=seed)).write(folder)
    print(f"Wrote {posts_path} and {labels_path}. Everything in them is simulated.")


@app.command()
def demo(
    workspace: WorkspaceOption = Path("demo-workspace"),
    port: Annotated[int, typer.Option(help="Port of the app on this machine.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Check that the app answers, then end.")] = False,
) -> None:
    """The whole way on a simulated discourse: simulate, ingest, run, list the campaigns, open the app."""
    from claqueur.demo import demo as show

    show(workspace, port, headless)


def main() -> None:
    """Entry point: 0 done, 1 the user's mistake in one sentence, 2 a bug with its trace in a log file."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    sys.exit(_exit_code())


def _exit_code() -> int:
    try:
        app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("Stopped. What was written is kept: the same command continues.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of the pipe left: nothing to say
    except Exception as error:
        sentence = _sentence(error)
        return _report_bug(error) if sentence is None else _fail(sentence)
    return EXIT_DONE


def _sentence(error: Exception) -> str | None:
    """What to tell a user who can mend it, or None for a bug."""
    if isinstance(error, UserError):
        return str(error)
    if hasattr(error, "format_message"):  # Typer's usage errors; their class is private
        return f"{error.format_message()} See: claqueur --help"
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left on device" in str(error):
        return "The disk is full: make room, then give the same command again; nothing that was kept is lost."
    return None


def _fail(sentence: str) -> int:
    print(f"claqueur: {sentence}", file=sys.stderr)
    return EXIT_USER_ERROR


def _report_bug(error: Exception) -> int:
    """Write the trace where logs go and say so in one line."""
    folder = Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state")) / "claqueur"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"error-{time.strftime('%Y%m%d-%H%M%S')}.log"
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    print(f"claqueur: this is a bug ({type(error).__name__}). The trace is in {log}.", file=sys.stderr)
    return EXIT_BUG


def _pair(item: str) -> tuple[str, str]:
    field, separator, column = item.partition("=")
    if not separator:
        raise UserError(f'--map is "{item}": write field=column, such as --map account_id=author.')
    return field.strip(), column.strip()


def _seconds(text: str) -> int:
    found = DURATION.fullmatch(text.strip())
    if not found:
        raise UserError(f'--window is "{text}": write it like 60s, 10m or 1h.')
    return int(found.group(1)) * DURATION_S[found.group(2)]


def _create(path: Path) -> Workspace:
    from claqueur.workspace import Workspace

    return Workspace.create(path)


def _open(path: Path) -> Workspace:
    from claqueur.workspace import Workspace

    return Workspace.open(path)


def _run(path: Path, run_id: str | None) -> Run:
    from claqueur.results import open_run

    return open_run(_open(path), run_id)


def _limited(frame: pl.DataFrame, limit: int | None) -> pl.DataFrame:
    return frame if limit is None else frame.head(limit)


def _say_start(manifest: dict[str, Any]) -> None:
    engine, posts, model = manifest["engine"], manifest["input"], manifest["model"]
    print(f"run {manifest['run_id']}: engine {engine['name']} {engine['version']} ({engine['why']})")
    print(
        f"  {posts['n_posts']:,} posts of {posts['n_accounts']:,} accounts, {posts['first_at'][:16]} to "
        f"{posts['last_at'][:16]} UTC, times exact to the {posts['time_precision']}"
    )
    print(f"  model: {model['name'] or 'none'} ({model['why']})", flush=True)


def _say_stage(stage: StageDone) -> None:
    again = " (written earlier)" if stage.resumed else ""
    print(
        f"  [{stage.number:>2}/{stage.of}] {stage.name:<17} {stage.rows:>11,} rows {stage.seconds:>7.2f} s{again}",
        flush=True,
    )


def _say_result(finished: Run, seconds: float) -> None:
    manifest = finished.manifest
    rows = {name: stage["rows"] for name, stage in manifest["stages"].items()}
    print(f"{rows['campaigns']:,} campaigns, {rows['campaign_members']:,} member accounts, in {seconds:.1f} s")
    lost = manifest["losses"]
    if lost["hot_objects"]:
        print(
            f"  {lost['hot_objects']:,} objects were too crowded for the widest window: at most "
            f"{lost['pairs_skipped']:,} pairs were not compared there, {lost['never_compared']:,} objects not at all. "
            "--max-crowd raises the cap."
        )


class _Progress:
    """A bar of bytes on a terminal, nothing on a pipe."""

    def __init__(self, label: str):
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn(label),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task(label, total=None)

    def __enter__(self) -> _Progress:
        if sys.stderr.isatty():
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def bytes(self, done: int, total: int) -> None:
        """Show `done` of `total` bytes."""
        self._bar.update(self._task, completed=done, total=total)
