from __future__ import annotations

from math import log1p

import pytest

from claqueur.models.features.account_features import FEATURE_NAMES, FEATURES, MONOTONE, features
from claqueur.models.features.collapsed_pairs import collapsed_pairs
from claqueur.models.features.neighbourhood import linked_pairs, neighbourhood
from claqueur.schema import MEASURES, PAIRS

COLUMNS = ", ".join(
    f"{column.name} { ({'string': 'string', 'int64': 'long', 'double': 'double'}[str(column.type)]) }"
    for column in PAIRS.columns
)


def pair(layer: str, u: int, v: int, k: int, s: float, **other: float) -> tuple:
    """A row of PAIRS: k and s within 60 min as given, every other measure 0 unless named."""
    values = (
        {f"k_{m}": 0 for m in MEASURES} | {f"lambda_{m}": 0.1 for m in MEASURES} | {f"s_{m}": 0.0 for m in MEASURES}
    )
    values |= {"k_60m": k, "s_60m": s, "median_gap_s": 30.0} | other
    return (layer, u, v, *(values[name] for name in PAIRS.names[3:]))


# A triangle 1-2-3 in reposts, 4 hanging on 3 by one copied post seen in two layers, 5-6 apart with links only.
PAIR_ROWS = [
    pair("repost", 1, 2, k=4, s=8.0, k_10m=3, s_10m=7.0, k_24h=5, s_24h=6.0, s_rare=2.0),
    pair("repost", 1, 3, k=2, s=5.0, k_10m=1),
    pair("text", 1, 3, k=1, s=2.0),
    pair("repost", 2, 3, k=3, s=6.5),
    pair("text", 3, 4, k=2, s=4.5),
    pair("hashtag_sequence", 3, 4, k=3, s=4.0),
    pair("url", 5, 6, k=9, s=30.0),
]
POSTS = [(1, 10, 4), (2, 20, 20), (3, 30, 0), (4, 4, 0), (5, 50, 0), (6, 60, 0), (7, 70, 0)]  # posts, reposts
# 1 met others in 8 posts: 6 within 10 min, 2 within a minute, 3 on things of few, 4 copied, 2 of them first
CONTACT_ROWS = [(1, 8, 6, 2, 3, 4, 2, 2.5, 4.0, 0.75), (9, 1, 1, 1, 1, 1, 1, 1.0, 1.0, 1.0)]
# 1 has 5 posts with repeated partners (2 of three, 3 within 10 min), leads 2, follows 1, 1 of 2 repeated is mutual
PRECEDENCE_ROWS = [(1, 5, 2, 3, 2, 1, 2, 1, 1.5, 2.0)]


def table(engine, layers: tuple[str, ...]) -> dict[int, dict]:
    pairs = engine.session.createDataFrame(PAIR_ROWS, COLUMNS)
    make = engine.session.createDataFrame
    activity = make(POSTS, "account long, n_posts long, n_reposts long")
    met = make(
        CONTACT_ROWS,
        "account long, n_contacts long, n_contacts_10m long, n_contacts_1m long, n_contacts_few long, "
        "n_contacts_original long, n_contacts_first long, rarity double, log_gap double, quickness double",
    )
    order = make(
        PRECEDENCE_ROWS,
        "account long, n_repeated long, n_repeated_3 long, n_repeated_10m long, n_leads long, "
        "n_follows long, n_repeated_partners long, n_mutual long, best_mutual double, sum_3_mutual double",
    )
    links = linked_pairs(pairs, layers)
    around = neighbourhood(links, engine.graph.components(links.select("src", "dst")))
    return {row["account"]: row.asDict() for row in features(pairs, around, met, order, activity, layers).collect()}


def test_layers_of_one_post_collapse_to_the_larger_and_others_add_up(sail):
    rows = collapsed_pairs(sail.session.createDataFrame(PAIR_ROWS, COLUMNS), ("repost", "text", "hashtag_sequence"))
    found = {(r["u"], r["v"]): (r["k_60m"], r["s_60m"], r["n_layers"]) for r in rows.collect()}
    assert found == {
        (1, 2): (4, 8.0, 1),
        (1, 3): (3, 7.0, 2),  # repost and original add up
        (2, 3): (3, 6.5, 1),
        (3, 4): (3, 4.5, 1),  # text and hashtags of the same posts do not; the url pair is left out
    }


