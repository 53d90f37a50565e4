"""Presets by their names: from a file or a workspace to an edge list."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from pyspark.sql import DataFrame

from claqueur.errors import UserError
from claqueur.jobs.engines.engine import Engine, choose_engine, open_engine
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.presets import cnt, coortweet, luceri, nizzoli, pacheco
from claqueur.jobs.presets.shares import messages, shares, with_one_name
from claqueur.jobs.presets.source_table import write_source
from claqueur.jobs.presets.steps import Steps
from claqueur.jobs.traces.actions import PRECISION_S
from claqueur.jobs.traces.selection import input_counts, selected
from claqueur.schema import (
    BACKBONE_EDGES,
    CNT_EDGES,
    COORTWEET_EDGES,
    FUSED_EDGES,
    LAYERS,
    MESSAGES,
    POSTS,
    SHARES,
    SIMILARITY_EDGES,
    Table,
)
from claqueur.workspace import Workspace

FORMATS = (".csv", ".parquet")
SHARED_LAYERS = tuple(layer for layer in LAYERS if layer != "near_text")  # groups of near texts are made by a run


@dataclass(frozen=True)
class Preset:
    """One preset: its name, the table it takes, its parameters, steps (the last gives the edges) and edges.

    needed: columns that a file must have for these parameters, beside those that may not be empty.
    """

    name: str
    source: Table
    parameters: type
    steps: Mapping[str, Callable[[Steps], DataFrame]]
    edges: Table
    needed: Callable[[Any], Collection[str]] = lambda parameters: ()


PRESETS = {
    preset.name.lower(): preset
    for preset in (
        Preset("cooRTweet", SHARES, coortweet.CooRTweetParameters, coortweet.STEPS, COORTWEET_EDGES),
        Preset("cnt", MESSAGES, cnt.CntParameters, cnt.STEPS, CNT_EDGES, lambda p: (cnt.NETWORKS[p.network].column,)),
        Preset("nizzoli", SHARES, nizzoli.NizzoliParameters, nizzoli.STEPS, BACKBONE_EDGES),
        Preset("pacheco", POSTS, pacheco.PachecoParameters, pacheco.STEPS, SIMILARITY_EDGES),
        Preset("luceri", POSTS, luceri.LuceriParameters, luceri.STEPS, FUSED_EDGES),
    )
}


@dataclass(frozen=True)
class Selection:
    """Which posts of a workspace a preset reads: datasets (empty: all), period (UTC, until excluded), layer."""

    datasets: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    layer: str = "repost"


@dataclass(frozen=True)
class PresetDone:
    """What a preset did: parameters, what it read in words, rows of each step, accounts in the edges, seconds."""

    name: str
    parameters: Any
    read: str
    engine: str
    rows: dict[str, int]
    n_accounts: int
    seconds: float
    output: Path


def preset(
    name: str,
    output: Path | str,
    *,
    table: Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    workspace: Workspace | None = None,
    selection: Selection | None = None,
    engine: str = "auto",
    master: str | None = None,
    on_step: Callable[[str, int], None] | None = None,
    **parameters: Any,
) -> PresetDone:
    """Write the edges of another tool's method to `output` (.csv or .parquet), sorted by their accounts.

    name: a key of PRESETS, in any case. Either table, a file with the columns of the preset's source (columns: their
    names in the file where they differ), or workspace with a selection of its posts. on_step gets each step's name and
    rows as it is done. parameters: those of the preset. The steps are written beside the output, where Spark's workers
    must reach them, and removed in the end. Raises UserError for what the user can mend.
    """
    chosen = find(name)
    checked = _parameters(chosen, parameters)
    output = _checked_output(output, table)
    if (table is None) == (workspace is None):
        raise UserError(f"{chosen.name} reads either a table or a workspace: give one of the two.")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="claqueur-preset-", dir=output.parent) as scratch:
        folder = Path(scratch)
        if workspace is None:
            reading = _from_table(chosen, Path(table or ""), columns or {}, checked, folder / "source.parquet")
        else:
            reading = _from_workspace(chosen, workspace, selection or Selection(), checked)
        engine_name, _ = choose_engine(engine, master, reading.n_rows)
        with open_engine(engine_name, master) as opened:
            source, read = reading.open(opened)
            rows: dict[str, int] = {}
            for step, n_rows in Steps(opened, source, checked, folder).write(chosen.steps):
                rows[step] = n_rows
                if on_step is not None:
                    on_step(step, n_rows)
        edges = pl.scan_parquet(folder / list(chosen.steps)[-1] / "*.parquet")
        n_accounts = _write(edges, chosen.edges, folder / output.name, output)
    seconds = time.monotonic() - started
    return PresetDone(chosen.name, checked, read, engine_name, rows, n_accounts, seconds, output)


def find(name: str) -> Preset:
    """The preset of that name, in any case. Raises UserError if there is none."""
    if name.lower() not in PRESETS:
        known = ", ".join(preset.name for preset in PRESETS.values())
        raise UserError(f'There is no preset "{name}": give one of {known}.')
    return PRESETS[name.lower()]


def _parameters(chosen: Preset, given: Mapping[str, Any]) -> Any:
    known = [parameter.name for parameter in fields(chosen.parameters)]
    unknown = [name for name in given if name not in known]
    if unknown:
        raise UserError(f"{chosen.name} has no parameter {unknown[0]} (it has {', '.join(known)}).")
    return chosen.parameters(**given)


def _checked_output(output: Path | str, table: Path | str | None) -> Path:
    output = Path(output)
    if output.suffix not in FORMATS:
        raise UserError(f'The edges are to be written to "{output.name}": give a name that ends in .csv or .parquet.')
    if not output.parent.is_dir():
        raise UserError(f'There is no folder "{output.parent}" to write {output.name} to: make it first.')
    if table is not None and output.resolve() == Path(table).resolve():
        raise UserError(f"{output.name} is what is read: give the edges another name.")
    return output


@dataclass(frozen=True)
class Reading:
    """What a preset is about to read: how many rows, and how an engine opens it (with what was read, in words)."""

    n_rows: int
    open: Callable[[Engine], tuple[DataFrame, str]]


def _from_table(chosen: Preset, table: Path, columns: Mapping[str, str], parameters: Any, target: Path) -> Reading:
    if chosen.source is POSTS:
        raise UserError(f"{chosen.name} reads posts, no table: ingest them and give the workspace.")
    counts = write_source(table, chosen.source, columns, target, chosen.needed(parameters))
    read = f"{table.name}: {counts.sentence()}"
    return Reading(counts.rows, lambda engine: (engine.session.read.parquet(str(target)), read))


def _from_workspace(chosen: Preset, workspace: Workspace, selection: Selection, parameters: Any) -> Reading:
    if not workspace.has_posts():
        raise UserError(f'The workspace "{workspace.path.name}" holds no posts: use "claqueur ingest" first.')
    if selection.layer not in SHARED_LAYERS:
        raise UserError(f'There is no layer "{selection.layer}": give one of {", ".join(SHARED_LAYERS)}.')
    n_rows = pl.scan_delta(str(workspace.posts)).select(pl.len()).collect().item()
    wanted = RunParameters(tuple(selection.datasets), selection.since, selection.until)

    def open_posts(engine: Engine) -> tuple[DataFrame, str]:
        posts = selected(engine.read(workspace.posts), wanted)
        counts = input_counts(posts)
        if not counts["n_posts"]:
            raise UserError("No posts match this selection: change --dataset, --since or --until.")
        _check_precision(counts, parameters)
        posts = with_one_name(posts, len(counts["platforms"]) > 1)
        read = f"{workspace.path.name}: {counts['n_posts']:,} posts of {counts['n_accounts']:,} accounts"
        if chosen.source is SHARES:
            return shares(posts, selection.layer), f"{read}, layer {selection.layer}"
        return (messages(posts) if chosen.source is MESSAGES else posts), read

    return Reading(n_rows, open_posts)


def _check_precision(counts: Mapping[str, Any], parameters: Any) -> None:
    """Raise UserError where the window is finer than the posts' times: minutes cannot show what happened in 10 s."""
    window_s = getattr(parameters, "time_window", None)
    precision_s = PRECISION_S[counts["time_precision"]]
    if window_s is not None and window_s < precision_s:
        raise UserError(
            f"The times in this selection are exact to the {counts['time_precision']} only, a time_window of "
            f"{window_s:g} s cannot be judged: give {precision_s} s or more, or choose another --dataset."
        )


def _write(edges: pl.LazyFrame, table: Table, part: Path, output: Path) -> int:
    """Write the edges in order of their accounts and return how many accounts they have."""
    ends = table.names[:2]
    ordered = edges.select(table.names).sort(*ends)
    if output.suffix == ".csv":
        ordered.sink_csv(part)
    else:
        ordered.sink_parquet(part)
    part.replace(output)
    accounts = pl.concat([edges.select(pl.col(end).alias("account")) for end in ends])
    return accounts.select(pl.col("account").n_unique()).collect(engine="streaming").item()
