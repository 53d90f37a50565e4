from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from scipy.stats import binom

from claqueur.models.evaluation.intervals import (
    Interval,
    Limit,
    count_interval,
    recall_gain_interval,
    recall_interval,
    share_interval,
)
from claqueur.models.evaluation.metrics import flagged_share, threshold_at


def test_the_interval_of_a_count_is_exact():
    assert count_interval(0, 100) == Interval(0, 0, pytest.approx(1 - 0.025 ** (1 / 100)))  # (1 - p)^100 = .025
    found = count_interval(2, 813)
    assert binom.sf(1, 813, found.low) == pytest.approx(0.025)  # at the lower limit 2 or more are this rare
    assert binom.cdf(2, 813, found.high) == pytest.approx(0.025)
    assert found.low < 2 / 813 == found.estimate < found.high


def test_the_bootstrap_of_a_share_is_that_of_a_binomial():
    is_flagged = np.arange(400) < 100
    found = share_interval(is_flagged, seed=1)
    assert found.estimate == 0.25
    expected = [binom.ppf(p, 400, 0.25) / 400 for p in (0.025, 0.975)]
    assert [found.low, found.high] == pytest.approx(expected, abs=0.005)  # two accounts of 400: 2,000 replicates
    assert found == share_interval(is_flagged, seed=1) != share_interval(is_flagged, seed=2)


def test_rows_of_one_unit_are_drawn_together():
    is_flagged = np.arange(500) < 250
    units = np.arange(500) // 50  # 10 hosts, 5 of them flagged in all their grafts
    # of 10 hosts drawn, 2 or fewer are flagged hosts with probability .055, 1 or fewer with .011
    assert share_interval(is_flagged, units=units, seed=1) == Interval(0.5, 0.2, 0.8)

    uneven = share_interval([True, False, False, False], units=["a", "b", "b", "b"], seed=1)
    assert (uneven.estimate, uneven.low, uneven.high) == (0.25, 0, 1)  # a drawn twice: 2 of 2


def by_resampling(members: np.ndarray, limits: list[Limit], n: int) -> np.ndarray:
    """Recall in replicates, by drawing accounts one by one: slow, but plain."""
    rng = np.random.default_rng(5)
    recalls = []
    for _ in range(n):
        thresholds = [threshold_at(rng.choice(limit.scores, len(limit.scores)), limit.share) for limit in limits]
        recalls.append(flagged_share(rng.choice(members, len(members)), max(thresholds)))
    return np.array(recalls)


def test_the_threshold_is_chosen_anew_in_every_replicate():
    rng = np.random.default_rng(3)
    members = rng.normal(2, 1, 200)
    limits = [Limit(rng.normal(0, 1, 500), 0.01), Limit(rng.normal(0.5, 1, 80), 0.05)]
    found = recall_interval(members, limits, seed=1)
    plain = by_resampling(members, limits, 2_000)
    # of 200 members one is .005: the limits of two independent bootstraps agree within a few
    assert [found.low, found.high] == pytest.approx(np.quantile(plain, [0.025, 0.975]), abs=0.03)

    threshold = max(threshold_at(limit.scores, limit.share) for limit in limits)
    assert found.estimate == flagged_share(members, threshold)
    fixed = share_interval(members >= threshold, seed=1)
    assert found.low < fixed.low and fixed.high < found.high  # that the threshold is uncertain shows
    assert found == recall_interval(members, limits, seed=1) != recall_interval(members, limits, seed=2)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    """Recall at the true 10% threshold of the controls' distribution, against intervals from 150 small samples."""
    truth = flagged_share(np.random.default_rng(0).normal(1, 1, 1_000_000), 1.2816)
    rng = np.random.default_rng(1)
    covered = [
        found.low <= truth <= found.high
        for found in (
            recall_interval(rng.normal(1, 1, 150), [Limit(rng.normal(0, 1, 300), 0.1)], seed=n, n_replicates=500)
            for n in range(150)
        )
    ]
    assert np.mean(covered) >= 0.89  # .95 less three standard errors
    assert np.mean(covered) < 1


def test_a_gain_is_judged_on_the_same_accounts():
    """The second model is the first with a little noise on members, and is worth 5 points less."""
    rng = np.random.default_rng(4)
    controls = rng.normal(0, 1, 2_000)
    first = rng.normal(2, 1, 400)
    second = first - 0.25
    limits = [Limit(np.stack([controls, controls], axis=1), 0.01)]
    gain = recall_gain_interval(np.stack([first, second], axis=1), limits, seed=1)
    threshold = threshold_at(controls, 0.01)
    assert gain.estimate == pytest.approx(flagged_share(first, threshold) - flagged_share(second, threshold))
    assert 0 < gain.low < gain.estimate < gain.high < 0.2
    alone = [recall_interval(scores, [Limit(controls, 0.01)], seed=1) for scores in (first, second)]
    assert alone[0].low < alone[1].high  # intervals of each model overlap, though one is better on the same accounts

    same = recall_gain_interval(
        np.stack([first, first + 1], axis=1), [Limit(np.stack([controls, controls + 1], axis=1), 0.01)], seed=1
    )
    assert same == Interval(0, 0, 0)  # another scale of scores is no gain


def test_only_chance_is_no_gain():
    rng = np.random.default_rng(6)
    limits = [Limit(rng.normal(0, 1, (2_000, 2)), 0.01)]
    gain = recall_gain_interval(rng.normal(2, 1, (400, 2)), limits, seed=1)
    assert gain.low < 0 < gain.high


def test_where_there_is_nobody_nothing_is_claimed():
    assert isnan(count_interval(0, 0).high)
    assert isnan(share_interval([], seed=1).low)
    assert isnan(recall_interval([], [Limit([0.1], 0.01)], seed=1).estimate)
    with pytest.raises(ValueError, match="one of them no scores"):
        recall_interval([0.5], [Limit([0.1], 0.01), Limit([], 0.01)], seed=1)
    with pytest.raises(ValueError, match="no limits"):
        recall_interval([0.5], [], seed=1)
