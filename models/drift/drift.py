"""Whether the accounts of a run look like those that the model learned from: population stability index per feature.

By the usual rule an index below 0.1 is no change worth speaking of, from 0.25 a large one (Siddiqi 2006, Credit Risk
Scorecards). Where nothing has changed it is about (bins - 1) / accounts (Yurdakul 2018), so few accounts tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from pyspark.sql import functions as F

from claqueur.models.drift.bins import bin_counts, psi
from claqueur.models.drift.profile import MIN_ACCOUNTS, Profile
from claqueur.models.score import MIN_POSTS
from claqueur.schema import DRIFT

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

SHIFTED, FAR = 0.1, 0.25
CLOSE, SHIFT, TOO_FAR, TOO_FEW = "close", "shifted", "too far", "too few accounts"


def drift(features: DataFrame, profile: Profile) -> DataFrame:
    """One row per feature of the model, columns DRIFT. features: those of a run's accounts, with n_posts.

    Only accounts that are scored count (MIN_POSTS). Without any, PSI is empty.
    """
    counted = _bins(features.filter(F.col("n_posts") >= MIN_POSTS), profile)
    rows = {(row["feature"], row["bin"]): row["n"] for row in counted.collect()}  # features x bins, whatever the run
    found = [
        np.array([int(rows.get((part.name, place), 0)) for place in range(len(part.counts[0]))])
        for part in profile.features
    ]
    name, reference, _ = profile.nearest(found)
    table = []
    for part, usual, seen in zip(profile.features, reference, found, strict=True):
        n = int(seen.sum())
        shift, zero = (psi(usual, seen), float(seen[0] / n)) if n else (None, None)
        table.append((part.name, n, name, shift, part.importance, zero, float(usual[0] / usual.sum())))
    ddl = "feature string, n_accounts long, reference string, psi double, importance double, share_zero double, "
    return features.sparkSession.createDataFrame(table, ddl + "usual_share_zero double").select(*DRIFT.names)


def _bins(features: DataFrame, profile: Profile) -> DataFrame:
    """feature, bin, n: accounts of `features` per bin; batches are counted first."""
    edges = {part.name: np.array(part.edges) for part in profile.features}

    def count(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            for name, of_feature in edges.items():
                n = bin_counts(batch.column(name).to_numpy(zero_copy_only=False), of_feature)
                columns = [pa.array([name] * len(n)), pa.array(np.arange(len(n))), pa.array(n.astype("int64"))]
                yield pa.RecordBatch.from_arrays(columns, names=["feature", "bin", "n"])

    counts = features.select(*edges).mapInArrow(count, "feature string, bin long, n long")
    return counts.groupBy("feature", "bin").agg(F.sum("n").alias("n"))


def verdict(rows: Iterable[dict[str, Any]], profile: Profile) -> dict[str, Any]:
    """What a run's manifest says of drift: verdict, psi, limit, n_accounts, nearest source, features that moved most.

    rows: of the drift table. psi is the mean over features by importance. The run is too far from what the model
    learned when psi exceeds FAR, or the model's reach if that is larger: the figures on its card bridge that distance
    (a set of controls that fits in a fold was scored by a model that had not seen it), and no more.
    """
    known = [row for row in rows if row["psi"] is not None]
    n_accounts = max((row["n_accounts"] for row in known), default=0)
    limit = max(FAR, profile.reach)
    weight = sum(row["importance"] for row in known)
    mean = sum(row["psi"] * row["importance"] for row in known) / weight if weight else None
    if mean is None or n_accounts < MIN_ACCOUNTS:
        said = TOO_FEW
    else:
        said = CLOSE if mean < SHIFTED else SHIFT if mean <= limit else TOO_FAR
    moved = sorted(known, key=lambda row: (-row["psi"] * row["importance"], row["feature"]))
    return {
        "verdict": said,
        "psi": None if mean is None else round(mean, 4),
        "limit": round(limit, 4),
        "n_accounts": n_accounts,
        "nearest": known[0]["reference"] if known else None,
        "moved": [row["feature"] for row in moved[:3] if row["psi"] >= SHIFTED],
    }
