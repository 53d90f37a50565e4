"""Values of a feature in bins, and how far two such spreads are apart.

The first bin holds the value 0, which most accounts have in most features and quantiles cannot cut; the others are
tenths of the values that are not 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

DECILES = np.arange(1, 10) / 10
HALF = 0.5  # added to each bin's count, so that an empty bin has a logarithm


def bin_edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Edges between the bins of the values that are not 0: their deciles, each once."""
    found = values[values != 0]
    return np.unique(np.quantile(found, DECILES)) if len(found) else np.array([])


def bin_of(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    """The bin of each value: 0 for zero or missing, then 1 + the number of edges that it reaches."""
    return np.where((values == 0) | np.isnan(values), 0, 1 + np.searchsorted(edges, values, side="right"))


def bin_counts(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    """Values per bin, len(edges) + 2 of them."""
    return np.bincount(bin_of(values, edges), minlength=len(edges) + 2)


def psi(expected: ArrayLike, found: ArrayLike) -> float:
    """Population stability index of counts per bin: the sum of (q - p) ln(q / p), p and q the shares of the bins.

    0 for equal shares. A half is added to each count.
    """
    p, q = (np.asarray(counts, dtype="float64") + HALF for counts in (expected, found))
    p, q = p / p.sum(), q / q.sum()
    return float(((q - p) * np.log(q / p)).sum())
