"""`claqueur preset NAME`: other tools' methods by their names, each a command with the tool's own parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from claqueur.commands.options import pairs_of_map

app = typer.Typer(
    help="Write the edges that another tool's or paper's method gives: cooRTweet and cnt exactly as the tools do.",
    epilog="Examples: `claqueur preset cooRTweet shares.csv --time-window 60 --output edges.csv` · "
    "`claqueur preset cnt -w w --network co_tweet --time-window 60 --output edges.csv`. "
    "Each preset has its own help: `claqueur preset cnt --help`",
    rich_markup_mode="markdown",
    # cooRTweet, CooRTweet and coortweet are one, and --time_window is --time-window
    context_settings={"token_normalize_func": lambda token: token.lower().replace("_", "-")},
)

MAP_SENTENCE = "--map is written column=name, such as --map object_id=url_id, once per column."
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
    _write(
        "cooRTweet",
        output,
        _from_table(table, columns) | _from_posts(workspace, dataset, since, until, layer),
        {"engine": engine, "master": master},
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
    _write(
        "cnt",
        output,
        _from_table(table, columns) | _from_posts(workspace, dataset, since, until),
        {"engine": engine, "master": master},
        network=network,
        time_window=time_window,
        min_edge_weight=min_edge_weight,
    )


@app.command(
    epilog="Examples: `claqueur preset nizzoli shares.csv -o edges.csv` · "
    "`claqueur preset nizzoli -w w --superspreader-share 0.05 --alpha 0.01 -o edges.csv`"
)
def nizzoli(
    output: OutputOption,
    table: TableArgument = None,
    columns: MapOption = None,
    workspace: WorkspaceOption = None,
    layer: LayerOption = "repost",
    dataset: DatasetOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    superspreader_share: Annotated[float, typer.Option(help="Share of the accounts: those with most reposts.")] = 0.01,
    alpha: Annotated[float, typer.Option(help="Level of the disparity filter.")] = 0.05,
    engine: EngineOption = "auto",
    master: MasterOption = None,
) -> None:
    """Nizzoli 2021: who reposts alike (TF-IDF cosine), reduced to its backbone. A file needs CooRTweet's columns."""
    _write(
        "nizzoli",
        output,
        _from_table(table, columns) | _from_posts(workspace, dataset, since, until, layer),
        {"engine": engine, "master": master},
        superspreader_share=superspreader_share,
        alpha=alpha,
    )


@app.command(epilog="Example: `claqueur preset pacheco -w w --network hashtag_sequence -o edges.csv`")
def pacheco(
    output: OutputOption,
    workspace: WorkspaceOption = None,
    dataset: DatasetOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    network: Annotated[str, typer.Option(help="hashtag_sequence, co_retweet or image.")] = "co_retweet",
    min_posts: Annotated[int, typer.Option(help="hashtag_sequence: an account's posts with hashtags in a day.")] = 5,
    min_hashtags: Annotated[int, typer.Option(help="hashtag_sequence: different hashtags in a day.")] = 5,
    min_reposts: Annotated[int, typer.Option(help="co_retweet: reposts of an account.")] = 10,
    min_images: Annotated[int, typer.Option(help="image: images of an account.")] = 5,
    edge_share: Annotated[
        float | None, typer.Option(help="Heaviest share of the edges; default: the paper's (co_retweet 0.005).")
    ] = None,
    engine: EngineOption = "auto",
    master: MasterOption = None,
) -> None:
    """Pacheco 2021: same hashtag sequences of a day, reposts alike (TF-IDF cosine), or images alike (Jaccard)."""
    _write(
        "pacheco",
        output,
        _from_posts(workspace, dataset, since, until),
        {"engine": engine, "master": master},
        network=network,
        min_posts=min_posts,
        min_hashtags=min_hashtags,
        min_reposts=min_reposts,
        min_images=min_images,
        edge_share=edge_share,
    )


@app.command(epilog="Example: `claqueur preset luceri -w w --centrality-quantile 0.9 -o edges.csv`")
def luceri(
    output: OutputOption,
    workspace: WorkspaceOption = None,
    dataset: DatasetOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    time_window: Annotated[float, typer.Option(help="Largest time between a post and a fast repost, seconds.")] = 10,
    min_reposts: Annotated[int, typer.Option(help="Reposts of an account in co_retweet.")] = 20,
    min_hashtags: Annotated[int, typer.Option(help="Hashtags of a sequence.")] = 5,
    centrality_quantile: Annotated[float, typer.Option(help="Accounts of a centrality below it are pruned.")] = 0.95,
    engine: EngineOption = "auto",
    master: MasterOption = None,
) -> None:
    """Luceri 2024: reposts, URLs, hashtag sequences and fast reposts alike, fused, pruned by eigenvector centrality."""
    _write(
        "luceri",
        output,
        _from_posts(workspace, dataset, since, until),
        {"engine": engine, "master": master},
        time_window=time_window,
        min_reposts=min_reposts,
        min_hashtags=min_hashtags,
        centrality_quantile=centrality_quantile,
    )


def _from_table(table: Path | None, columns: list[str] | None) -> dict[str, Any]:
    """What claqueur.preset is told about a file."""
    return {"table": table, "columns": pairs_of_map(columns or [], MAP_SENTENCE)}


def _from_posts(
    workspace: Path | None, dataset: list[str] | None, since: str | None, until: str | None, layer: str = "repost"
) -> dict[str, Any]:
    """What claqueur.preset is told about the posts of a workspace."""
    if workspace is None:
        return {}
    from claqueur.jobs.presets.preset import Selection
    from claqueur.listings import parse_time
    from claqueur.workspace import Workspace

    selection = Selection(tuple(dataset or ()), parse_time(since), parse_time(until), layer)
    return {"workspace": Workspace.open(workspace), "selection": selection}


def _write(name: str, output: Path, source: dict[str, Any], engine: dict[str, Any], **parameters: Any) -> None:
    from claqueur.terminal.progress import say_preset, say_preset_step, say_waiting

    say_waiting("Starting the engine")
    from claqueur.jobs.presets.preset import preset

    say_preset(preset(name, output, on_step=say_preset_step, **source, **engine, **parameters))
