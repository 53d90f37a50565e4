from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from claqueur.models.drift.profile import FeatureProfile, Profile
from claqueur.models.reasons.explanations import campaign_explanations, explanations, reasons
from claqueur.models.reasons.tree_shap import Explainer
from claqueur.schema import CAMPAIGN_EXPLANATIONS, EXPLANATIONS


def profile(*groups: str) -> Profile:
    parts = [FeatureProfile(f"f{n}", group, (), ((1, 1),), n / 10, None, 0.1) for n, group in enumerate(groups)]
    return Profile(tuple(parts), ("made-up",), 1, 1, 0.0)


def test_a_reason_is_a_group_shown_by_its_strongest_feature():
    values = np.array([[10.0, 11.0, 12.0, 13.0], [20.0, 21.0, 22.0, 23.0]])
    #                   ties       circle  pace
    added = np.array([[0.4, 0.5, 0.8, 0.3], [-0.5, 0.2, -0.1, 0.3]])
    account, found = reasons(values, added, profile("ties", "ties", "circle", "pace"))
    assert list(
        zip(account.tolist(), *(found[name] for name in ("rank", "feature", "value", "usual")), strict=True)
    ) == [
        (0, 1, "f1", 11.0, 0.1),  # 0.9 for the ties
        (0, 2, "f2", 12.0, 0.2),
        (0, 3, "f3", 13.0, 0.3),
        (1, 1, "f3", 23.0, 0.3),  # ties (-0.3) and circle take away: no reasons
    ]
    assert found["contribution"] == pytest.approx([0.9, 0.8, 0.3, 0.3])


def test_what_hardly_adds_is_no_reason():
    account, found = reasons(np.ones((1, 3)), np.array([[0.95, 0.05, -3.0]]), profile(*"abc"))
    assert (account.tolist(), found["feature"]) == ([0], ["f0"])  # a twentieth is too little, and less than nothing


def test_there_are_at_most_three_reasons():
    account, found = reasons(np.ones((1, 5)), np.arange(1.0, 6.0)[None, :], profile(*"abcde"))
    assert (account.tolist(), found["feature"]) == ([0, 0, 0], ["f4", "f3", "f2"])


@pytest.fixture(scope="module")
def model(tiny_package):
    """Three features of the tiny model are named; the others are 0 below."""
    return tiny_package.load("made for the test")


def features(model, engine) -> tuple:
    """Four accounts: two strong ones, one weak one, one without a score."""
    names = model.feature_names
    strong = dict.fromkeys(names, 6.0)
    rows = {1: strong, 2: strong | {names[0]: 9.0}, 3: dict.fromkeys(names, 0.0), 4: strong}
    ddl = "account long, " + ", ".join(f"{name} double" for name in names)
    frame = engine.session.createDataFrame([(key, *values.values()) for key, values in rows.items()], ddl)
    scores = engine.session.createDataFrame([(1, 0.95), (2, 0.6), (3, 0.1)], "account long, score double")
    return frame, scores, rows


def test_accounts_from_triage_on_are_explained_on_both_engines(engine, model):
    frame, scores, rows = features(model, engine)
    found = [row.asDict() for row in explanations(frame, scores, model).collect()]
    assert list(found[0]) == EXPLANATIONS.names
    assert {row["account"] for row in found} == {1, 2}  # 3 is below triage, 4 has no score
    X = np.array([list(rows[1].values())])
    account, expected = reasons(X, Explainer(model.estimator).contributions(X), model.profile)
    mine = sorted((row["rank"], row["feature"], row["contribution"]) for row in found if row["account"] == 1)
    assert [row[:2] for row in mine] == list(zip(expected["rank"], expected["feature"], strict=True))
    assert [row[2] for row in mine] == pytest.approx(expected["contribution"], abs=1e-9)
    assert len(mine) == len(account) > 0


def test_a_campaigns_reasons_are_means_over_its_scored_members(engine, model):
    frame, scores, rows = features(model, engine)
    members = engine.session.createDataFrame(
        [("c1", 1), ("c1", 2), ("c1", 4), ("c2", 4)], "campaign_id string, account long"
    )
    found = [row.asDict() for row in campaign_explanations(frame, scores, members, model).collect()]
    assert list(found[0]) == CAMPAIGN_EXPLANATIONS.names
    assert {(row["campaign_id"], row["n_members"]) for row in found} == {("c1", 2)}  # 4 has no score, c2 nobody else
    X = np.array([list(rows[1].values()), list(rows[2].values())])
    added = Explainer(model.estimator).contributions(X)
    _, expected = reasons(X.mean(axis=0)[None, :], added.mean(axis=0)[None, :], model.profile)
    ranked = sorted(found, key=lambda row: row["rank"])
    assert [row["feature"] for row in ranked] == expected["feature"]
    assert [row["contribution"] for row in ranked] == pytest.approx(expected["contribution"])
    assert [row["value"] for row in ranked] == expected["value"]


def test_a_loaded_model_explains_a_frame_as_a_run_does(model):
    names = model.feature_names
    frame = pl.DataFrame({"account_id": ["a", "b"], **{name: [6.0, 0.0] for name in names}})
    found = model.explain(frame)
    assert found.filter(account_id="a")["rank"].to_list() == [1, 2, 3][: len({p.group for p in model.profile.features})]
    as_pandas = model.explain(frame.to_pandas())
    assert type(as_pandas).__module__.startswith("pandas")
    assert as_pandas["feature"].tolist() == found["feature"].to_list()
    whole = replace(model, profile=replace(model.profile, features=tuple(
        replace(part, group=part.name) for part in model.profile.features
    )))  # fmt: skip
    each = Explainer(model.estimator).contributions(frame.select(names).to_numpy())
    assert whole.explain(frame)["contribution"][0] == pytest.approx(each[0].max())
