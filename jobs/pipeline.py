"""The stages of a run, in order: each a pure function of earlier tables, each written before the next begins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial, reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.ingest.declared.kept import declared_version
from claqueur.jobs import manifest as manifests
from claqueur.jobs.accounts import accounts
from claqueur.jobs.campaigns.communities import communities
from claqueur.jobs.campaigns.conduct import conduct
from claqueur.jobs.campaigns.influence import influence, interactions
from claqueur.jobs.campaigns.members import campaign_members, campaign_objects
from claqueur.jobs.campaigns.precedence import precedence
from claqueur.jobs.campaigns.profile import campaigns
from claqueur.jobs.campaigns.terms import campaign_terms
from claqueur.jobs.campaigns.timeline import timeline
from claqueur.jobs.campaigns.windows import campaign_windows
from claqueur.jobs.campaigns.without import without
from claqueur.jobs.coordination.bystanders import not_among, seen
from claqueur.jobs.coordination.co_actions import candidates, co_actions
from claqueur.jobs.coordination.edges import edges, evidence
from claqueur.jobs.coordination.exposures import exposures
from claqueur.jobs.coordination.measures import Measure, measures
from claqueur.jobs.coordination.pairs import pairs
from claqueur.jobs.coordination.rhythm import fast_gap_s, rhythm, windows_s
from claqueur.jobs.engines.engine import Engine, choose_engine, open_engine
from claqueur.jobs.null_runs import null_check, null_runs
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.table_counts import layer_counts, losses, row_count_and_hash
from claqueur.jobs.topics.topic_posts import topic_posts
from claqueur.jobs.topics.topic_words import topic_words
from claqueur.jobs.topics.topics import topic_campaigns, topic_days, topics
from claqueur.jobs.traces.actions import PRECISION_S, actions, acts
from claqueur.jobs.traces.activity import activity
from claqueur.jobs.traces.coverage import coverage
from claqueur.jobs.traces.near_text import near_bands, near_pairs, near_texts
from claqueur.jobs.traces.objects import objects
from claqueur.jobs.traces.participation import participation
from claqueur.jobs.traces.selection import check_precision, input_counts, selected
from claqueur.models.drift.drift import TOO_FAR, drift, verdict
from claqueur.models.features.account_features import features
from claqueur.models.features.collapsed_pairs import collapsed_pairs
from claqueur.models.features.company import closest, company, with_company
from claqueur.models.features.contacts import contacts
from claqueur.models.features.matched_posts import matched_posts, turn_taking
from claqueur.models.features.neighbourhood import linked_pairs, neighbourhood
from claqueur.models.reasons.explanations import campaign_explanations, explanations
from claqueur.models.score import first_margins, scores
from claqueur.models.store.choice import choose_model
from claqueur.models.store.loaded_model import LoadedModel
from claqueur.results import Run, datasets
from claqueur.schema import (
    CAMPAIGN_EXPLANATIONS,
    CLASSIFIER_LAYERS,
    COMPANIES,
    DRIFT,
    EXPLANATIONS,
    FLOAT,
    INT,
    SCORES,
    STRING,
    Table,
)
from claqueur.watchlist import Watchlist, kept
from claqueur.workspace import IN_USE, Workspace

NEVER = 2.0  # a threshold that no probability reaches


@dataclass(frozen=True)
class StageDone:
    """Progress: one stage that was written (or found written by an earlier, killed attempt)."""

    name: str
    number: int
    of: int
    rows: int
    seconds: float
    resumed: bool


class Tables:
    """What a stage may read: the selected posts, the parameters, the engine and every table written before it."""

    def __init__(self, engine: Engine, run_path: Path, posts: DataFrame, parameters: RunParameters, precision_s: int):
        self.engine = engine
        self.run_path = run_path
        self.posts = posts
        self.parameters = parameters
        self.precision_s = precision_s
        self.earlier_members: DataFrame | None = None
        self.bystanders: DataFrame | None = None  # accounts that nobody meets: see jobs/coordination/bystanders.py
        self.model: LoadedModel | None = None
        self.watchlist = Watchlist()
        self.declared: DataFrame | None = None

    def __getitem__(self, name: str) -> DataFrame:
        return self.engine.read(self.run_path / name)

    def at(self, run_path: Path) -> Tables:
        """The same run with its tables in another folder."""
        other = Tables(self.engine, run_path, self.posts, self.parameters, self.precision_s)
        other.windows_s = self.windows_s
        other.bystanders = self.bystanders
        return other

    @cached_property
    def fast_gaps_s(self) -> dict[str, int | None]:
        """Layer -> gap within which sharing is faster than the platform's own rhythm; None if it is not."""
        rows = self["rhythm"].collect()  # at most 25 rows a layer
        spans = {
            layer: {row.gap_s: row.weight for row in rows if row.layer == layer} for layer in self.parameters.layers
        }
        return {layer: fast_gap_s(weights, self.precision_s) for layer, weights in spans.items()}

    @cached_property
    def windows_s(self) -> dict[str, int]:
        """Window of the pair test in each layer, seconds."""
        if self.parameters.window_s is not None:
            return dict.fromkeys(self.parameters.layers, self.parameters.window_s)
        return windows_s(self.fast_gaps_s, self.parameters.window_s, self.precision_s)

    def by_window(self, build: Callable[[Callable[[str], DataFrame], tuple[Measure, ...]], DataFrame]) -> DataFrame:
        """build(table, measures) for the layers of each window, put together; table(name) holds only those layers."""
        parts = []
        for window_s in sorted(set(self.windows_s.values())):
            layers = [layer for layer, window in self.windows_s.items() if window == window_s]
            parts.append(build(partial(self._of_layers, layers), measures(window_s)))
        return reduce(lambda left, right: left.unionByName(right), parts)

    def _of_layers(self, layers: list[str], name: str) -> DataFrame:
        return self[name].filter(F.col("layer").isin(layers))

    @property
    def near_posts(self) -> DataFrame:
        """The posts whose texts are compared for near-duplicates: none if that layer was not chosen."""
        return self.posts if "near_text" in self.parameters.layers else self.posts.limit(0)

    @property
    def classifier_layers(self) -> tuple[str, ...]:
        """The layers that the features are made of: those of the model, else those of any model that the run has."""
        layers = CLASSIFIER_LAYERS if self.model is None else self.model.layers
        return tuple(layer for layer in layers if layer in self.parameters.layers)


