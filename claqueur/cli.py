"""The command line: each command parses, calls one public function and prints.

Heavy modules are imported inside the command that needs them, so `claqueur --help` stays instant.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claqueur import __version__
from claqueur.commands.collect import app as collect_app
from claqueur.commands.declare import EPILOG as DECLARE_EPILOG
from claqueur.commands.declare import declare
from claqueur.commands.forget import EPILOG as FORGET_EPILOG
from claqueur.commands.forget import forget
from claqueur.commands.formats import EPILOG as FORMATS_EPILOG
from claqueur.commands.formats import formats
from claqueur.commands.models import app as models_app
from claqueur.commands.options import (
    FormatOption,
    LimitOption,
    RunOption,
    TimezoneOption,
    WorkspaceOption,
    mapping_of_posts,
    seconds_of,
)
from claqueur.commands.presets import app as preset_app
from claqueur.commands.quarantine import app as quarantine_app
from claqueur.commands.topics import EPILOG as TOPICS_EPILOG
from claqueur.commands.topics import topics
from claqueur.commands.verdicts import app as verdicts_app
from claqueur.errors import UserError
from claqueur.terminal import exits
from claqueur.terminal.printing import Format, harmless, print_frame

if TYPE_CHECKING:
    import polars as pl

    from claqueur.models.examples.labels import LabelledWorkspace
    from claqueur.results import Run
    from claqueur.workspace import Workspace

app = typer.Typer(
    name="claqueur",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Find coordinated applause in political and brand discourse, with the evidence. / "
    "Repérer les applaudissements coordonnés dans le débat public, preuves à l’appui.",
    epilog="Start: `claqueur ingest posts.csv --workspace my-case`, `claqueur run --workspace my-case`, "
    "`claqueur app --workspace my-case`. Nothing at hand? `claqueur demo` shows all of it on simulated posts.",
)

app.add_typer(collect_app)
app.add_typer(preset_app, name="preset")
app.command("declare", epilog=DECLARE_EPILOG)(declare)
app.add_typer(quarantine_app)
app.command("forget", epilog=FORGET_EPILOG)(forget)
app.command("topics", epilog=TOPICS_EPILOG)(topics)
app.command("formats", epilog=FORMATS_EPILOG)(formats)

LabelsOption = Annotated[Path, typer.Option(help="CSV: platform, account_id, label (coordinated, organic), group.")]
AlsoOption = Annotated[
    list[str] | None, typer.Option("--also", metavar="WORKSPACE=LABELS", help="Another labelled workspace.")
]
LearnedLayersOption = Annotated[
    str | None, typer.Option(help="Comma-separated layers; default: repost,text,near_text,url,hashtag_sequence.")
]


@app.callback(invoke_without_command=True)
def claqueur(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Without a command: the version or the help."""
    if version:
        print(f"claqueur {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


@app.command(
    epilog="Examples: `claqueur ingest tweets.csv -w w` · `claqueur ingest tweets.csv -w w --preview` · "
    "`claqueur ingest tweets.csv -w w --map account_id=author --map created_at=date --timezone Europe/Paris "
    "--save-profile mine.toml` · `claqueur ingest june.csv -w w --profile mine.toml`"
)
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders, zip archives or patterns, also gzipped or zstd; - is what a pipe brings."),
    ],
    workspace: WorkspaceOption,
    source_format: Annotated[
        str, typer.Option("--format", help="auto, or a format's name (claqueur formats lists them).")
    ] = "auto",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="field=column, once per field; field= means the source has none.")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="Mapping profile (TOML): columns, values, constants, time.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Name for these posts; default: the file's name.")] = None,
    timezone: TimezoneOption = None,
    look: Annotated[
        bool, typer.Option("--preview", help="Show what the first file is taken for, with three records; keep nothing.")
    ] = False,
    save_profile: Annotated[
        Path | None, typer.Option(help="Write the mapping down as a profile, for --profile the next time.")
    ] = None,
) -> None:
    """Read posts into the workspace. The same file twice changes nothing."""
    from claqueur.ingest.files import STANDARD_INPUT
    from claqueur.ingest.load import ingest as load
    from claqueur.ingest.tables.mapping import UNKNOWN_COLUMNS
    from claqueur.terminal.progress import ByteBar

    pairs = mapping_of_posts(mapping or [], timezone)
    if STANDARD_INPUT in paths and (look or save_profile is not None):
        raise UserError("What a pipe brings is read once: write it to a file for --preview or --save-profile.")
    how: dict[str, Any] = {"mapping": pairs, "profile": profile, "source_format": source_format}
    if look:
        _show_guess(paths, workspace, dataset, **how)
        return
    try:
        text = None if save_profile is None else _profile_to_save(save_profile, paths[0], **how)
        target = _create(workspace)
        with ByteBar("reading") as bar:
            summary = load(
                paths,
                target,
                dataset=dataset,
                progress=bar.show,
                **how,
            )
    except UserError as error:
        if error.kind == UNKNOWN_COLUMNS and len(paths) == 1 and Path(paths[0]).is_file():
            _show_guess(paths, workspace, dataset, **how)
        raise
    for sentence in summary.sentences():
        print(harmless(sentence))
    summary.require_posts()
    if save_profile is not None and text is not None:
        _save_profile(save_profile, text)
    print(f"Next: claqueur run --workspace {_quoted(workspace)}")


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
    window: Annotated[
        str, typer.Option(help="Largest gap of a co-action in the pair test: 60s, 10m, 1h; auto estimates it.")
    ] = "60s",
    layers: Annotated[
        str | None,
        typer.Option(
            help="Comma-separated kinds of trace: repost, text, near_text, media, hashtag_sequence, url, "
            "reply_target, quote_target (these by default), domain, mention (weak: they only support an edge)."
        ),
    ] = None,
    min_hashtags: Annotated[int, typer.Option(help="Shortest hashtag sequence that counts; 3 is stricter.")] = 2,
    fdr: Annotated[float, typer.Option(help="False discovery rate of the pair test.")] = 0.01,
    max_crowd: Annotated[
        int, typer.Option(help="Accounts on one object in one window that are still compared.")
    ] = 3000,
    null_runs: Annotated[
        int, typer.Option(help="Repeat the run on shuffled times and on shuffled objects, so often each.")
    ] = 0,
    model: Annotated[
        str,
        typer.Option(help="auto (the champion, else the one of claqueur itself), none, shipped or a version."),
    ] = "auto",
    watchlist: Annotated[
        Path | None,
        typer.Option(help="Brands, parties and themes to look at (TOML); the workspace keeps it for its next runs."),
    ] = None,
) -> None:
    """Find coordination evidence: every stage from posts to campaigns. A killed run continues where it stopped."""
    from claqueur.terminal.progress import say_result, say_stage, say_start, say_waiting

    say_waiting("Starting the engine")
    from claqueur.jobs.parameters import RunParameters
    from claqueur.jobs.pipeline import run as run_stages
    from claqueur.listings import parse_time
    from claqueur.schema import DEFAULT_LAYERS
    from claqueur.watchlist import keep, text_of

    parameters = RunParameters(
        datasets=tuple(dataset or ()),
        since=parse_time(since),
        until=parse_time(until),
        window_s=_seconds(window),
        layers=_layers(layers, DEFAULT_LAYERS),
        min_hashtags=min_hashtags,
        fdr=fdr,
        max_crowd=max_crowd,
        null_runs=null_runs,
        model=model,
    )
    target = _open(workspace)
    if watchlist is not None:
        keep(target, text_of(watchlist))
    started = time.monotonic()
    finished = run_stages(target, parameters, engine=engine, master=master, on_start=say_start, on_stage=say_stage)
    say_result(finished, time.monotonic() - started)
    place = _quoted(workspace)
    print(f"Next: claqueur campaigns --workspace {place}, or in the browser: claqueur app --workspace {place}")


