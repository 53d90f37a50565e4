"""What claqueur asks of a graph library: two implementations give the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class GraphAlgorithms(Protocol):
    """Deterministic algorithms over an edge list of 64-bit account keys."""

    def components(self, edges: DataFrame) -> DataFrame:
        """Connected components. edges: src, dst. Returns account, component (its smallest account key)."""
        ...

    def pagerank(self, edges: DataFrame) -> DataFrame:
        """PageRank, damping .85. edges: src, dst; a repeated edge counts as often as it stands.

        Returns account, rank; ranks sum to 1. Empty edges give no rows.
        """
        ...