def _actions(t: Tables) -> DataFrame:
    return actions(t.posts, t.parameters.layers, t.precision_s, t["near_texts"], t.parameters.min_hashtags)


def _acts(t: Tables) -> DataFrame:
    return acts(t.posts, t.parameters.layers, t["near_texts"], t.parameters.min_hashtags)


def _edges(t: Tables) -> DataFrame:
    return edges(t["pairs"], t["co_actions"], t["participation"], t["actions"], t.windows_s, t.parameters.fdr)


def _components(t: Tables) -> DataFrame:
    return t.engine.graph.components(t["edges"].select(F.col("u").alias("src"), F.col("v").alias("dst")))


def _campaigns(t: Tables) -> DataFrame:
    found = (t["campaign_members"], t["campaign_objects"], t["conduct"])
    return campaigns(*found, t["edges"], t["evidence"], t.posts, t["activity"])


def _topics(t: Tables) -> DataFrame:
    return topics(t["topic_posts"], t["accounts"], t["campaigns"], t.watchlist)


def _topic_campaigns(t: Tables) -> DataFrame:
    return topic_campaigns(t["topic_posts"], t["campaign_members"], t["evidence"], t["activity"])


def _campaign_windows(t: Tables) -> DataFrame:
    found = (t["campaign_members"], t["edges"], t["co_actions"], t["exposures"], t["participation"])
    return campaign_windows(*found, t.windows_s, t.precision_s, t.bystanders)


def _neighbourhood(t: Tables) -> DataFrame:
    return neighbourhood(t["links"], t["link_components"])


def _features(t: Tables) -> DataFrame:
    surroundings = (t["neighbourhood"], t["contacts"], t["turn_taking"])
    return features(t["pairs"], *surroundings, t["activity"], t.classifier_layers, t.bystanders)