@app.command(epilog="Example: `claqueur runs -w w`")
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
    frame = _limited(listings.accounts(_run(workspace, run_id), level), limit)
    if style is Format.table:  # to be read; csv and json keep the raw numbers
        frame = frame.with_columns(score=listings.readable_scores(frame["score"]))
    print_frame(frame, style, "No account has coordination evidence at this level.")


@app.command(epilog="Example: `claqueur compare 20260301-120000-0a1b2c 20260401-120000-3d4e5f -w w`")
def compare(
    first: Annotated[str, typer.Argument(metavar="RUN", help="Run id; the runs are put in order of time.")],
    second: Annotated[str, typer.Argument(metavar="RUN", help="Run id.")],
    workspace: WorkspaceOption,
    style: FormatOption = Format.table,
) -> None:
    """Show what became of the campaigns of one run in another: kept, grown, split, merged, new, gone."""
    from claqueur import listings

    frame = listings.compared(_run(workspace, first), _run(workspace, second))
    print_frame(frame, style, "Neither run found a campaign.")


@app.command(
    epilog="Examples: `claqueur explain @ann -w w` · `claqueur explain 1234 -w w --language fr`",
    context_settings={"ignore_unknown_options": True},  # ids such as -1001234 are no options
)
def explain(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Account id, @name, or platform:id.")],
    workspace: WorkspaceOption,
    run_id: RunOption = None,
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    style: FormatOption = Format.table,
) -> None:
    """Say in plain words what raises an account's score most, with what is usual among ordinary accounts."""
    from claqueur import listings

    opened = _run(workspace, run_id)
    frame = listings.explain(opened, account, language)
    if style is not Format.table or frame.is_empty():
        print_frame(frame, style, harmless(listings.no_reasons(opened, account)))
    else:  # sentences are too long for the cells of a table
        for sentence in listings.score_sentences(opened, account, language):
            print(harmless(sentence))
        for row in frame.iter_rows(named=True):
            print(harmless(f"{row['rank']}. {row['reason']}"))


