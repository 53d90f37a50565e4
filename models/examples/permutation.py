"""The null for labels: the same posts, dealt anew to the accounts of the same group.

Whole posts change hands inside (platform, group, repost or not), so topic, timing and every account's volume stay
and what tied two accounts to each other is gone. A model that still finds members has learned the topic.
"""

from __future__ import annotations

import numpy as np
import polars as pl


def permute_accounts(posts: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The rows of `posts` by (platform, post_id), account_id permuted within platform, group and repost or not.

    posts: platform, post_id, account_id, kind and group (among whose accounts posts are dealt) at least.
    """
    ordered = posts.sort("platform", "post_id")
    lot = pl.Series("lot", np.random.default_rng(seed).random(len(ordered)))
    dealt = pl.col("account_id").sort_by("lot").over("platform", "group", pl.col("kind") == "repost")
    return ordered.with_columns(lot).with_columns(dealt.alias("account_id")).drop("lot")
