"""The company of examples, from margins that their partners got of models that had seen neither."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from claqueur.models.features.company import ALONE, BEST, DECIMALS, LIMIT


def company_of(rows: pl.DataFrame, margin: NDArray[np.float64], folds: NDArray[np.int64]) -> NDArray[np.float64]:
    """The company of each example: what features.company() gives for the accounts of a run.

    rows: role, corpus, account, closest. margin: of each row, by the model of its fold. A model has learned from the
    campaigns of other folds and is too sure of them: partners in these do not count. Controls it has learned from are
    no danger, since their margins are those of their own folds. Partners that are no examples count ALONE.
    """
    limited = pl.Series(np.clip(margin, -LIMIT, LIMIT))
    judged = rows.select("role", "corpus", "account", "closest", fold=pl.Series(folds), m=limited)
    others = judged.filter(pl.col("role").ne_missing("graft") & pl.col("account").is_not_null()).select(
        "corpus", "m", "fold", closest="account", is_control=pl.col("role").eq_missing("control")
    )
    pairs = judged.with_row_index("row").select("row", "corpus", "closest", "fold").explode("closest")
    unseen = pl.col("is_control") | (pl.col("fold") == pl.col("fold_right"))
    met = pairs.join(others, on=["corpus", "closest"], how="inner").filter(unseen)
    best = met.group_by("row").agg(pl.col("m").top_k(BEST))
    above = best.select("row", above=(pl.col("m").list.eval(pl.element() - ALONE)).list.sum() / BEST)
    found = np.full(len(rows), ALONE)
    found[above["row"].to_numpy()] += above["above"].to_numpy()
    return found.round(DECIMALS)