@app.command(epilog="Example: `claqueur edges -w w --limit 20`")
def edges(
    workspace: WorkspaceOption, run_id: RunOption = None, style: FormatOption = Format.table, limit: LimitOption = None
) -> None:
    """List the pairs of accounts whose co-actions are more than chance explains."""
    from claqueur import listings

    print_frame(_limited(listings.edges(_run(workspace, run_id)), limit), style, "No pair of accounts has evidence.")


@app.command(
    epilog="Examples: `claqueur evidence 1234 5678 -w w` · `claqueur evidence @ann @bob -w w --format json`",
    context_settings={"ignore_unknown_options": True},  # ids such as -1001234 are no options
)
def evidence(
    account_a: Annotated[str, typer.Argument(metavar="A", help="Account id, @name, or platform:id.")],
    account_b: Annotated[str, typer.Argument(metavar="B", help="Account id, @name, or platform:id.")],
    workspace: WorkspaceOption,
    run_id: RunOption = None,
    style: FormatOption = Format.table,
) -> None:
    """Show the exact posts that tie two accounts together."""
    from claqueur import listings

    frame = listings.evidence(_run(workspace, run_id), account_a, account_b)
    print_frame(frame, style, "No shared objects.")


@app.command(
    "evidence-pack",
    epilog="Examples: `claqueur evidence-pack 3f2a7c -w w` · "
    "`claqueur evidence-pack 3f2a7c -w w --language fr --out pack.zip`",
)
def pack(
    campaign: Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Campaign id, or its beginning.")],
    workspace: WorkspaceOption,
    out: Annotated[Path | None, typer.Option(help="File to write; default: claqueur-CAMPAIGN-LANGUAGE.zip.")] = None,
    run_id: RunOption = None,
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Name accounts: two reviewers must agree on the campaign; it is logged.")
    ] = False,
    texts: Annotated[bool, typer.Option("--texts/--no-texts", help="With or without the words of posts.")] = True,
) -> None:
    """Write a campaign's evidence as a zip: a report to read and print, tables, a manifest with their hashes."""
    from claqueur.app.evidence_pack.pack import evidence_pack
    from claqueur.listings import find_campaign

    opened = _run(workspace, run_id)
    made = evidence_pack(opened, find_campaign(opened, campaign), lang=language, reveal=reveal, with_text=texts)
    path = out or Path(made.name)
    path.write_bytes(made.content)
    print(f"Wrote {path}, SHA-256 {made.sha256}")


