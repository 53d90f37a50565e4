"""A whole simulated discourse with labels. Results on it are simulated: no evidence of real performance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from claqueur.ingest.simulator.campaigns import CAMPAIGN_KINDS
from claqueur.ingest.simulator.cast import assemble_cast, member_places, settle_activity
from claqueur.ingest.simulator.discourse import write_bursts, write_ordinary_posts, write_public_posts
from claqueur.ingest.simulator.groups import Group, form_groups
from claqueur.ingest.simulator.lookalikes import LOOKALIKE_KINDS
from claqueur.ingest.simulator.posts import LABEL_COLUMNS, labels_table, posts_table
from claqueur.ingest.simulator.scene import Ledger, Scene, SimulationParameters


@dataclass(frozen=True)
class Simulation:
    """A simulated discourse.

    posts: Arrow table with the columns of POSTS up to account_affiliation; labels: columns LABEL_COLUMNS, one row per
    account that posted; cast: everything that is known of each account, see cast.py.
    """

    parameters: SimulationParameters
    posts: pa.Table
    labels: pl.DataFrame
    cast: pl.DataFrame

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Paths of `posts.parquet` and `labels.csv` in `folder`, which is made if it is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        posts_path, labels_path = folder / "posts.parquet", folder / "labels.csv"
        pq.write_table(self.posts, posts_path, compression="zstd", row_group_size=100_000)
        self.labels.select(LABEL_COLUMNS).write_csv(labels_path)
        return posts_path, labels_path


def simulate(parameters: SimulationParameters | None = None) -> Simulation:
    """A seeded English and French discourse with planted campaigns and benign look-alikes, everything labelled.

    Raises UserError if n_posts leaves less than a fifth of the posts to ordinary people.
    """
    parameters = SimulationParameters() if parameters is None else parameters
    groups = form_groups(CAMPAIGN_KINDS, parameters, parameters.campaign_scale)
    groups += form_groups(LOOKALIKE_KINDS, parameters, parameters.lookalike_scale)
    streams = [np.random.default_rng(seed) for seed in np.random.SeedSequence(parameters.seed).spawn(4 + len(groups))]
    cast = assemble_cast(parameters, groups, streams[0])
    scene = Scene(parameters, cast, Ledger(), streams[1])
    write_public_posts(scene)
    _act(scene, groups, streams[4:])
    scene.rng = streams[2]
    write_bursts(scene)
    n_left = parameters.n_posts - scene.ledger.size
    scene.cast = settle_activity(cast, parameters, n_left)
    write_ordinary_posts(scene, n_left)
    posts = posts_table(scene.ledger.posts(), cast, parameters, streams[3])
    return Simulation(parameters, posts, labels_table(posts, cast), scene.cast)


def _act(scene: Scene, groups: list[Group], streams: list[np.random.Generator]) -> None:
    """Every group does what its kind does; each has its own stream, so that one group leaves the others as they are."""
    for group, stream in zip(groups, streams, strict=True):
        scene.rng = stream
        for tactic in group.kind.tactics:
            tactic.act(scene, group, member_places(scene.cast, group), tactic)
