from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.models.examples.matched_groups import group_p_values, matched_groups


def accounts(n_posts: list[int], *, first: int = 0) -> pl.DataFrame:
    return pl.DataFrame({"account": [first + i for i in range(len(n_posts))], "n_posts": n_posts})


GROUPS = pl.concat(
    [
        accounts([10] * 5 + [200] * 3, first=1_000).with_columns(group=pl.lit("mixed")),
        accounts([50, 50], first=2_000).with_columns(group=pl.lit("pair")),
    ]
)
CONTROLS = accounts([10] * 300 + [50] * 100 + [200] * 30)


def test_a_random_group_is_as_large_and_as_active():
    drawn = matched_groups(GROUPS, CONTROLS, n_draws=50, seed=1)
    assert drawn.columns == ["group", "draw", "account", "n_posts", "member_n_posts"]
    assert drawn["n_posts"].equals(drawn["member_n_posts"].alias("n_posts"))
    sizes = drawn.group_by("group", "draw").agg(n=pl.len(), n_accounts=pl.col("account").n_unique())
    assert sizes.filter(pl.col("group") == "mixed")["n"].to_list() == [8] * 50
    assert sizes.filter(pl.col("group") == "pair")["n"].to_list() == [2] * 50
    assert (sizes["n"] == sizes["n_accounts"]).all()  # nobody twice in a draw
    assert drawn.join(CONTROLS, on=["account", "n_posts"], how="anti").is_empty()
    assert drawn.filter(pl.col("n_posts") == 10)["account"].n_unique() > 150  # of 300 alike, in 250 draws


def test_where_no_control_is_as_active_the_nearest_are_taken_and_it_shows():
    group = accounts([1_000] * 3, first=1_000).with_columns(group=pl.lit("loud"))
    controls = accounts([5] * 50 + [100] * 15 + [400] * 10)
    drawn = matched_groups(group, controls, n_draws=200, seed=1)
    assert set(drawn["n_posts"]) == {100, 400}  # the 20 nearest: 10 with 400, and all with 100 as they are as near
    assert (drawn["member_n_posts"] == 1_000).all()
    # the first of a draw is any of 25: 10 times of 25 it is one with 400
    assert (drawn["n_posts"] == 400).mean() == pytest.approx(0.4, abs=0.06)


def test_distance_is_by_ratio():
    group = accounts([40], first=1_000).with_columns(group=pl.lit("one"))
    drawn = matched_groups(group, accounts([10] * 20 + [80] * 20), n_draws=50, seed=1)
    assert set(drawn["n_posts"]) == {80}  # twice as many is nearer than a quarter, though 30 is less than 40


def test_a_group_can_use_up_all_controls_but_no_more():
    group = accounts([10] * 6, first=1_000).with_columns(group=pl.lit("six"))
    drawn = matched_groups(group, accounts([1, 5, 10, 20, 30, 500]), n_draws=1, seed=1)
    assert sorted(drawn["account"]) == list(range(6))
    with pytest.raises(UserError, match='Group "six" has 6 accounts and there are 5 controls'):
        matched_groups(group, accounts([1, 5, 10, 20, 30]), n_draws=1, seed=1)


def test_the_seed_alone_decides():
    shuffled = [frame.sample(fraction=1.0, shuffle=True, seed=3) for frame in (GROUPS, CONTROLS)]
    drawn = matched_groups(GROUPS, CONTROLS, n_draws=3, seed=1)
    assert drawn.equals(matched_groups(*shuffled, n_draws=3, seed=1))
    assert not drawn.equals(matched_groups(GROUPS, CONTROLS, n_draws=3, seed=2))
    alone = matched_groups(GROUPS.filter(pl.col("group") == "pair"), CONTROLS, n_draws=3, seed=1)
    assert alone.equals(drawn.filter(pl.col("group") == "pair"))  # other groups change nothing
    assert matched_groups(GROUPS.clear(), CONTROLS, n_draws=3, seed=1).schema == drawn.schema


def test_a_p_value_counts_the_group_itself():
    observed = pl.DataFrame({"group": ["a", "b", "c"], "statistic": [5.0, 2.0, 9.0]})
    drawn = pl.DataFrame({"group": ["a"] * 4 + ["b"] * 4, "draw": [0, 1, 2, 3] * 2, "statistic": [0.0, 1, 2, 3] * 2})
    # a: none of 4 draws has 5: 1/5. b: two have 2 or more: 3/5. c was never drawn for
    assert group_p_values(observed, drawn).rows() == [("a", 5.0, 0.2, 4), ("b", 2.0, 0.6, 4), ("c", 9.0, 1.0, 0)]


def test_groups_of_nothing_but_ordinary_accounts_have_uniform_p_values():
    """The statistic is total activity and a trait of each account, drawn anew: no group is special."""
    rng = np.random.default_rng(1)
    everybody = accounts(rng.lognormal(3, 1, 2_000).astype(int).tolist())
    trait = everybody.with_columns(trait=pl.Series(rng.normal(0, 1, 2_000)) + pl.col("n_posts").log())
    in_groups = everybody.sample(fraction=1.0, shuffle=True, seed=1).head(600)
    groups = in_groups.with_columns(group=pl.int_range(pl.len()) // 6)
    controls = everybody.join(groups, on="account", how="anti")
    drawn = matched_groups(groups, controls, n_draws=39, seed=1)

    of_members, of_drawn = (frame.join(trait.select("account", "trait"), on="account") for frame in (groups, drawn))
    observed = of_members.group_by("group").agg(statistic=pl.col("trait").sum())
    random = of_drawn.group_by("group", "draw").agg(statistic=pl.col("trait").sum())
    p_values = group_p_values(observed, random)["p_value"]
    # of 100 groups: .05 and .5 with standard errors of .022 and .05
    assert (p_values <= 0.05).mean() <= 0.05 + 3 * 0.022
    assert (p_values <= 0.5).mean() == pytest.approx(0.5, abs=3 * 0.05)
