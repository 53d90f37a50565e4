"""Communities of the coordination network, with their stability."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.schema import COMMUNITIES

N_SEEDS = 20
CO_ASSIGNMENT = 0.8


def communities(edges: DataFrame, components: DataFrame, seed: int) -> DataFrame:
    """Leiden communities inside each component. Columns COMMUNITIES.

    Leiden (Traag 2019, modularity weighted by s_sum) runs with N_SEEDS seeds; an edge holds where its ends fall
    together in at least 80% of them, and what stays connected by such edges is a community. Stability of an account
    is the mean share of seeds that put it with its neighbours of the same community; 1 for an account alone.
    """
    weighted = edges.select("u", "v", F.col("s_sum").alias("weight"))
    with_component = weighted.join(components.withColumnRenamed("account", "u"), "u", how="inner")
    schema = "account long, component long, community long, stability double"
    return with_component.groupBy("component").applyInPandas(_leiden(seed), schema).select(*COMMUNITIES.names)


def _leiden(seed: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def consensus(edges: pd.DataFrame) -> pd.DataFrame:
        import igraph
        import leidenalg

        edges = edges.sort_values(["u", "v"])  # engines deliver rows in any order; Leiden depends on it
        ends = edges[["u", "v"]].to_numpy()
        accounts, vertex = np.unique(ends, return_inverse=True)
        vertex = vertex.reshape(ends.shape)
        graph = igraph.Graph(n=len(accounts), edges=vertex)
        together = np.zeros(len(edges))
        for step in range(N_SEEDS):
            partition = leidenalg.find_partition(
                graph, leidenalg.ModularityVertexPartition, weights=edges["weight"].tolist(), seed=seed * N_SEEDS + step
            )
            membership = np.asarray(partition.membership)
            together += membership[vertex[:, 0]] == membership[vertex[:, 1]]
        together /= N_SEEDS
        holds = igraph.Graph(n=len(accounts), edges=vertex[together >= CO_ASSIGNMENT])
        group = np.asarray(holds.connected_components().membership)
        _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
        return pd.DataFrame(
            {
                "account": accounts,
                "component": np.repeat(edges["component"].iloc[0], len(accounts)),
                "community": accounts[first][inverse],
                "stability": _stability(vertex, together, group),
            }
        )

    return consensus


def _stability(vertex: np.ndarray, together: np.ndarray, group: np.ndarray) -> np.ndarray:
    inside = group[vertex[:, 0]] == group[vertex[:, 1]]
    ends, share = vertex[inside].ravel(), np.repeat(together[inside], 2)
    total = np.bincount(ends, weights=share, minlength=len(group))
    count = np.bincount(ends, minlength=len(group))
    return np.where(count > 0, total / np.maximum(count, 1), 1.0)