@app.command(
    epilog="Example: `claqueur simulate sim --posts 60000`, `claqueur ingest sim/posts.parquet -w w`, "
    "`claqueur train -w w --labels sim/labels.csv`"
)
def train(
    workspace: WorkspaceOption,
    labels: LabelsOption,
    also: AlsoOption = None,
    layers: LearnedLayersOption = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same model.")] = 1,
    engine: Annotated[str, typer.Option(help="sail or spark.")] = "sail",
    master: Annotated[str | None, typer.Option(help="Spark master URL.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write the model there too, as claqueur models export does.")
    ] = None,
) -> None:
    """Train the account classifier, judge it on held-out campaigns and stress tests, register it in the workspace."""
    from claqueur.jobs.engines.engine import open_engine
    from claqueur.models.examples.corpus import CorpusParameters
    from claqueur.models.store.registry import export_model, register
    from claqueur.models.training import TrainParameters
    from claqueur.models.training import train as learn
    from claqueur.schema import CLASSIFIER_LAYERS

    target = _open(workspace)
    sources = _labelled(target, labels, also or [])
    parameters = TrainParameters(corpus=CorpusParameters(layers=_layers(layers, CLASSIFIER_LAYERS)), seed=seed)
    with open_engine(engine, master) as opened:
        trained = learn(
            sources, engine=opened, parameters=parameters, progress=lambda line: print(f"  {line}", flush=True)
        )
    registered = register(target, trained)
    for line in trained.figures.lines():
        print(f"  {line}")
    print(f"Model version {registered.version}. {registered.reason}")
    if export is not None:
        written = export_model(target, registered.version, export)
        print(f"Wrote {export}, SHA-256 of the model {written.meta['sha256']}")


@app.command(epilog="Example: `claqueur evaluate -w w --labels labels.csv --output evaluation.md`")
def evaluate(
    workspace: WorkspaceOption,
    labels: LabelsOption,
    also: AlsoOption = None,
    layers: LearnedLayersOption = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same figures.")] = 1,
    caps: Annotated[
        str, typer.Option(help="Most posts of an account, comma-separated, 0 for all; a training for each.")
    ] = "10,50,200",
    quick: Annotated[bool, typer.Option("--quick", help="Leave out real hosts and disguised campaigns.")] = False,
    engine: Annotated[str, typer.Option(help="sail or spark.")] = "sail",
    master: Annotated[str | None, typer.Option(help="Spark master URL.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write the figures there too, as Markdown.")] = None,
    style: FormatOption = Format.table,
) -> None:
    """Measure a classifier that learns from these labels: held-out campaigns, floors, stress tests, disguises.

    Nothing is registered; the figures are logged to the workspace. Shares are from 0 to 1.
    """
    from claqueur.jobs.engines.engine import open_engine
    from claqueur.models.evaluation.protocol import evaluate as measure
    from claqueur.models.evaluation.report import report
    from claqueur.models.examples.corpus import CorpusParameters
    from claqueur.models.store.registry import log_evaluation
    from claqueur.models.training import TrainParameters
    from claqueur.schema import CLASSIFIER_LAYERS

    target = _open(workspace)
    sources = _labelled(target, labels, also or [])
    parameters = TrainParameters(corpus=CorpusParameters(layers=_layers(layers, CLASSIFIER_LAYERS)), seed=seed)
    posts_of_account = _caps(caps)
    with open_engine(engine, master) as opened:
        table = measure(
            sources,
            engine=opened,
            parameters=parameters,
            caps=posts_of_account,
            is_quick=quick,
            progress=lambda line: print(f"  {line}", file=sys.stderr, flush=True),
        )
    page = report(table)
    if output is not None:
        output.write_text(page, encoding="utf-8")
    log_evaluation(target, table, page)
    print_frame(table, style, "Nothing could be measured.")


app.add_typer(models_app)
app.add_typer(verdicts_app)


