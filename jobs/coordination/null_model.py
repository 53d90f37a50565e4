"""The burst-conditioned Poisson null: how often two accounts would meet by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import Column
from pyspark.sql import functions as F
from scipy.special import gammaln, pdtrc

FLOOR = 1e-6
_SERIES_TERMS = 40


def expected(objects_u: Column, exposure_u: Column, objects_v: Column, exposure_v: Column, total: Column) -> Column:
    """lambda = (d_v E_u + d_u E_v) / (2 M), at least 1e-6.

    E_u chances of meeting somebody, each falling on v with v's share d_v / M of all activity, and the same the
    other way round. M is the sum of d over the accounts of the layer.
    """
    met = objects_v * exposure_u + objects_u * exposure_v
    return F.greatest(met / (2 * total), F.lit(FLOOR))


def minus_log10_p(seen: NDArray[np.int64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """-log10 P[Poisson(expected) >= seen]; 0 where seen is 0. Exact also where p is below the smallest float.

    There the tail is its first term times 1 + l/(k+1) + l^2/((k+1)(k+2)) + ..., which converges since l < k.
    """
    k = np.asarray(seen, dtype=float)
    rate = np.asarray(expected, dtype=float)
    # 0 - x rather than -x: p = 1 must give 0, not -0
    with np.errstate(divide="ignore"):
        result = np.where(k > 0, 0.0 - np.log10(pdtrc(k - 1, rate)), 0.0)
    tiny = ~(result < 290)
    if tiny.any():
        result[tiny] = _from_series(k[tiny], rate[tiny])
    return result


def _from_series(k: NDArray[np.float64], rate: NDArray[np.float64]) -> NDArray[np.float64]:
    term, total = np.ones_like(k), np.ones_like(k)
    for step in range(1, _SERIES_TERMS):
        term = term * rate / (k + step)
        total += term
    log_first = k * np.log(rate) - rate - gammaln(k + 1)
    return -(log_first + np.log(total)) / np.log(10)
