"""How densely an account's partners are tied to each other: core number and local clustering, per account and graph.

Core number: the largest c such that the account lies in a part where everyone keeps c links (Seidman 1983). Local
clustering: the share of its partners' pairs that are linked too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyspark.sql import functions as F

from claqueur.models.features.collapsed_pairs import collapsed_pairs
from claqueur.schema import CLASSIFIER_LAYERS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PARTS = 64


@dataclass(frozen=True)
class Graph:
    """A graph of account pairs: those with at least `k` co-actions and strength `s` within 60 min."""

    name: str
    k: int
    s: float
    meaning: str


GRAPHS = (
    Graph("k2", 2, 0.0, "pairs with k_60m >= 2"),
    Graph("s4", 1, 4.0, "pairs with s_60m >= 4"),
    Graph("k2_s6", 2, 6.0, "pairs with k_60m >= 2 and s_60m >= 6"),
)

NEIGHBOURHOOD_SCHEMA = "account long, " + ", ".join(
    f"{measure}_{graph.name} double" for measure in ("core", "clustering") for graph in GRAPHS
)


def linked_pairs(pairs: DataFrame, layers: Sequence[str] = CLASSIFIER_LAYERS) -> DataFrame:
    """Pairs that are an edge of any of GRAPHS: src, dst, k, s (collapsed and summed over layers, within 60 min).

    What engine.graph.components() takes. pairs: columns PAIRS.
    """
    k, s = F.col("k_60m"), F.col("s_60m")
    linked = F.lit(False)
    for graph in GRAPHS:
        linked = linked | ((k >= graph.k) & (s >= graph.s))
    kept = collapsed_pairs(pairs, layers).filter(linked)
    return kept.select(F.col("u").alias("src"), F.col("v").alias("dst"), k.alias("k"), s.alias("s"))


def neighbourhood(links: DataFrame, components: DataFrame) -> DataFrame:
    """One row per linked account, columns NEIGHBOURHOOD_SCHEMA. links: from linked_pairs; components: of the same.

    Components are worked out by igraph, many in one batch: a call of Python for each would take most of the time. The
    links of a batch must fit in memory (about 60 bytes a link).
    """
    placed = links.join(
        components.select(F.col("account").alias("src"), "component"), on="src", how="inner"
    )  # every link has a component: n:1
    columns = placed.select("component", "src", "dst", "k", "s")
    return columns.groupBy(F.pmod("component", F.lit(PARTS))).applyInPandas(_of_components, NEIGHBOURHOOD_SCHEMA)


def _of_components(links: pd.DataFrame) -> pd.DataFrame:
    from claqueur.jobs.graph.embedded import graph_of

    accounts, graph = graph_of(links["src"].to_numpy(), links["dst"].to_numpy(), directed=False)
    k, s = links["k"].to_numpy(), links["s"].to_numpy()
    found: dict[str, np.ndarray] = {"account": accounts}
    for declared in GRAPHS:
        edges = np.flatnonzero((k >= declared.k) & (s >= declared.s))
        part = graph.subgraph_edges(edges, delete_vertices=False)
        found[f"core_{declared.name}"] = np.asarray(part.coreness(), dtype="float64")
        clustering = part.transitivity_local_undirected(mode="zero")
        found[f"clustering_{declared.name}"] = np.asarray(clustering, dtype="float64")
    names = [field.split()[0] for field in NEIGHBOURHOOD_SCHEMA.split(", ")]
    return pd.DataFrame(found)[names]
