"""Topics of a run that was already made: only its topic tables are written, or written anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.jobs import manifest as manifests
from claqueur.jobs.engines.engine import choose_engine, open_engine
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.pipeline import StageDone, Tables, write_stages
from claqueur.jobs.traces.actions import PRECISION_S
from claqueur.jobs.traces.selection import selected
from claqueur.results import Run
from claqueur.watchlist import Watchlist
from claqueur.workspace import IN_USE

TOPIC_STAGES = ("topic_posts", "topics", "topic_days", "topic_campaigns", "topic_words")


def find_topics(
    run: Run,
    watchlist: Watchlist,
    *,
    engine: str = "auto",
    master: str | None = None,
    on_stage: Callable[[StageDone], None] | None = None,
) -> None:
    """Find the topics of `watchlist` in the posts of a finished run; its other tables stay as they are.

    The manifest then names this watchlist. Raises UserError if the run is unfinished.
    """
    if not run.finished:
        raise UserError(f'Run {run.run_id} is not finished: repeat "claqueur run", which continues it.')
    workspace = run.workspace
    given = run.manifest["input"]
    name, _ = choose_engine(engine, master, given["n_posts"])
    workspace.logs.mkdir(exist_ok=True)
    with (
        workspace.lock(IN_USE, shared=True),
        workspace.lock(f"run-{run.run_id}"),
        open_engine(name, master, workspace.logs / "spark.log", given["n_posts"]) as opened,
    ):
        manifest = run.manifest
        given = manifest["input"]
        parameters = _selection(manifest["parameters"])
        posts = selected(opened.read(workspace.posts, given["posts_version"]), parameters)
        for moment in given.get("later_imports", ()):  # of files that the run did not know
            posts = posts.filter(F.col("ingested_at") != F.lit(datetime.fromisoformat(moment)))
        tables = Tables(opened, run.path, posts, parameters, PRECISION_S[given["time_precision"]])
        tables.watchlist = watchlist
        for stage in TOPIC_STAGES:
            manifest["stages"].pop(stage, None)  # of the watchlist before
        for done in write_stages(tables, manifest, TOPIC_STAGES):
            if on_stage is not None:
                on_stage(done)
        # Last: who reads the manifest meanwhile sees the watchlist before.
        manifest["watchlist"] = watchlist.as_dicts()
        manifests.save(manifest, run.path)


def _selection(parameters: dict[str, Any]) -> RunParameters:
    """What of a run's parameters says which posts it read."""
    since, until = (
        None if parameters[name] is None else datetime.fromisoformat(parameters[name]) for name in ("since", "until")
    )
    return RunParameters(datasets=tuple(parameters["datasets"]), since=since, until=until)
