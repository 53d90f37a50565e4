"""Random groups of controls, as large and as active as the groups to be judged, and p-values against them.

Large and active groups share more than small and quiet ones by chance alone. Whether a group's accounts are tied to
each other more than their number and activity explain is told by groups of ordinary accounts alike in both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
import polars as pl

from claqueur.errors import UserError

AMONG = 20  # nearest controls that one is drawn from, and all that are as near
ROUNDING = 1e-9


def matched_groups(groups: pl.DataFrame, controls: pl.DataFrame, *, n_draws: int, seed: int) -> pl.DataFrame:
    """`n_draws` random groups of controls for every group: for each member, a control about as active.

    groups: columns group, account, n_posts. controls: account, n_posts, each account once, none of a group to be
    judged. For each member, in random order, one of the AMONG controls nearest in number of posts (by their ratio)
    that this draw has left is taken. Returns columns group, draw (from 0), account, n_posts (the control's),
    member_n_posts: compare the last two, for where members are more active than any control the match is a poor one.
    The same seed gives the same draws in any order of rows.
    Raises UserError if a group has more members than there are controls.
    """
    pool = controls.select("account", "n_posts").sort("n_posts", "account")
    activity = pool["n_posts"].log().to_list()
    made = [pl.DataFrame(schema=_columns(groups, controls))]
    ordered = groups.sort("group", "n_posts", "account")
    for (group,), members in ordered.partition_by("group", as_dict=True, maintain_order=True).items():
        if len(members) > len(pool):
            raise UserError(
                f'Group "{group}" has {len(members)} accounts and there are {len(pool)} controls: give more controls.'
            )
        rng = np.random.default_rng([seed, *map(ord, str(group))])
        orders = [rng.permutation(len(members)) for _ in range(n_draws)]
        wanted = members["n_posts"].gather(np.concatenate([np.empty(0, dtype=int), *orders]))
        per_draw = wanted.log().to_numpy().reshape(n_draws, len(members)).tolist()
        rows = [row for of_draw in per_draw for row in _nearest_free(rng, activity, of_draw)]
        drawn = pool[rows].with_columns(
            group=pl.lit(group, groups.schema["group"]),
            draw=pl.Series(np.repeat(np.arange(n_draws), len(members)), dtype=pl.Int64),
            member_n_posts=wanted,
        )
        made.append(drawn.select(made[0].columns))
    return pl.concat(made)


def group_p_values(observed: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """How often random groups are tied as much: columns group, statistic, p_value, n_draws.

    observed: columns group, statistic (higher: more tied); drawn: group, draw, statistic of the groups from
    matched_groups(), 0 where its accounts share nothing. p_value = (1 + draws with as much) / (1 + draws), which is
    never 0 (Phipson & Smyth 2010); a group without draws has p_value 1.
    """
    both = observed.select("group", "statistic").join(
        drawn.select("group", random="statistic"), on="group", how="left", maintain_order="left"
    )
    counted = both.group_by("group", "statistic", maintain_order=True).agg(
        as_much=(pl.col("random") >= pl.col("statistic")).sum(), n_draws=pl.col("random").count().cast(pl.Int64)
    )
    p_value = (1 + pl.col("as_much")) / (1 + pl.col("n_draws"))
    return counted.select("group", "statistic", p_value.alias("p_value"), "n_draws")


def _nearest_free(rng: np.random.Generator, activity: list[float], wanted: list[float]) -> Iterator[int]:
    """For each wanted activity the row of a control near to it, no row twice. activity: sorted."""
    free, rows = list(activity), list(range(len(activity)))
    for value in wanted:
        place = bisect_left(free, value)
        around = sorted(abs(other - value) for other in free[max(place - AMONG, 0) : place + AMONG])
        reach = around[min(AMONG, len(around)) - 1] + ROUNDING
        taken = int(rng.integers(bisect_left(free, value - reach), bisect_right(free, value + reach)))
        del free[taken]
        yield rows.pop(taken)


def _columns(groups: pl.DataFrame, controls: pl.DataFrame) -> dict[str, pl.DataType]:
    return {
        "group": groups.schema["group"],
        "draw": pl.Int64(),
        "account": controls.schema["account"],
        "n_posts": controls.schema["n_posts"],
        "member_n_posts": groups.schema["n_posts"],
    }
