"""Hard negatives held out for testing: real control accounts, a share of whose posts is replaced by a campaign's.

Unlike the grafts of grafts.py, these have the past of a real account: posts that match other controls stay in, so
that contact with a campaign comes on top of ordinary company.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from claqueur.models.examples.grafts import (
    COLUMNS,
    SHARES_PCT,
    fewest_posts,
    on_home_platform,
    post_arrays,
    random_contact,
    repeated_posts,
    signed,
)

KIND = "host"


def host_grafts(
    posts: pl.DataFrame,
    campaign: str,
    hosts: pl.DataFrame,
    *,
    shares_pct: Sequence[int] = SHARES_PCT,
    per_cell: int = 10,
    seed: int = 1,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Posts and list of up to `per_cell` hosts for every share of contact with one campaign, each under a new name.

    posts: the campaign's, hosts: those of control accounts that may lend theirs (audited, in no ring, not flagged
    before), both with COLUMNS at least. A host is used once, and only on the campaign's platform; it needs enough
    posts for the share to be one post, so small data give fewer than `per_cell`, down to none. Which of its posts are
    replaced is drawn by lot; when and what is repeated is as in random_contact.
    Returns (posts in COLUMNS, grafts with columns platform, account_id, campaign, kind, share_pct, host).

    The corpus to score them in is in_place_of_hosts(): with the host beside its graft, the two would meet on every
    post that was kept. For a second campaign in the same corpus, leave out of `hosts` those in the first list. As
    with all grafts, pairs of two grafts are deleted by the caller. Here that also deletes what two hosts had in
    common before: keep grafts few against the controls (1 in 20, say).
    """
    source = on_home_platform(posts, campaign)
    arrays = post_arrays(source)
    home = source["platform"][0]
    lent = hosts.filter(pl.col("platform") == home).select(COLUMNS).sort("account_id", "post_id")
    made, listed = [lent.clear()], []
    for share_pct, number, host in _cells(lent, shares_pct, per_cell, _generator(seed, campaign)):
        account_id = f"graft {seed} {campaign} {KIND} {share_pct} {number}"
        rng = _generator(seed, f"{campaign}/{KIND}/{share_pct}/{number}")
        of_host = lent.filter(pl.col("account_id") == host)
        n_contact = round(len(of_host) * share_pct / 100)
        kept = of_host[np.sort(rng.permutation(len(of_host))[n_contact:])]
        repeated = repeated_posts(source, random_contact(rng, arrays, n_contact))
        made.append(signed(pl.concat([repeated, kept]), account_id))
        listed.append((home, account_id, campaign, KIND, share_pct, host))
    schema = dict.fromkeys(("platform", "account_id", "campaign", "kind"), pl.String)
    return pl.concat(made), pl.DataFrame(listed, {**schema, "share_pct": pl.Int64, "host": pl.String}, orient="row")


def in_place_of_hosts(posts: pl.DataFrame, grafted: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """The corpus `posts` with every graft in place of its host, COLUMNS.

    grafted, listed: from host_grafts(), of several campaigns if need be. Raises ValueError if a host lent its posts
    twice: its grafts would meet on all of them.
    """
    hosts = listed.select("platform", account_id="host")
    if hosts.is_duplicated().any():
        raise ValueError("Two grafts have the same host: leave the hosts of one campaign out of those for the next.")
    others = posts.join(hosts, on=["platform", "account_id"], how="anti")
    return pl.concat([others.select(COLUMNS), grafted.select(COLUMNS)])


def _generator(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, *map(ord, name)])


def _cells(
    lent: pl.DataFrame, shares_pct: Sequence[int], per_cell: int, rng: np.random.Generator
) -> list[tuple[int, int, str]]:
    """(share of contact, number in the cell, host). The smallest share comes first: it needs the largest accounts."""
    counted = lent.group_by("account_id").len().sort("account_id")
    free = counted[rng.permutation(len(counted))]
    cells = []
    for share_pct in sorted(shares_pct):
        chosen = free.filter(pl.col("len") >= fewest_posts(share_pct)).head(per_cell)["account_id"]
        cells += [(share_pct, number, host) for number, host in enumerate(chosen)]
        free = free.filter(~pl.col("account_id").is_in(chosen.implode()))
    return cells
