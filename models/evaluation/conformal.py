"""Thresholds whose false alarm rate is guaranteed for any number of controls, and for each of several control sets.

A threshold that 1 in 1,000 of the controls at hand reach can flag more than 1 in 1,000 of the next accounts (with 2,000
controls 1 in 667), since it was fitted to the ones at hand. If the next account is exchangeable with n controls, its
place among the n + 1 scores is uniform, and the threshold can allow for that exactly. Sources: Vovk, Gammerman &
Shafer 2005 (rate on average); Vovk 2012 (rate with a confidence, "training conditional").

The scores must be held-out ones: a control that the model learned from is not exchangeable with one it did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom


@dataclass(frozen=True)
class WorstGroup:
    """The highest of the thresholds of several groups of controls.

    group: whose it is, "" if none is large enough. unguarded: groups too small to have a threshold, even together;
    for them nothing is guaranteed.
    """

    threshold: float
    group: str
    unguarded: tuple[str, ...]


def conformal_threshold(controls: ArrayLike, rate: float, *, confidence: float | None = None) -> float:
    """The lowest threshold at which an account like the controls is flagged (score >= threshold) at most at `rate`.

    controls: held-out scores. confidence: None keeps the rate on average over sets of controls of this size; a
    number such as .95 keeps it for at least that share of such sets, which takes a higher threshold. Infinity where
    there are too few: at .1% on average 999 controls are needed, 2,995 with confidence .95. Scores tied with
    one that must not be flagged are not flagged either.
    """
    ordered = np.sort(np.asarray(controls, dtype=float))[::-1]
    allowed = _allowed(len(ordered), rate, confidence)
    return float(np.nextafter(ordered[allowed], np.inf)) if allowed >= 0 else float("inf")


def worst_group_threshold(
    groups: Mapping[str, ArrayLike], rate: float, *, confidence: float | None = None
) -> WorstGroup:
    """The threshold that keeps conformal_threshold()'s promise in every group of controls, whichever comes next.

    groups: name -> held-out scores. Groups too small for a threshold of their own are put together as one, for
    which the promise holds in the mixture only.
    """
    scores = {name: np.asarray(found, dtype=float) for name, found in groups.items()}
    small = tuple(name for name, found in scores.items() if _allowed(len(found), rate, confidence) < 0)
    large = {name: found for name, found in scores.items() if name not in small}
    together = np.concatenate([scores[name] for name in small]) if small else np.empty(0)
    if _allowed(len(together), rate, confidence) >= 0:
        large[" + ".join(small)] = together
        small = ()
    if not large:
        return WorstGroup(float("inf"), "", small)
    thresholds = {name: conformal_threshold(found, rate, confidence=confidence) for name, found in large.items()}
    worst = max(thresholds, key=lambda name: thresholds[name])
    return WorstGroup(thresholds[worst], worst, small)


def _allowed(n: int, rate: float, confidence: float | None) -> int:
    """How many of n controls may reach the threshold; -1 if none is too many.

    The rate of a threshold just above the (a + 1)-th largest of n is distributed as Beta(a + 1, n - a). Its mean,
    (a + 1) / (n + 1), is to be at most `rate`; or P[Beta > rate] = P[Binomial(n, rate) <= a] at most 1 - confidence.
    """
    if confidence is None:
        return int(np.floor(rate * (n + 1) + 1e-9)) - 1
    tail = 1 - confidence
    allowed = int(binom.ppf(tail, n, rate))  # smallest a with P >= tail
    return allowed if binom.cdf(allowed, n, rate) <= tail else allowed - 1
