from __future__ import annotations

from claqueur.models.features.company import closest, company, with_company

PAIRS = "u long, v long, k_60m long, s_60m double"
# 1 meets four others; 2 and 5 at a day's distance only; 20 has more partners than are looked at, 20 is each one's closest
PAIR_ROWS = [
    *[(1, partner, 2, strength) for partner, strength in ((5, 4.0), (6, 3.0), (7, 2.0), (8, 1.0))],
    (2, 5, 0, 9.0),
    (3, 5, 1, 2.0),
    *[(20, 100 + place, 1, 30.0 - place) for place in range(1, 15)],
]
CLOSEST = {
    *[pair for partner in (5, 6, 7, 8) for pair in ((1, partner), (partner, 1))],
    *[(3, 5), (5, 3)],
    *[(20, 100 + place) for place in range(1, 13)],
    *[(100 + place, 20) for place in range(1, 15)],
}
MARGINS = [(5, 9.0), (6, 1.0), (7, -2.0), (8, -9.0), (113, 8.0)]


def test_the_closest_partners_are_the_twelve_strongest_met_within_the_hour(engine):
    found = closest(engine.session.createDataFrame(PAIR_ROWS, PAIRS)).collect()
    assert {tuple(row) for row in found} == CLOSEST


def test_the_company_is_the_mean_of_the_three_best_within_limits(engine):
    make = engine.session.createDataFrame
    found = company(make(sorted(CLOSEST), "account long, partner long"), make(MARGINS, "account long, margin double"))
    assert {row["account"]: row["company"] for row in found.collect()} == {
        1: 1.0,  # (4 + 1 - 2) / 3: 9 counts 4, and the fourth does not count
        3: -1.333333,  # (4 - 4 - 4) / 3: two are missing
        # 20 has nobody that was judged among its twelve closest, those that 5 to 8 and 101 to 114 met were not judged
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
