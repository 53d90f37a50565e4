"""`claqueur preset NAME`: other tools' methods by their names, each a command with the tool's own parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from claqueur.errors import UserError

app = typer.Typer(
    help="Write the edges that another tool's or paper's method gives: cooRTweet and cnt exactly as the tools do.",
    epilog="Examples: `claqueur preset cooRTweet shares.csv --time-window 60 --output edges.csv` · "
    "`claqueur preset cnt -w w --network co_tweet --time-window 60 --output edges.csv`. "
    "Each preset has its own help: `claqueur preset cnt --help`",
    rich_markup_mode="markdown",
    # cooRTweet, CooRTweet and coortweet are one, and --time_window is --time-window
    context_settings={"token_normalize_func": lambda token: token.lower().replace("_", "-")},
)

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="File for the edges: .csv or .parquet.")]
TableArgument = Annotated[Path | None, typer.Argument(help="File with the tool's columns: CSV, TSV or Parquet.")]
MapOption = Annotated[list[str] | None, typer.Option("--map", help="column=name in the file, where they differ.")]
WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", "-w", help="Instead of a file: the posts of this workspace.")
]
LayerOption = Annotated[str, typer.Option(help="With --workspace: which acts are the shares, as in claqueur run.")]
DatasetOption = Annotated[list[str] | None, typer.Option(help="With --workspace: only this dataset; may be repeated.")]
SinceOption = Annotated[str | None, typer.Option(help="With --workspace: first moment, ISO 8601, UTC.")]
UntilOption = Annotated[str | None, typer.Option(help="With --workspace: end, not included.")]
EngineOption = Annotated[str, typer.Option(help="auto, sail (embedded) or spark.")]
MasterOption = Annotated[str | None, typer.Option(help="Spark master URL.")]


@app.callback(invoke_without_command=True)
def presets(context: typer.Context) -> None:
    """Without a preset: the help."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command(
    "coortweet",
    epilog="Examples: `claqueur preset cooRTweet shares.csv --time-window 60 -o edges.csv` · "
    "`claqueur preset cooRTweet posts.parquet --map object_id=url_id --map content_id=post_id -o edges.parquet` · "
    "`claqueur preset cooRTweet -w w --layer url --time-window 30 -o edges.csv`",
)
def coortweet(
    output: OutputOption,
    table: TableArgument = None,
    columns: MapOption = None,
    workspace: WorkspaceOption = None,
    layer: LayerOption = "repost",
    dataset: DatasetOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    time_window: Annotated[float, typer.Option(help="Largest time between two shares, seconds.")] = 10,
    min_participation: Annotated[int, typer.Option(help="Shares that an account must have.")] = 2,
    edge_weight: Annotated[float, typer.Option(help="Quantile of the weights above which an edge is marked.")] = 0.5,
    subgraph: Annotated[int, typer.Option(help="0 keeps every edge, 1 the marked ones.")] = 0,
    engine: EngineOption = "auto",
    master: MasterOption = None,
) -> None:
    """CooRTweet 2.1.3: who shared the same objects within a window. A file needs object_id, account_id, content_id and
    timestamp_share.
    """
    _run(
        "cooRTweet",
        output,
        *(table, columns, workspace, layer, dataset, since, until, engine, master),
        time_window=time_window,
        min_participation=min_participation,
        edge_weight=edge_weight,
        subgraph=subgraph,
    )


@app.command(
    epilog="Examples: `claqueur preset cnt messages.csv --network co_link --time-window 60 -o edges.csv` · "
    "`claqueur preset cnt -w w --network co_tweet -o edges.csv`"
)
def cnt(
    output: OutputOption,
    table: TableArgument = None,
    columns: MapOption = None,
    workspace: WorkspaceOption = None,
    dataset: DatasetOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    network: Annotated[str, typer.Option(help="co_retweet, co_tweet, co_reply or co_link.")] = "co_retweet",
    time_window: Annotated[float, typer.Option(help="Largest time between two messages, seconds.")] = 60,
    min_edge_weight: Annotated[int, typer.Option(help="Smallest weight of an edge.")] = 1,
    engine: EngineOption = "auto",
    master: MasterOption = None,
) -> None:
    """Coordination Network Toolkit 1.5.2: whose messages were matched by whom. A file needs message_id, user_id and
    timestamp, and what its network compares: repost_id, reply_id, message, urls.
    """
    _run(
        "cnt",
        output,
        *(table, columns, workspace, None, dataset, since, until, engine, master),
        network=network,
        time_window=time_window,
        min_edge_weight=min_edge_weight,
    )


def _run(
    name: str,
    output: Path,
    table: Path | None,
    columns: list[str] | None,
    workspace: Path | None,
    layer: str | None,
    dataset: list[str] | None,
    since: str | None,
    until: str | None,
    engine: str,
    master: str | None,
    **parameters: Any,
) -> None:
    from claqueur.progress import say_preset, say_preset_step, say_waiting

    say_waiting("Starting the engine")
    from claqueur.jobs.presets.preset import Selection, preset
    from claqueur.listings import parse_time
    from claqueur.workspace import Workspace

    selection = Selection(tuple(dataset or ()), parse_time(since), parse_time(until), layer or "repost")
    done = preset(
        name,
        output,
        table=table,
        columns=_pairs(columns or []),
        workspace=None if workspace is None else Workspace.open(workspace),
        selection=selection,
        engine=engine,
        master=master,
        on_step=say_preset_step,
        **parameters,
    )
    say_preset(done)


def _pairs(items: list[str]) -> dict[str, str]:
    pairs = dict(item.split("=", 1) for item in items if "=" in item)
    if len(pairs) < len(items):
        raise UserError("--map is written column=name, such as --map object_id=url_id, once per column.")
    return pairs
