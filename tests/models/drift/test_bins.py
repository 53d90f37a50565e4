from __future__ import annotations

import math

import numpy as np
import pytest

from claqueur.models.drift.bins import bin_counts, bin_edges, bin_of, psi


def test_zero_is_a_bin_of_its_own_and_so_is_each_tenth_of_the_others():
    values = np.array([0.0] * 50 + list(range(1, 101)))
    edges = bin_edges(values)
    assert len(edges) == 9
    assert bin_counts(values, edges).tolist() == [50] + [10] * 10


def test_values_that_repeat_give_fewer_bins_and_unseen_values_find_one():
    edges = bin_edges(np.array([0.0, 2.0, 2.0, 2.0]))
    assert edges.tolist() == [2.0]
    assert bin_of(np.array([0.0, np.nan, 1.0, 2.0, 99.0, -1.0]), edges).tolist() == [0, 0, 1, 2, 2, 1]
    assert bin_edges(np.zeros(5)).tolist() == []
    assert bin_counts(np.array([0.0, 3.0]), np.array([])).tolist() == [1, 1]


def test_psi_by_hand():
    """Shares 3/4, 1/4 against 1/4, 3/4 (counts with their half added): 2 * (1/2) * ln 3."""
    assert psi([74.5, 24.5], [24.5, 74.5]) == pytest.approx(math.log(3))
    assert psi([10, 20, 30], [10, 20, 30]) == 0
    assert psi([100, 0], [0, 100]) > 5  # finite, though a bin is empty


def test_psi_of_the_same_population_is_about_bins_over_accounts():
    rng = np.random.default_rng(1)
    edges = np.arange(1, 10) / 10
    found = [psi([10_000] * 10, bin_counts(rng.random(200) + 1e-9, edges)[1:]) for _ in range(200)]
    assert np.mean(found) == pytest.approx(9 / 200, rel=0.2)
