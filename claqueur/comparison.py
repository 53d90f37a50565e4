"""What became of the campaigns of one run in another, by their members."""

from __future__ import annotations

from typing import Any

import polars as pl

STATUSES = ("new", "grown", "split", "merged", "regrouped", "changed", "shrunk", "gone", "kept")
MIN_COMMON = 2  # accounts
MIN_COMMON_SHARE = 0.5  # of the smaller campaign
SCHEMA: dict[str, Any] = {
    "status": pl.String,
    **dict.fromkeys(("before", "after"), pl.List(pl.String)),
    **dict.fromkeys(("n_before", "n_after", "n_both", "n_came", "n_left"), pl.Int64),
    "jaccard": pl.Float64,
}


def compared(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row per campaign, or family of campaigns that belong together. Columns SCHEMA, by status, the largest first.

    before, after: campaign_id, account of the members in each run; within a run no account is in two campaigns. Two
    campaigns belong together if they have at least MIN_COMMON accounts in common, and MIN_COMMON_SHARE of the smaller
    one: by Jaccard alone a campaign that tripled would be another. before and after hold the ids of a family, the
    largest campaign first; n_before, n_after count accounts, n_both those in both, jaccard is n_both of all.
    """
    sizes = [dict(side.group_by("campaign_id").len().iter_rows()) for side in (before, after)]
    members = before.select("account", before="campaign_id").join(
        after.select("account", after="campaign_id"), on="account", how="inner"
    )
    common = {(old, new): n for old, new, n in members.group_by("before", "after").len().iter_rows()}
    links = [
        (old, new)
        for (old, new), n in common.items()
        if n >= MIN_COMMON and n >= MIN_COMMON_SHARE * min(sizes[0][old], sizes[1][new])
    ]
    rows = [_row(olds, news, sizes, common) for olds, news in _families(sizes, links)]
    found = pl.DataFrame(rows, schema=SCHEMA)
    rank = pl.col("status").replace_strict({name: place for place, name in enumerate(STATUSES)}, return_dtype=pl.Int64)
    largest = pl.max_horizontal("n_before", "n_after")
    name = pl.concat_list("after", "before").list.first()
    return found.sort([rank, largest, name], descending=[False, True, False])


def _families(sizes: list[dict[str, int]], links: list[tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
    """Connected campaigns of both runs; each in one family, alone if nothing belongs to it."""
    sides = [{name: {(side, name)} for name in of} for side, of in enumerate(sizes)]
    for old, new in links:
        joined = sides[0][old] | sides[1][new]
        for side, name in joined:
            sides[side][name] = joined
    families = {id(family): family for of in sides for family in of.values()}.values()
    return [(_largest_first(family, 0, sizes), _largest_first(family, 1, sizes)) for family in families]


def _largest_first(family: set[tuple[int, str]], side: int, sizes: list[dict[str, int]]) -> list[str]:
    return sorted((name for at, name in family if at == side), key=lambda name: (-sizes[side][name], name))


def _row(
    olds: list[str], news: list[str], sizes: list[dict[str, int]], common: dict[tuple[str, str], int]
) -> dict[str, Any]:
    n_before, n_after = sum(sizes[0][name] for name in olds), sum(sizes[1][name] for name in news)
    n_both = sum(common.get((old, new), 0) for old in olds for new in news)
    return {
        "status": _status(len(olds), len(news), n_before, n_after, n_both),
        "before": olds,
        "after": news,
        "n_before": n_before,
        "n_after": n_after,
        "n_both": n_both,
        "n_came": n_after - n_both,
        "n_left": n_before - n_both,
        "jaccard": n_both / (n_before + n_after - n_both),
    }


def _status(olds: int, news: int, n_before: int, n_after: int, n_both: int) -> str:
    """One of STATUSES."""
    if not olds or not news:
        return "gone" if olds else "new"
    if olds > 1 or news > 1:
        return "regrouped" if olds > 1 and news > 1 else "split" if news > 1 else "merged"
    if n_before != n_after:
        return "grown" if n_after > n_before else "shrunk"
    return "kept" if n_both == n_before else "changed"