@app.command("app", epilog="Example: `claqueur app -w w --port 8600`")
def open_app(
    workspace: WorkspaceOption,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Open the app on this machine's own address (127.0.0.1). A new folder becomes an empty workspace."""
    from claqueur.app.launch import launch

    target = _create(workspace)
    process = launch(target, port, headless)
    try:
        print(f"The app shows {target.path.name} at http://127.0.0.1:{port} (Ctrl+C ends it).", flush=True)
        process.wait()
    except KeyboardInterrupt:
        print("The app was closed.")
    finally:
        process.terminate()
        process.wait()


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
    print(f"Next: claqueur ingest {_quoted(posts_path)} --workspace my-case")


@app.command(epilog="Example: `claqueur demo`")
def demo(
    workspace: WorkspaceOption = Path("demo-workspace"),
    port: Annotated[int, typer.Option(help="Port of the app on this machine.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Check that the app answers, then end.")] = False,
) -> None:
    """The whole way on a simulated discourse: simulate, ingest, run, list the campaigns, open the app."""
    from claqueur.demo import demo as show

    show(workspace, port, headless)


def main() -> None:
    """Entry point of the command `claqueur`: see claqueur/terminal/exits.py for the exit codes."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` ends a command as Ctrl+C does, and its app too
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that is not UTF-8 must not end a command
            stream.reconfigure(errors="backslashreplace")
    sys.exit(exits.exit_code(_called_command))


def _called_command() -> None:
    """Run the command of sys.argv. Not app(): that would turn Ctrl+C and a closed pipe into exit codes of its own."""
    command = typer.main.get_command(app)
    with contextlib.suppress(typer.Exit), command.make_context("claqueur", sys.argv[1:]) as context:
        command.invoke(context)


def _show_guess(paths: list[str], workspace: Path, dataset: str | None, **how: Any) -> None:
    """What the first file is taken for, and the command line for it. how: mapping, profile, source_format."""
    from claqueur.ingest.files import files_of
    from claqueur.ingest.tables.preview import preview
    from claqueur.terminal.guess import command, print_guess

    first, _ = files_of(paths[:1])[0]
    found = preview(first, **how)
    print_guess(first.name, found)
    given = {"--workspace": workspace, "--profile": how["profile"], "--dataset": dataset}
    if how["source_format"] != "auto":
        given["--format"] = how["source_format"]
    options = [word for name, value in given.items() if value is not None for word in (name, str(value))]
    print(f"To read it{' if the suggestions (?) are right' if found.suggested else ''}:")
    print(f"  {command(paths, options, how['mapping'], found)}")


def _profile_to_save(path: Path, first: str, **how: Any) -> str:
    """The profile by which the first file is read. Raises UserError if it cannot be written to `path`."""
    from claqueur.ingest.tables.profiles import profile_of, require_free

    text = profile_of(first, **how)
    require_free(path, text)
    return text


def _save_profile(path: Path, text: str) -> None:
    from claqueur.ingest.tables.profiles import save_profile as save

    save(path, text)
    print(f"Wrote {path}: the next file like this one is read with --profile {_quoted(path)}")


def _source(item: str) -> tuple[str, str]:
    workspace, separator, labels = item.partition("=")
    if not separator:
        raise UserError(f'--also is "{item}": write WORKSPACE=LABELS, such as --also controls=controls.csv.')
    return workspace, labels


def _labelled(target: Workspace, labels: Path, also: list[str]) -> list[LabelledWorkspace]:
    """The workspace with its labels, and those of every --also."""
    from claqueur.models.examples.labels import LabelledWorkspace

    others = [LabelledWorkspace(_open(Path(workspace)), Path(path)) for workspace, path in map(_source, also)]
    return [LabelledWorkspace(target, labels), *others]


def _caps(text: str) -> list[int]:
    """The numbers of --caps."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() for part in parts):
        raise UserError(f'--caps is "{text}": write numbers of posts such as 10,50,200, or 0 for all.')
    return [int(part) for part in parts]


def _layers(text: str | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """The layers of --layers, each once; without it the default."""
    return default if text is None else tuple(dict.fromkeys(part.strip() for part in text.split(",")))


def _seconds(text: str) -> int | None:
    """The seconds of --window, None for auto."""
    return None if text.strip() == "auto" else seconds_of(text, "--window", ", or auto")


def _quoted(path: Path) -> str:
    """The path as it can be pasted into a shell."""
    return shlex.quote(str(path))


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
