from __future__ import annotations

from math import inf

import numpy as np
import pytest

from claqueur.models.evaluation.conformal import WorstGroup, conformal_threshold, worst_group_threshold
from claqueur.models.evaluation.metrics import threshold_at


def flagged(scores: list[float], threshold: float) -> list[float]:
    return [score for score in scores if score >= threshold]


def test_the_threshold_counts_the_account_to_come():
    nineteen = list(range(19))
    # the next of 20 accounts is the highest with probability 1/20, so at 5% no control may be flagged, at 10% one
    assert flagged(nineteen, conformal_threshold(nineteen, 0.05)) == []
    assert flagged(nineteen, conformal_threshold(nineteen, 0.10)) == [18]
    assert flagged(list(range(18)), conformal_threshold(list(range(18)), 0.10)) == []  # of 19 one is more than 10%
    assert conformal_threshold(nineteen, 0.04) == inf  # 19 accounts cannot show 4%
    assert conformal_threshold([], 0.1) == inf


def test_tied_controls_are_all_left_out():
    tied = [1.0] * 10 + [0.0] * 90
    assert conformal_threshold(tied, 0.05) > 1.0


def test_as_many_controls_are_needed_as_the_docstring_says():
    assert conformal_threshold(range(998), 0.001) == inf > conformal_threshold(range(999), 0.001)
    needed = 2_995  # (1 - .001)^n <= .05
    assert conformal_threshold(range(needed - 1), 0.001, confidence=0.95) == inf
    assert conformal_threshold(range(needed), 0.001, confidence=0.95) < inf


@pytest.mark.parametrize("n", [59, 100, 333])
def test_the_rate_holds_exactly_on_average(n):
    """Scores are uniform, so the rate of a threshold is 1 - threshold; that of threshold_at() is (a + 1) / (n + 1)."""
    rng = np.random.default_rng(1)
    rate = 0.05
    samples = rng.random((4_000, n))
    rates = np.array([1 - min(conformal_threshold(controls, rate), 1) for controls in samples])
    error = rates.std() / np.sqrt(len(rates))
    assert rates.mean() <= rate + 3 * error
    assert rates.mean() >= np.floor(rate * (n + 1)) / (n + 1) - 3 * error  # and no stricter than n allows
    plain = np.mean([1 - threshold_at(controls, rate) for controls in samples])
    assert plain == pytest.approx((np.floor(rate * n) + 1) / (n + 1), abs=3 * error)  # .0500, .0594, .0509


def test_with_a_confidence_the_rate_holds_in_that_share_of_samples():
    rng = np.random.default_rng(2)
    rate, confidence = 0.05, 0.9
    samples = rng.random((4_000, 200))
    kept = np.mean([1 - conformal_threshold(controls, rate, confidence=confidence) <= rate for controls in samples])
    error = np.sqrt(confidence * (1 - confidence) / len(samples))
    assert confidence - 3 * error <= kept <= 0.97  # .9 and what whole numbers of accounts add
    average_only = np.mean([1 - conformal_threshold(controls, rate) <= rate for controls in samples[:1_000]])
    assert average_only < 0.7


def test_no_group_is_flagged_more_than_promised_though_groups_differ():
    rng = np.random.default_rng(3)
    rate, n, rounds = 0.05, 99, 2_000
    means = {"brands": 0.0, "politics": 1.0, "news": 0.9}
    false_alarms = dict.fromkeys(means, 0)
    in_politics_if_pooled = 0
    for _ in range(rounds):
        controls = {name: rng.normal(mean, 1, n) for name, mean in means.items()}
        threshold = worst_group_threshold(controls, rate).threshold
        for name, mean in means.items():
            false_alarms[name] += rng.normal(mean, 1) >= threshold
        pooled = conformal_threshold(np.concatenate(list(controls.values())), rate)
        in_politics_if_pooled += rng.normal(means["politics"], 1) >= pooled
    error = np.sqrt(rate * (1 - rate) / rounds)
    assert max(false_alarms.values()) / rounds <= rate + 3 * error
    assert in_politics_if_pooled / rounds > rate + 3 * error


def test_small_groups_stand_together_or_are_named():
    large = list(range(100, 119))
    found = worst_group_threshold({"large": large, "a": [200.0] * 10, "b": [1.0] * 9}, 0.05)
    assert (found.group, found.unguarded) == ("a + b", ())
    assert found.threshold > 200

    found = worst_group_threshold({"large": large, "a": [200.0] * 10}, 0.05)
    assert found == WorstGroup(conformal_threshold(large, 0.05), "large", ("a",))
    assert worst_group_threshold({"a": [200.0] * 10}, 0.05) == WorstGroup(inf, "", ("a",))
    assert worst_group_threshold({}, 0.05) == WorstGroup(inf, "", ())
