"""Eigenvector centrality: an account counts as much as the accounts that it is tied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

DIGITS = 9  # what the solver gives reliably


def eigenvector_centrality(edges: DataFrame) -> DataFrame:
    """account, centrality (the largest is 1) of a weighted, undirected network. edges: account_a, account_b, weight.

    The first eigenvector of the matrix of weights. In a network of several components it lies in one of them, and the
    accounts of the others have 0. The whole network is one group in the memory of one Python worker, 12 bytes for each
    direction of an edge: GraphFrames has no such algorithm, and igraph's crashed (docs/decisions/0011).
    Source: Bonacich 1987.
    """
    from pyspark.sql import functions as F

    return edges.groupBy(F.lit(0)).applyInPandas(_centrality, "account string, centrality double")


def _centrality(edges: pd.DataFrame) -> pd.DataFrame:
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import eigsh

    edges = edges.sort_values(["account_a", "account_b"])  # the same sums in the same order on every engine
    accounts, vertex = np.unique(np.concatenate([edges["account_a"], edges["account_b"]]), return_inverse=True)
    a, b = vertex[: len(edges)], vertex[len(edges) :]
    weights = np.concatenate([edges["weight"], edges["weight"]])
    matrix = coo_array((weights, (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(len(accounts),) * 2)
    _, vectors = eigsh(matrix.tocsr(), k=1, which="LA", v0=np.ones(len(accounts)))
    values = np.abs(vectors[:, 0])
    return pd.DataFrame({"account": accounts, "centrality": np.round(values / values.max(), DIGITS)})
