"""Graph algorithms: igraph and GraphFrames answer alike."""

import pytest

from claqueur.jobs.graph.graphframes import SparkGraph

EDGES = [(1, 2), (2, 3), (1, 3), (3, 1), (10, 11), (10, 11), (12, 10)]


@pytest.fixture
def graph(engine):
    """The engine's algorithms; on Spark those for graphs too large for a task."""
    return SparkGraph(edges_of_a_task=2) if engine.name == "spark" else engine.graph


def test_components_are_named_by_their_smallest_account(engine, graph):
    edges = engine.session.createDataFrame(EDGES, "src long, dst long")
    found = {tuple(row) for row in graph.components(edges).collect()}
    assert found == {(1, 1), (2, 1), (3, 1), (10, 10), (11, 10), (12, 10)}


def test_pagerank_sums_to_one_and_counts_repeated_edges(engine, graph):
    edges = engine.session.createDataFrame(EDGES, "src long, dst long")
    ranks = {row.account: row.rank for row in graph.pagerank(edges).collect()}
    # worked out by power iteration with numpy, damping .85, dangling mass spread evenly
    expected = {1: 0.20895, 2: 0.13036, 3: 0.24116, 10: 0.11496, 11: 0.15986, 12: 0.06214}
    assert sum(ranks.values()) == pytest.approx(1)
    assert ranks == {account: pytest.approx(rank, abs=2e-5) for account, rank in _power_iteration().items()}
    assert set(ranks) == set(expected)


def test_a_graph_that_fits_a_task_has_the_same_answers(engine):
    edges = engine.session.createDataFrame(EDGES, "src long, dst long")
    components = {row.account: row.component for row in engine.graph.components(edges).collect()}
    assert components == {1: 1, 2: 1, 3: 1, 10: 10, 11: 10, 12: 10}
    ranks = {row.account: row.rank for row in engine.graph.pagerank(edges).collect()}
    assert ranks == {account: pytest.approx(rank, abs=2e-5) for account, rank in _power_iteration().items()}


def test_no_edges_give_no_components_and_no_ranks(engine):
    edges = engine.session.createDataFrame([], "src long, dst long")
    assert engine.graph.components(edges).collect() == []
    assert engine.graph.pagerank(edges).collect() == []


def _power_iteration() -> dict[int, float]:
    import numpy as np

    accounts = sorted({account for edge in EDGES for account in edge})
    n = len(accounts)
    link = np.zeros((n, n))
    for src, dst in EDGES:
        link[accounts.index(dst), accounts.index(src)] += 1
    out = link.sum(axis=0)
    link = np.where(out > 0, link / np.maximum(out, 1), 1 / n)
    rank = np.full(n, 1 / n)
    for _ in range(200):
        rank = 0.85 * link @ rank + 0.15 / n
    return dict(zip(accounts, rank, strict=True))
