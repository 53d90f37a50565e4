"""The strongest reasons for the score of an account, and of the accounts of a campaign.

A reason is a group of features: strengths of the best, the best three and the best five pairs say nearly the same, and
named one by one they would fill all places. What a group adds to the margin is the sum of what its features add
(exactly: models/reasons/tree_shap.py); it is shown by the value of the feature that adds most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import functions as F

from claqueur.schema import CAMPAIGN_EXPLANATIONS, EXPLANATIONS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from claqueur.models.drift.profile import Profile
    from claqueur.models.store.loaded_model import LoadedModel

REASONS = 3
MIN_SHARE = 0.1  # of what all groups add: less is no reason worth telling
REASON = ("rank", "feature_group", "feature", "value", "usual", "usual_p95", "contribution")
REASON_DDL = (
    "rank long, feature_group string, feature string, value double, usual double, usual_p95 double, contribution double"
)


def reasons(
    values: NDArray[np.float64], contributions: NDArray[np.float64], profile: Profile
) -> tuple[NDArray[np.intp], dict[str, list[Any]]]:
    """At most REASONS rows per account, strongest first: (place of the account, columns REASON).

    values, contributions: (n_accounts, n_features) in the profile's order. Groups that do not raise the score, or by
    less than MIN_SHARE of all that raises it, are no reasons.
    """
    groups = list(dict.fromkeys(part.group for part in profile.features))
    members = [np.array([n for n, part in enumerate(profile.features) if part.group == group]) for group in groups]
    total = np.stack([contributions[:, places].sum(axis=1) for places in members], axis=1)
    best = np.stack([places[contributions[:, places].argmax(axis=1)] for places in members], axis=1)
    order = np.argsort(-total, axis=1, kind="stable")[:, :REASONS]
    enough = MIN_SHARE * np.maximum(total, 0).sum(axis=1, keepdims=True)
    strongest = np.take_along_axis(total, order, axis=1)
    account, rank = np.nonzero((strongest > 0) & (strongest >= enough))
    group = order[account, rank]
    feature = best[account, group]
    parts = [profile.features[place] for place in feature]
    return account, {
        "rank": (rank + 1).tolist(),
        "feature_group": [part.group for part in parts],
        "feature": [part.name for part in parts],
        "value": values[account, feature].tolist(),
        "usual": [part.usual for part in parts],
        "usual_p95": [part.usual_p95 for part in parts],
        "contribution": total[account, group].tolist(),
    }


def explanations(features: DataFrame, scores: DataFrame, model: LoadedModel) -> DataFrame:
    """The reasons of every account with a score at or above the triage threshold. Columns EXPLANATIONS.

    features: the model's, per account. scores: account, score.
    """
    looked_at = scores.filter(F.col("score") >= model.triage_threshold).select("account")
    explainer, profile, names = model.explainer, model.profile, list(model.feature_names)

    def explain(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            X = _matrix(batch, names)
            place, found = reasons(X, explainer.contributions(X), profile)
            account = batch.column("account").take(pa.array(place))
            kinds = EXPLANATIONS.arrow
            columns = [account, *(pa.array(found[name], kinds.field(name).type) for name in REASON)]
            yield pa.RecordBatch.from_arrays(columns, names=["account", *REASON])

    chosen = features.join(looked_at, on="account", how="inner").select("account", *names)  # 1:1
    return chosen.mapInArrow(explain, f"account long, {REASON_DDL}").select(*EXPLANATIONS.names)


def campaign_explanations(features: DataFrame, scores: DataFrame, members: DataFrame, model: LoadedModel) -> DataFrame:
    """The reasons of every campaign with scored members. Columns CAMPAIGN_EXPLANATIONS.

    A feature's value and contribution are means over the members with a score. members: campaign_id, account.
    """
    scored = members.select("campaign_id", "account").join(scores.select("account"), on="account", how="inner")  # 1:1
    explainer, profile, names = model.explainer, model.profile, list(model.feature_names)
    long = "campaign_id string, feature string, value double, contribution double"

    def contribute(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            X = _matrix(batch, names)
            added = explainer.contributions(X)
            campaign = batch.column("campaign_id")
            for place, name in enumerate(names):
                columns = [campaign, pa.array([name] * len(X)), pa.array(X[:, place]), pa.array(added[:, place])]
                yield pa.RecordBatch.from_arrays(columns, names=["campaign_id", "feature", "value", "contribution"])

    def rank(of_campaign: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        ordered = of_campaign.set_index("feature").loc[names]
        values, added = (ordered[name].to_numpy()[None, :] for name in ("value", "contribution"))
        found = pd.DataFrame(reasons(values, added, profile)[1])
        return found.assign(campaign_id=of_campaign["campaign_id"].iloc[0], n_members=of_campaign["n_members"].iloc[0])

    chosen = scored.join(features.select("account", *names), on="account", how="inner")  # 1:1
    contributed = chosen.select("campaign_id", *names).mapInArrow(contribute, long)
    # features have 6 decimals: a mean half way between two of them must not depend on the order of adding
    means = contributed.groupBy("campaign_id", "feature").agg(
        F.round(F.avg("value"), 9).alias("value"),
        F.avg("contribution").alias("contribution"),
        F.count("*").alias("n_members"),
    )
    ddl = f"{REASON_DDL}, campaign_id string, n_members long"
    return means.groupBy("campaign_id").applyInPandas(rank, ddl).select(*CAMPAIGN_EXPLANATIONS.names)


def _matrix(batch: pa.RecordBatch, names: Sequence[str]) -> NDArray[np.float64]:
    return np.stack([batch.column(name).to_numpy(zero_copy_only=False) for name in names], axis=1)