def _all_features(t: Tables) -> DataFrame:
    return with_company(t["features"], t["company"])


def _by_model(table: Table, build: Callable[[Tables, LoadedModel], DataFrame]) -> Callable[[Tables], DataFrame]:
    """A stage that needs a model: without one its table is empty, and the manifest says why."""

    def stage(t: Tables) -> DataFrame:
        if t.model is not None:
            return build(t, t.model)
        kinds = {STRING: "string", INT: "long", FLOAT: "double"}
        nothing = [F.lit(None).cast(kinds[column.type]).alias(column.name) for column in table.columns]
        return t["activity"].select(*nothing).limit(0)

    return stage


def _accounts(t: Tables) -> DataFrame:
    flag, triage = (NEVER, NEVER) if t.model is None else (t.model.flag_threshold, t.model.triage_threshold)
    found = _drift(t)
    if found is not None and found["verdict"] == TOO_FAR:
        flag = NEVER  # its figures say nothing of accounts like these: whom it points at is looked at, not flagged
    groups = (t["campaign_members"], t["campaigns"])
    return accounts(t["activity"], t["edges"], t["exposures"], *groups, t["influence"], t["scores"], flag, triage)


def _drift(t: Tables) -> dict[str, Any] | None:
    """What the manifest says of drift; None without a model."""
    if t.model is None:
        return None
    return verdict([row.asDict() for row in t["drift"].collect()], t.model.profile)  # a row per feature


# A stage is written before the next begins and read back by those that need it (Sail has no persist).
STAGES: dict[str, Callable[[Tables], DataFrame]] = {
    "activity": lambda t: activity(t.posts, t.declared),
    "coverage": lambda t: coverage(t.posts, t["activity"]),
    "near_bands": lambda t: near_bands(t.near_posts),
    "near_pairs": lambda t: near_pairs(t["near_bands"], t.near_posts),
    "near_texts": lambda t: near_texts(t["near_pairs"], t.near_posts, t.engine.graph),
    "actions": _actions,
    "participation": lambda t: participation(_acts(t)),
    "rhythm": lambda t: rhythm(t["actions"], t.precision_s),
    "objects": lambda t: t.by_window(
        lambda of, m: objects(seen(of("actions"), t.bystanders), m, t.parameters.max_crowd)
    ),
    "exposures": lambda t: t.by_window(lambda of, m: exposures(of("actions"), of("objects"), m, t.bystanders)),
    "candidates": lambda t: not_among(candidates(t["actions"], t["objects"], t["exposures"]), t.bystanders),
    "co_actions": lambda t: co_actions(t["actions"], t["objects"], t["candidates"]),
    "pairs": lambda t: t.by_window(
        lambda of, m: pairs(of("co_actions"), of("exposures"), m, of("participation"), t.bystanders)
    ),
    "edges": _edges,
    "evidence": lambda t: evidence(t["edges"], t["co_actions"], t.windows_s),
    "components": _components,
    "communities": lambda t: communities(t["edges"], t["components"], t.parameters.seed),
    "campaign_members": lambda t: campaign_members(t["edges"], t["communities"], t["evidence"], t.earlier_members),
    "campaign_objects": lambda t: campaign_objects(t["evidence"], t["campaign_members"], t.posts, t["actions"]),
    "interactions": lambda t: interactions(t.posts),
    "influence": lambda t: influence(t["interactions"], t["campaign_members"], t.engine.graph),
    "conduct": lambda t: conduct(t.posts, t["campaign_members"], t.precision_s),
    "campaigns": _campaigns,
    "timeline": lambda t: timeline(t.posts, t["evidence"], t["campaign_members"]),
    "precedence": lambda t: precedence(t["evidence"], t["campaign_members"]),
    "campaign_windows": _campaign_windows,
    "campaign_terms": lambda t: campaign_terms(t.posts, t["campaign_members"]),
    "without": lambda t: without(t.posts, t["campaign_members"]),
    "links": lambda t: linked_pairs(t["pairs"], t.classifier_layers),
    "link_components": lambda t: t.engine.graph.components(t["links"]),
    "neighbourhood": _neighbourhood,
    "contacts": lambda t: contacts(t["actions"], t["objects"], t.classifier_layers, t.bystanders),
    "matched_posts": lambda t: matched_posts(t["co_actions"], t.classifier_layers),
    "turn_taking": lambda t: turn_taking(t["matched_posts"]),
    "features": _features,
    "closest": lambda t: closest(collapsed_pairs(t["pairs"], t.classifier_layers)),
    "company": _by_model(COMPANIES, lambda t, model: company(t["closest"], first_margins(t["features"], model))),
    "scores": _by_model(SCORES, lambda t, model: scores(_all_features(t), model)),
    "drift": _by_model(DRIFT, lambda t, model: drift(_all_features(t), model.profile)),
    "accounts": _accounts,
    "explanations": _by_model(EXPLANATIONS, lambda t, model: explanations(_all_features(t), t["scores"], model)),
    "campaign_explanations": _by_model(
        CAMPAIGN_EXPLANATIONS,
        lambda t, model: campaign_explanations(_all_features(t), t["scores"], t["campaign_members"], model),
    ),
    "topic_posts": lambda t: topic_posts(t.posts, t.watchlist),
    "topics": _topics,
    "topic_days": lambda t: topic_days(t["topic_posts"], t["accounts"], t["campaigns"]),
    "topic_campaigns": _topic_campaigns,
    "topic_words": lambda t: topic_words(t["topic_posts"], t["campaign_members"], t.posts),
    "null_runs": lambda t: null_runs(t, STAGES),
}


