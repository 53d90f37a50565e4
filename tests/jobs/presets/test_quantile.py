"""The type-7 quantile, held against numpy, whose default it is too."""

from __future__ import annotations

import numpy as np
import pytest

from claqueur.jobs.presets.quantile import quantile


def test_quantiles_are_those_of_numpy_and_r(engine):
    values = [3, 1, 254, 1, 2, 2, 9, 4, 1, 1, 30]
    rows = engine.session.createDataFrame([(value,) for value in values], "weight long")
    for probability in (0.0, 0.25, 0.995):
        found = quantile(rows, "weight", probability).collect()[0]["quantile"]
        assert found == pytest.approx(np.quantile(values, probability), rel=1e-12)  # the last bits of an interpolation


def test_the_median_of_counts_is_exact_and_no_rows_have_none(engine):
    rows = engine.session.createDataFrame([(1,), (2,), (3,), (4,)], "weight long")
    assert quantile(rows, "weight", 0.5).collect()[0]["quantile"] == 2.5
    assert quantile(rows.filter("weight > 9"), "weight", 0.5).collect()[0]["quantile"] is None
