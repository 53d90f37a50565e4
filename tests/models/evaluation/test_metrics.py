from __future__ import annotations

from math import isnan

import pytest

from claqueur.models.evaluation.metrics import (
    expected_calibration_error,
    flagged_by,
    flagged_share,
    pr_auc,
    precision_at,
    threshold_at,
)

CONTROLS = [0.9, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("share", "flagged"),
    [(0.0, 0), (0.05, 0), (0.1, 1), (0.25, 2), (0.55, 5), (1.0, 10)],
)
def test_no_more_controls_reach_the_threshold_than_allowed(share, flagged):
    assert sum(score >= threshold_at(CONTROLS, share) for score in CONTROLS) == flagged


def test_tied_controls_are_left_out_together():
    threshold = threshold_at([0.5, 0.5, 0.5, 0.1], 0.25)  # one may be flagged, but three are tied
    assert flagged_share([0.5, 0.5, 0.5, 0.1], threshold) == 0.0


def test_no_accounts_have_no_share_and_set_no_limit():
    assert threshold_at([], 0.01) == 0.0
    assert isnan(flagged_share([], 0.5))
    assert isnan(pr_auc([], [0.5]))
    assert isnan(expected_calibration_error([0.5], []))


def test_flagged_are_counted_per_kind_and_share():
    found = flagged_by([0.9, 0.1, 0.8, 0.2], 0.5, ["random", "random", "fan", "fan"], [2, 2, 5, 2])
    assert found == {("fan", 2): (0, 1), ("fan", 5): (1, 1), ("random", 2): (1, 2)}


def test_area_is_weighed_to_one_member_for_ten_controls():
    # order: member, control, member. At the 2nd member recall is 1 and precision .1 / (.1 + .5)
    assert pr_auc([0.9, 0.3], [0.5, 0.1]) == pytest.approx(0.5 * 1 + 0.5 * 0.1 / 0.6)
    assert pr_auc([0.9, 0.8], [0.5, 0.1]) == 1.0


def test_calibration_error_worked_by_hand():
    # both members say .95 (bin 9: .05 too low), one control says .05, one .95 (bin 9 again)
    # bin 9: .5 * (.95 - 1) + .25 * .95 = .2125; bin 0: .25 * .05 = .0125
    assert expected_calibration_error([0.95, 0.95], [0.05, 0.95]) == pytest.approx(0.225)
    assert expected_calibration_error([1.0], [0.0]) == 0.0


def test_a_tie_at_the_last_place_is_not_counted_as_found():
    assert precision_at([0.9, 0.5], [0.5, 0.1], k=2) == 0.5
    assert precision_at([0.9, 0.6], [0.5, 0.1], k=2) == 1.0