def run(
    workspace: Workspace,
    parameters: RunParameters | None = None,
    *,
    engine: str = "auto",
    master: str | None = None,
    watchlist: Watchlist | None = None,
    on_stage: Callable[[StageDone], None] | None = None,
    on_start: Callable[[dict[str, Any]], None] | None = None,
) -> Run:
    """Run every stage on the workspace's posts and return the finished run.

    engine: auto, sail or spark; master: Spark's master URL. watchlist: the topics to look at, None for those that the
    workspace keeps. on_start gets the manifest, on_stage each stage as it is done. A run with the same posts,
    parameters, engine, model, watchlist and declared accounts that was killed is continued at its first missing stage.
    Raises UserError if there is nothing to run on.
    """
    parameters = parameters or RunParameters()
    if not workspace.has_posts():
        raise UserError(f'The workspace "{workspace.path.name}" holds no posts: use "claqueur ingest" first.')
    watchlist = kept(workspace) if watchlist is None else watchlist
    with workspace.lock(IN_USE, shared=True):  # nobody removes posts meanwhile
        return _run(workspace, parameters, engine, master, watchlist, on_stage, on_start)


def _run(
    workspace: Workspace,
    parameters: RunParameters,
    engine: str,
    master: str | None,
    watchlist: Watchlist,
    on_stage: Callable[[StageDone], None] | None,
    on_start: Callable[[dict[str, Any]], None] | None,
) -> Run:
    """As `run`, with everything settled."""
    posts_version, n_rows = _posts_version(workspace)
    listed_version = declared_version(workspace)
    name, why = choose_engine(engine, master, n_rows)
    workspace.logs.mkdir(exist_ok=True)
    with open_engine(name, master, workspace.logs / "spark.log", n_rows) as opened:
        posts = selected(opened.read(workspace.posts, posts_version), parameters)
        counts = _checked_counts(posts, parameters, workspace)
        model, model_said = choose_model(workspace, parameters.model, parameters.layers)
        earlier = _earlier_run(workspace, parameters)
        manifest = manifests.new_manifest(
            parameters,
            {"name": opened.name, "version": opened.version, "why": why},
            {"posts_version": posts_version, "declared_version": listed_version, **counts},
            model_said,
            earlier.run_id if earlier else None,
            watchlist.as_dicts(),
        )
        manifest = _unfinished(workspace, manifest["fingerprint"]) or manifest
        run_path = workspace.run_path(manifest["run_id"])
        with workspace.lock(f"run-{manifest['run_id']}"):  # two commands that continue one run take turns
            manifest = manifests.load(run_path) or manifest
            manifests.save(manifest, run_path)
            if on_start is not None:
                on_start(manifest)
            tables = Tables(opened, run_path, posts, parameters, PRECISION_S[counts["time_precision"]])
            tables.model = model
            tables.watchlist = watchlist
            tables.declared = None if listed_version is None else opened.read(workspace.declared, listed_version)
            tables.earlier_members = None if earlier is None else opened.read(earlier.path / "campaign_members")
            for done in _carry_out(tables, manifest):
                if on_stage is not None:
                    on_stage(done)
    return Run(workspace, manifest["run_id"])


