from __future__ import annotations

import numpy as np

from claqueur.models.estimator import CoordinationClassifier
from claqueur.models.evaluation.figures import Thresholds


def test_an_account_just_below_the_threshold_stays_below_as_a_probability():
    """Two margins next to each other give one probability: the threshold's must be above it."""
    estimator = CoordinationClassifier()
    estimator.floor_, estimator.slope_, estimator.intercept_ = -5.0, 1.0, -2.0
    margin = 3.0
    limits = Thresholds(flag=np.nextafter(margin, np.inf), triage=1.0).calibrated(estimator)
    just_below, above = estimator.calibrated([margin, margin + 0.001])
    assert just_below < limits.flag < above
    assert limits.triage < limits.flag
