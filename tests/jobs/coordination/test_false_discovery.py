"""Benjamini-Hochberg, held against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from claqueur.jobs.coordination.false_discovery import with_q_values
from claqueur.schema import SCORES

N_TESTS = 20_000
BIN = 10**0.01  # a hundredth of a decade: 2.33%


@pytest.fixture
def tests_of(frame):
    """A frame of tests with these -log10 p."""
    return lambda s: frame(SCORES, "score", [(value,) for value in s]).withColumnRenamed("score", "s")


@pytest.fixture(scope="module")
def s() -> np.ndarray:
    """Tests of every strength, with ties and one beyond any doubt."""
    chance = np.random.default_rng(3)
    return np.concatenate([chance.exponential(2, 150), chance.uniform(0, 9, 100), [0, 0, 3, 3, 3, 3.005, 280]])


@pytest.fixture(scope="module")
def wanted(s: np.ndarray) -> np.ndarray:
    """scipy's q of the tests in order of s; those that were not observed have p = 1."""
    observed = 10.0 ** -np.sort(s)
    return false_discovery_control(np.concatenate([observed, np.ones(N_TESTS - len(s))]))[: len(s)]


def test_few_tests_get_the_exact_q(tests_of, rows, s, wanted):
    found = rows(with_q_values(tests_of(s), N_TESTS), "s q")
    assert [value for value, _ in found] == np.sort(s).tolist()
    assert [q for _, q in found] == pytest.approx(wanted.tolist(), rel=1e-12)
    assert (wanted <= 0.01).sum() not in {0, len(s)}  # both sides of the usual threshold are there


def test_in_bins_q_is_never_below_the_exact_one_and_at_most_a_bin_above_it(tests_of, rows, s, wanted):
    found = rows(with_q_values(tests_of(s), N_TESTS, exact_tests=len(s) - 1), "s q")
    assert [value for value, _ in found] == np.sort(s).tolist()
    q = np.array([q for _, q in found])
    assert (q >= wanted * (1 - 1e-12)).all()
    assert (q > wanted).any()
    assert (q <= np.minimum(wanted * BIN * (1 + 1e-9), 1)).all()
    assert (np.diff(q) <= 0).all()  # a smaller p never has the larger q


@pytest.mark.parametrize("exact_tests", [10, 0])
def test_beyond_any_float_all_tests_share_the_smallest_q(tests_of, rows, exact_tests):
    found = with_q_values(tests_of([1_500.0, 4_000.0, 0.0]), 3, exact_tests)
    assert rows(found, "s q") == [(0.0, 1.0), (1_500.0, 0.0), (4_000.0, 0.0)]


@pytest.mark.parametrize("exact_tests", [10, 0])
def test_a_few_tests_by_hand(tests_of, rows, exact_tests):
    # 4 tests, p = .01, .1, 1 and one unobserved: .01 * 4 / 1, .1 * 4 / 2, 1
    found = with_q_values(tests_of([2.0, 1.0, 0.0]), 4, exact_tests)
    assert rows(found, "s q") == [(0.0, pytest.approx(1)), (1.0, pytest.approx(0.2)), (2.0, pytest.approx(0.04))]
