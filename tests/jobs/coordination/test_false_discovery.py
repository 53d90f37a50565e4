"""Benjamini-Hochberg, held against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from claqueur.jobs.coordination.false_discovery import with_q_values
from claqueur.schema import SCORES

N_TESTS = 20_000
BIN = 10**0.01  # a hundredth of a decade: 2.33%


def test_q_is_never_below_the_exact_one_and_at_most_a_bin_above_it(frame, rows):
    chance = np.random.default_rng(3)
    s = np.concatenate([chance.exponential(2, 150), chance.uniform(0, 9, 100), [0.0, 0.0, 3.0, 3.0, 3.0, 3.005, 280.0]])
    p = 10.0**-s
    # tests that were not observed have p = 1
    exact = false_discovery_control(np.concatenate([p, np.ones(N_TESTS - len(p))]))[: len(p)]
    found = with_q_values(frame(SCORES, "score", [(value,) for value in s]).withColumnRenamed("score", "s"), N_TESTS)
    by_s = rows(found, "s q")
    assert [value for value, _ in by_s] == sorted(s.tolist())
    q, wanted = np.array([q for _, q in by_s]), exact[np.argsort(s)]
    assert (q >= wanted * (1 - 1e-12)).all()
    assert (q <= np.minimum(wanted * BIN * (1 + 1e-9), 1)).all()
    assert (np.diff(q) <= 0).all()  # a smaller p never has the larger q
    assert (q <= 0.01).sum() not in {0, len(q)}  # both sides of the usual threshold are there


def test_beyond_a_thousand_decades_all_tests_share_the_smallest_q(frame, rows):
    tests = frame(SCORES, "score", [(1_500.0,), (4_000.0,), (0.0,)]).withColumnRenamed("score", "s")
    assert rows(with_q_values(tests, 3), "s q") == [(0.0, 1.0), (1_500.0, 0.0), (4_000.0, 0.0)]


def test_a_few_tests_by_hand(frame, rows):
    # 4 tests, p = .01, .1, 1 and one unobserved: .01 * 4 / 1, .1 * 4 / 2, 1
    tests = frame(SCORES, "score", [(2.0,), (1.0,), (0.0,)]).withColumnRenamed("score", "s")
    assert rows(with_q_values(tests, 4), "s q") == [
        (0.0, pytest.approx(1)),
        (1.0, pytest.approx(0.2)),
        (2.0, pytest.approx(0.04)),
    ]