def write_stages(tables: Tables, manifest: dict[str, Any], names: Sequence[str]) -> Iterable[StageDone]:
    """Write the stages that the manifest does not hold yet, in that order; it is kept up to date in memory alone."""
    for number, name in enumerate(names, start=1):
        resumed = name in manifest["stages"]
        if not resumed:
            started = time.monotonic()
            tables.engine.write(STAGES[name](tables), tables.run_path / name)
            manifest["stages"][name] = {
                **row_count_and_hash(tables[name]),
                "seconds": round(time.monotonic() - started, 2),
            }
        stage = manifest["stages"][name]
        yield StageDone(name, number, len(names), stage["rows"], stage["seconds"], resumed)


def _carry_out(tables: Tables, manifest: dict[str, Any]) -> Iterable[StageDone]:
    for done in write_stages(tables, manifest, list(STAGES)):
        if not done.resumed:
            manifests.save(manifest, tables.run_path)
        yield done
    manifest["losses"] = losses(tables["objects"], tables["near_bands"])
    manifest["windows_s"], manifest["fast_gaps_s"] = tables.windows_s, tables.fast_gaps_s
    n_edges, n_campaigns = (manifest["stages"][name]["rows"] for name in ("edges", "campaigns"))
    rows = [row.asDict() for row in tables["null_runs"].collect()]  # a row per shuffle
    manifest["null_check"] = null_check(rows, n_edges, n_campaigns, tables.parameters.fdr)
    manifest["input"]["layers"] = layer_counts(tables["actions"])
    found = _drift(tables)
    if found is not None:
        manifest["drift"] = found
    manifest["status"] = "finished"
    manifest["finished_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    manifests.save(manifest, tables.run_path)


def _posts_version(workspace: Workspace) -> tuple[int, int]:
    """Version of the posts table and its rows, from the Delta log alone."""
    table = DeltaTable(str(workspace.posts))
    return table.version(), int(pa.table(table.get_add_actions(flatten=True))["num_records"].to_numpy().sum())


def _checked_counts(posts: DataFrame, parameters: RunParameters, workspace: Workspace) -> dict[str, Any]:
    counts = input_counts(posts)
    if counts["n_posts"] == 0:
        known = ", ".join(sorted(datasets(workspace)))
        raise UserError(
            f"No posts match this selection (datasets in the workspace: {known}): "
            "change --dataset, --since or --until.",
            "no_selection",
        )
    check_precision(counts, parameters)
    return counts


def _earlier_run(workspace: Workspace, parameters: RunParameters) -> Run | None:
    """The latest finished run on the same datasets: its campaign ids are kept where the campaigns are."""
    wanted = list(parameters.datasets)
    for run_id in reversed(workspace.run_ids()):
        manifest = manifests.load(workspace.run_path(run_id))
        if manifest and manifest["status"] == "finished" and list(manifest["parameters"]["datasets"]) == wanted:
            return Run(workspace, run_id)
    return None


def _unfinished(workspace: Workspace, fingerprint: str) -> dict[str, Any] | None:
    """The manifest of a killed run that would give the same tables."""
    for run_id in reversed(workspace.run_ids()):
        manifest = manifests.load(workspace.run_path(run_id))
        if manifest and manifest["status"] == "running" and manifest["fingerprint"] == fingerprint:
            return manifest
    return None
