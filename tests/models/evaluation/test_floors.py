from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from claqueur.models.evaluation.floors import account_texts, bag_of_words_margins
from claqueur.models.evaluation.held_out import UNSCORED

STOCKS = "buy apple stock now market up"
POLITICS = "vote senate president now debate"
WEATHER = "rain wind sunny cloudy storm"


def test_an_account_is_all_its_words_in_one_text():
    posts = pl.DataFrame(
        [
            ("x", "ann", "2", "world"),
            ("x", "ann", "1", "hello"),
            ("x", "ann", "3", None),
            ("vk", "ann", "1", "другой"),  # the same id elsewhere is another account
            ("x", "eve", "9", "not asked for"),
        ],
        schema=["platform", "account_id", "post_id", "text"],
        orient="row",
    )
    accounts = pl.DataFrame({"platform": ["x", "vk", "x"], "account_id": ["nobody", "ann", "ann"]})
    assert account_texts(posts, accounts) == ["", "другой", "hello world"]


def test_words_that_members_of_the_other_folds_use_give_a_campaign_away():
    texts = [POLITICS] * 10 + [STOCKS] * 10 + [POLITICS] * 10 + [STOCKS] * 10
    is_member = [True] * 10 + [False] * 10 + [True] * 10 + [False] * 10
    folds = np.arange(40) // 20
    margins = bag_of_words_margins(texts, is_member, folds)
    assert margins[is_member].min() > 0 > margins[~np.array(is_member)].max()  # a leak: topic alone tells them apart
    assert margins.tolist() == bag_of_words_margins(texts, is_member, folds).tolist()


def test_a_campaign_is_judged_by_a_model_that_never_read_it():
    texts = [POLITICS] * 10 + [STOCKS] * 10 + [WEATHER] * 10 + [STOCKS] * 10
    is_member = np.array(([True] * 10 + [False] * 10) * 2)
    apart = bag_of_words_margins(texts, is_member, np.arange(40) // 20)
    mixed = bag_of_words_margins(texts, is_member, np.arange(40) % 2)
    assert mixed[20:30].min() > 0  # with its own words on both sides it is found
    # words never met have the weight 0, so what is left is the intercept, less than a known member's margin
    assert apart[20:30].max() < mixed[20:30].min()
    assert np.ptp(apart[20:30]) == 0


def test_an_account_without_words_is_not_scored():
    texts = [POLITICS, STOCKS, POLITICS, STOCKS, "", "!? 1"]
    margins = bag_of_words_margins(texts, [True, False] * 3, [0, 0, 1, 1, 0, 1])
    assert (margins == UNSCORED).tolist() == [False, False, False, False, True, True]
    in_a_fold_of_its_own = bag_of_words_margins([*texts, ""], [True, False] * 3 + [True], [0, 0, 1, 1, 0, 1, 2])
    assert in_a_fold_of_its_own[-1] == UNSCORED


def test_folds_that_leave_nothing_to_learn_from_are_refused():
    with pytest.raises(ValueError, match="Without fold 0 there are no members or no controls"):
        bag_of_words_margins([POLITICS, STOCKS, STOCKS], [True, False, False], [0, 0, 1])