def test_features_of_a_small_network_are_those_worked_by_hand(engine):
    rows = table(engine, ("repost", "text", "hashtag_sequence"))

    assert sorted(rows) == [1, 2, 3, 4]  # 5 and 6 share only links, 7 nothing
    assert rows[1] == {
        "account": 1,
        "n_posts": 10,
        "best_s": 8.0,
        "best_s_repeated": 8.0,
        "third_s": 0.0,
        "fifth_s": 0.0,
        "sum_3_s": 15.0,
        "sum_5_s": 15.0,
        "best_s_24h": 6.0,
        "sum_5_s_24h": 6.0,
        "best_s_rare": 2.0,
        "best_s_original": 2.0,  # one copied text with 3; the reposts do not count here
        "sum_3_s_original": 2.0,
        "max_k_original": pytest.approx(log1p(1), abs=1e-6),
        "max_k_10m": pytest.approx(log1p(3), abs=1e-6),
        "max_k_60m": pytest.approx(log1p(4), abs=1e-6),
        "max_k_24h": pytest.approx(log1p(5), abs=1e-6),
        "h_index": pytest.approx(log1p(2), abs=1e-6),  # two partners with 4 and 3 co-actions
        "partners_3_in_10m": pytest.approx(log1p(1), abs=1e-6),
        "partners_in_two_layers": pytest.approx(log1p(1), abs=1e-6),
        "share_in_10m": pytest.approx(4 / 7, abs=1e-6),
        "unevenness": pytest.approx(1 / 7, abs=1e-6),  # 4 and 3 co-actions: half apart, of 3.5 on average
        "best_3_share": 1.0,
        "repeated_partner_share": 1.0,
        # 2 has 8 + 6.5, 3 has 7 + 6.5 + 4.5; no third partner
        "neighbour_s": pytest.approx((14.5 + 18.0) / 3, abs=1e-6),
        "core_k2": pytest.approx(log1p(2), abs=1e-6),
        "core_s4": pytest.approx(log1p(2), abs=1e-6),
        "core_k2_s6": pytest.approx(log1p(2), abs=1e-6),
        "clustering_k2": 1.0,
        "clustering_s4": 1.0,
        "clustering_k2_s6": 1.0,
        "contact_share": 0.8,
        "contact_share_10m": 0.6,
        "repeated_share": 0.5,
        "repeated_share_3": 0.2,
        "repeated_share_10m": 0.3,
        "rarity_share": 0.25,
        "original_share": pytest.approx(4 / (6 + 5), abs=1e-6),
        "breadth": pytest.approx(log1p(2), abs=1e-6),  # two partners, eight contacts
        "breadth_rare": pytest.approx(log1p(1), abs=1e-6),  # one partner on rare objects, three contacts there
        "contacts_few": pytest.approx(log1p(3), abs=1e-6),
        "few_share": 0.3,
        "both_orders": pytest.approx(log1p(2), abs=1e-6),  # first in two of eight
        "both_orders_share": 0.25,
        "both_orders_dose": 0.2,
        "mutual_partners": pytest.approx(log1p(1), abs=1e-6),
        "mutual_share": 0.5,
        "led_and_followed": pytest.approx(log1p(1), abs=1e-6),
        "best_mutual": pytest.approx(log1p(1.5), abs=1e-6),
        "sum_3_mutual": pytest.approx(log1p(2), abs=1e-6),
        "log_gap": 4.0,
        "share_1m": 0.25,
        "quickness": 0.75,
    }
    assert rows[2]["contact_share"] == 0.0  # no contacts are known of it
    assert rows[3]["third_s"] == 4.5
    assert rows[3]["clustering_k2"] == pytest.approx(1 / 3, abs=1e-6)  # of 1-2, 1-4, 2-4 only 1-2 is linked
    assert rows[3]["clustering_k2_s6"] == 1.0  # 3-4 is too weak for this graph
    assert rows[4]["core_k2"] == pytest.approx(log1p(1), abs=1e-6)
    assert rows[4]["core_k2_s6"] == 0.0
    assert rows[4]["n_posts"] == 4


def test_the_url_layer_counts_only_where_it_is_asked_for(sail):
    rows = table(sail, ("repost", "url"))
    assert rows[5]["best_s"] == 30.0
    assert 4 not in rows


def test_every_feature_is_declared_once_with_a_direction():
    assert len(set(FEATURE_NAMES)) == len(FEATURES) == len(MONOTONE)
    assert set(MONOTONE) == {0, 1}
