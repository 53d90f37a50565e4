from __future__ import annotations

import numpy as np
import polars as pl

from claqueur.models.evaluation.held_out import EVERY_FOLD, UNSCORED, fold_of, held_out_margins, is_learned_from
from claqueur.models.examples.examples import ABOUT
from claqueur.models.features.account_features import FEATURE_NAMES


def examples(*rows: dict) -> pl.DataFrame:
    """Examples with the given values; what is not given is that of a control with pairs and 20 posts."""
    plain = {"source": 0, "platform": "x", "role": "control", "group": "", "n_posts": 20, "has_pairs": True}
    flags = {"is_audited": False, "is_in_ring": False}
    features = dict.fromkeys(FEATURE_NAMES, 0.0)
    complete = [plain | flags | features | {"account_id": f"a{n}"} | row for n, row in enumerate(rows)]
    frame = pl.DataFrame(complete, infer_schema_length=None)
    absent = [pl.lit(None, kind).alias(name) for name, kind in ABOUT.items() if name not in frame.columns]
    return frame.with_columns(absent).select(*(pl.col(n).cast(t) for n, t in ABOUT.items()), *FEATURE_NAMES)


def test_a_campaign_and_all_that_touches_it_lie_in_one_fold():
    rows = examples(
        *[{"role": role, "group": group} for group in ("left", "right") for role in ("member", "graft", "permuted")],
        *[{"group": "fans"}] * 4,
        *[{"group": "everybody"}] * 20,
    )
    folds = fold_of(rows, seed=1)
    assert folds[:6].tolist() == [0, 0, 0, 1, 1, 1]
    assert len(set(folds[6:10])) == 1  # a control set that fits is held out as a whole
    assert set(folds[10:]) == {0, 1}  # one larger than a fold is dealt out
    assert abs((folds[6:] == 0).sum() - 12) <= 1


def test_what_is_simulated_to_learn_from_is_in_every_fold():
    campaigns = [{"role": "member", "group": group} for group in ("left", "right")]
    simulated = [
        {"source": None, "role": role, "group": "simulated communities", "purpose": purpose}
        for role in ("community", "graft", "permuted")
        for purpose in ("train", "test")
    ]
    assert fold_of(examples(*campaigns, *simulated), seed=1).tolist() == [0, 1, *[EVERY_FOLD, 0] * 3]


def test_what_is_not_learned_from():
    rows = examples(
        {"role": "member", "group": "ring"},
        {"role": "control"},
        {"role": "graft", "purpose": "train"},
        {"role": "permuted", "purpose": "train"},
        {"role": "member", "group": "ring", "is_in_ring": True},
        {"role": "control", "is_in_ring": True},  # organic by its label, a ring by the pair test
        {"role": "graft", "purpose": "threshold"},
        {"role": "graft", "purpose": "test"},
        {"role": "permuted", "purpose": "test"},
        {"role": "member", "group": "ring", "n_posts": 4},
        {"role": "control", "has_pairs": False},
    )
    assert is_learned_from(rows).tolist() == [True] * 5 + [False] * 6


def test_a_campaign_is_scored_by_a_model_that_never_saw_it():
    """Two campaigns marked by different features: a model that saw neither's mark cannot find it."""
    rng = np.random.default_rng(1)
    rows = examples(
        *[{"role": "member", "group": "left", "best_s": 9 + rng.random()} for _ in range(100)],
        *[{"role": "member", "group": "right", "h_index": 9 + rng.random()} for _ in range(100)],
        *[{"best_s": rng.random(), "h_index": rng.random()} for _ in range(200)],
        {"role": "member", "group": "left", "has_pairs": False},
    )
    margin = held_out_margins(rows, fold_of(rows, seed=1), seed=1)
    left, right, controls = margin[:100], margin[100:200], margin[200:400]
    assert np.median(left) <= np.median(controls) + 1
    assert np.median(right) <= np.median(controls) + 1
    assert margin[-1] == UNSCORED

    seen = held_out_margins(rows, np.zeros(len(rows), dtype=int) - np.arange(len(rows)) % 2, seed=1)
    assert np.median(seen[:200]) > np.median(seen[200:400]) + 1  # with both campaigns on both sides it can
