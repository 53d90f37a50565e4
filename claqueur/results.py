"""Reading finished runs without Spark: what the command line's listings and the app use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from claqueur.errors import UserError
from claqueur.workspace import Workspace, shown

if TYPE_CHECKING:
    from claqueur.schema import Table


@dataclass(frozen=True)
class Run:
    """One run of a workspace."""

    workspace: Workspace
    run_id: str

    @property
    def path(self) -> Path:
        """Folder of the run."""
        return self.workspace.run_path(self.run_id)

    @property
    def manifest_path(self) -> Path:
        """Where the manifest is."""
        return self.path / "manifest.json"

    @property
    def manifest(self) -> dict[str, Any]:
        """The run's manifest: versions, parameters, inputs, stages with rows and hashes (see jobs/manifest.py)."""
        return json.loads(self.manifest_path.read_text(encoding="utf-8"))

    @property
    def has_manifest(self) -> bool:
        """Whether the run got as far as writing its manifest."""
        return self.manifest_path.is_file()

    @property
    def finished(self) -> bool:
        """Whether every stage was written."""
        return self.manifest["status"] == "finished"

    def table(self, name: str) -> pl.LazyFrame:
        """A stage table, lazily: filters and column choices are pushed down to its Parquet files.

        Raises UserError if the run has no such stage.
        """
        path = self.path / name
        if not (path / "_delta_log").is_dir():
            raise UserError(
                f'Run {self.run_id} has no table "{name}": it may be unfinished; repeat "claqueur run".',
                "no_run_table",
                run=self.run_id,
                name=name,
            )
        return pl.scan_delta(str(path))

    def declared(self, table: Table) -> pl.LazyFrame:
        """A stage table as it is declared now, whatever the age of the run: a table that a finished run lacks has no
        rows, a column that it lacks is empty. Raises UserError if the run is unfinished and lacks the table."""
        empty = pl.DataFrame(schema=pl.Schema(table.arrow))  # an empty Arrow table would import pandas: 0.25 s
        manifest = self.manifest
        if table.name not in manifest["stages"] and manifest["status"] == "finished":
            return empty.lazy()
        rows = self.table(table.name)
        present = rows.collect_schema().names()
        lacking = [pl.lit(None, kind).alias(name) for name, kind in empty.schema.items() if name not in present]
        return rows.with_columns(lacking).select(table.names)

    def posts(self) -> pl.LazyFrame:
        """The posts that were there for the run: the table at the version that it read, without what was removed."""
        given = self.manifest["input"]
        posts = pl.scan_delta(str(self.workspace.posts), version=given["posts_version"])
        later = [datetime.fromisoformat(moment) for moment in given.get("later_imports", ())]
        return posts.filter(~pl.col("ingested_at").is_in(later)) if later else posts

    def posts_read(self) -> pl.LazyFrame:
        """The posts that the run looked at: those of its datasets and its period."""
        chosen, posts = self.manifest.get("parameters", {}), self.posts()
        if chosen.get("datasets"):
            posts = posts.filter(pl.col("dataset").is_in(list(chosen["datasets"])))
        if chosen.get("since"):
            posts = posts.filter(pl.col("created_at") >= _utc(chosen["since"]))
        if chosen.get("until"):
            posts = posts.filter(pl.col("created_at") < _utc(chosen["until"]))
        return posts


def _utc(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def open_run(workspace: Workspace, run_id: str | None = None) -> Run:
    """The run `run_id`, or the latest finished one. Raises UserError if there is none."""
    if run_id is not None:
        run = Run(workspace, run_id)
        if not run.has_manifest:
            known = ", ".join(workspace.run_ids()[-3:]) or "none"
            raise UserError(f"There is no run {run_id} in this workspace (latest: {known}).")
        return run
    for known_id in reversed(workspace.run_ids()):
        run = Run(workspace, known_id)
        if run.has_manifest and run.finished:
            return run
    raise UserError(
        f'The workspace has no finished run: start one with "claqueur run --workspace {shown(workspace.path)}".'
    )


def datasets(workspace: Workspace) -> set[str]:
    """Names of the datasets that were ingested."""
    return set(pl.scan_delta(str(workspace.posts)).select("dataset").unique().collect()["dataset"])


def posts_by_dataset(workspace: Workspace) -> dict[str, int]:
    """Dataset -> its posts, by name; empty before anything was ingested."""
    if not workspace.has_posts():
        return {}
    counted = pl.scan_delta(str(workspace.posts)).group_by("dataset").len().sort("dataset").collect()
    return dict(counted.iter_rows())
