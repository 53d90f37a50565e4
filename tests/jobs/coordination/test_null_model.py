"""The Poisson null, held against scipy and against exact arithmetic."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy.stats import poisson

from claqueur.jobs.coordination.null_model import FLOOR, expected, minus_log10_p


def test_surprise_is_the_upper_tail_of_a_poisson():
    k, rate = (grid.ravel() for grid in np.meshgrid([0, 1, 2, 3, 10, 40], [FLOOR, 0.01, 0.5, 2.0, 60.0]))
    assert minus_log10_p(k, rate) == pytest.approx(-np.log10(poisson.sf(k - 1, rate)), rel=1e-9, abs=1e-12)


def test_nothing_seen_is_no_surprise_and_never_minus_zero():
    found = minus_log10_p(np.array([0, 0, 1]), np.array([FLOOR, 5.0, 1e3]))
    assert found.tolist() == [0, 0, 0]
    assert not np.signbit(found).any()


@pytest.mark.parametrize(("k", "rate"), [(60, 1e-6), (200, 0.5), (400, 20.0), (3_000, 1_000.0), (50, 0.0001)])
def test_surprise_is_exact_where_p_is_below_the_smallest_float(k, rate):
    assert minus_log10_p(np.array([k]), np.array([rate]))[0] == pytest.approx(exact(k, rate), rel=1e-10)


def test_more_seen_or_less_expected_is_never_less_surprising():
    # over the border at which the series takes over (-log10 p = 290)
    seen = minus_log10_p(np.arange(60, 200), np.full(140, 0.5))
    assert (np.diff(seen) > 0).all()
    assert seen.min() < 290 < seen.max()


def exact(k: int, rate: float) -> float:
    """-log10 of the tail, summed term by term with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        term = (-Decimal(rate)).exp()
        for i in range(1, k + 1):
            term *= Decimal(rate) / i
        total = Decimal(0)
        for i in range(k + 1, k + 2_000):
            total += term
            term *= Decimal(rate) / i
        return float(-total.log10())


def test_expectation_is_worked_from_both_sides_and_has_a_floor(sail):
    from pyspark.sql import functions as F

    #         d_u  E_u  d_v  E_v   M    (d_v E_u + d_u E_v) / 2M
    cases = [(10.0, 4.0, 5.0, 8.0, 50.0, 1.0), (2.0, 0.0, 2.0, 3.0, 100.0, 0.03), (2.0, 0.0, 2.0, 0.0, 100.0, FLOOR)]
    table = sail.session.createDataFrame(cases, "du double, eu double, dv double, ev double, m double, want double")
    chance = expected(F.col("du"), F.col("eu"), F.col("dv"), F.col("ev"), F.col("m"))
    assert [(row.found, row.want) for row in table.select(chance.alias("found"), "want").collect()] == [
        (pytest.approx(case[-1]), case[-1]) for case in cases
    ]
