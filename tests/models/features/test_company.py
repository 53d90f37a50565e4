from __future__ import annotations

import pytest

from claqueur.models.features.company import closest, company, with_company

PARTNERS = "account long, partner long, place long, k_60m long"
# 1 meets four others; 2 is met at a day's distance only; 20 has more partners than are looked at
PARTNER_ROWS = [
    *[(1, partner, place, 2) for place, partner in enumerate((5, 6, 7, 8), start=1)],
    (2, 5, 1, 0),
    (3, 5, 1, 1),
    *[(20, 100 + place, place, 1) for place in range(1, 15)],
]
CLOSEST = {(1, 5), (1, 6), (1, 7), (1, 8), (3, 5), *[(20, 100 + place) for place in range(1, 13)]}
MARGINS = [(5, 9.0), (6, 1.0), (7, -2.0), (8, -9.0), (113, 8.0)]


def test_the_closest_partners_are_the_twelve_strongest_met_within_the_hour(engine):
    found = closest(engine.session.createDataFrame(PARTNER_ROWS, PARTNERS)).collect()
    assert {tuple(row) for row in found} == CLOSEST


def test_the_company_is_the_mean_of_the_three_best_within_limits(engine):
    make = engine.session.createDataFrame
    found = company(make(sorted(CLOSEST), "account long, partner long"), make(MARGINS, "account long, margin double"))
    assert {row["account"]: row["company"] for row in found.collect()} == {
        1: pytest.approx((4 + 1 - 2) / 3),  # 9 counts 4, and the fourth does not count
        3: pytest.approx((4 - 4 - 4) / 3),  # two are missing
        # 20 has nobody that was judged among its twelve closest
    }


def test_who_keeps_no_company_that_was_judged_is_alone(engine):
    make = engine.session.createDataFrame
    features, kept = (
        make([(1, 0.5), (2, 0.7)], "account long, best_s double"),
        make([(2, 1.5)], "account long, company double"),
    )
    assert {tuple(row) for row in with_company(features, kept).select("account", "best_s", "company").collect()} == {
        (1, 0.5, -4.0),
        (2, 0.7, 1.5),
    }
