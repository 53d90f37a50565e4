"""Reasons for a score in words: every feature has its sentence, with its numbers."""

import string
from math import log1p

import pytest

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words, texts
from claqueur.app.views.drift import drift_sentence
from claqueur.app.views.reasons import UNITS, account_reasons, campaign_reasons, unit_of
from claqueur.models.features.account_features import FEATURES
from tests.app.conftest import in_html

EN, FR = Words("en"), Words("fr")
IN_EN, IN_FR = Formats("en"), Formats("fr")
RING_FIRST = str(2**62)


def row(feature: str, value: float, usual: float, usual_p95: float | None = None, rank: int = 1) -> dict:
    return {"rank": rank, "feature": feature, "value": value, "usual": usual, "usual_p95": usual_p95, "n_members": 4}


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_every_feature_of_the_classifier_has_a_sentence_in_both_languages(feature):
    key = f"reason.feature.{feature.name}"
    units = [[name for _, name, _, _ in string.Formatter().parse(texts(lang)[key]) if name] for lang in ("en", "fr")]
    assert units[0] == units[1]
    assert len(units[0]) == 1
    assert units[0][0] in UNITS
    logged = "log(1 +" in feature.meaning
    assert (unit_of(texts("en")[key]) in ("count", "span")) == logged, "counts and seconds are stored as log(1 + n)"


def test_no_sentence_is_about_a_feature_that_is_gone():
    known = {f"reason.feature.{feature.name}" for feature in FEATURES}
    assert {key for key in texts("en") if key.startswith("reason.feature.")} == known


def test_values_are_said_in_their_unit_beside_what_is_usual():
    said = account_reasons([row("best_s", 7.3, 0.5, 2.1), row("max_k_10m", log1p(14), 0, log1p(1), 2)], EN, IN_EN)
    assert said == [
        "Strength of its strongest tie with one account: 7.3 (ordinary accounts: usually 0.5, 19 in 20 get no further "
        "than 2.1).",
        "Acts shared with one other account within 10 minutes: 14 (ordinary accounts: usually 0, 19 in 20 get no "
        "further than 1).",
    ]
    assert account_reasons([row("clustering_k2", 0.5, 0.1)], FR, IN_FR) == [
        "Part de ses partenaires qui partagent aussi au moins deux actes entre eux\u00a0: 50\u00a0% (comptes "
        "ordinaires\u00a0: d’habitude 10\u00a0%)."
    ]


def test_the_strongest_reason_comes_first_whatever_the_order_of_rows():
    rows = [row("best_s", 3, 0, rank=2), row("core_k2", log1p(5), 0, rank=1)]
    assert [line.split(":")[0] for line in account_reasons(rows, EN, IN_EN)] == [
        "Size of the circle around it in which everybody shares two or more acts with that many others",
        "Strength of its strongest tie with one account",
    ]


def test_a_campaigns_reason_is_a_mean():
    said = campaign_reasons([row("max_k_10m", log1p(2.5), 0)], EN, IN_EN)
    assert said == [
        "Acts shared with one other account within 10 minutes: 2.5, on average over 4 accounts (ordinary accounts: "
        "usually 0)."
    ]


def test_a_feature_of_another_version_is_said_by_its_name():
    assert account_reasons([row("shoe_size", 43.0, 42.0)], EN, IN_EN) == [
        "shoe_size: 43 (ordinary accounts: usually 42)."
    ]


@pytest.mark.parametrize("verdict", ["close", "shifted", "too far", "too few accounts"])
def test_every_verdict_on_drift_has_a_sentence(verdict):
    manifest = {"drift": {"verdict": verdict, "psi": 0.41, "limit": 0.25, "n_accounts": 1200}}
    assert "1,200 accounts" in drift_sentence(manifest, EN, IN_EN)
    assert "1\u202f200 comptes" in drift_sentence(manifest, FR, IN_FR)
    assert drift_sentence({}, EN, IN_EN) is None


def shown(app) -> str:
    return "\n".join(str(element.value) for kind in ("header", "markdown", "warning") for element in app.main.get(kind))


def test_the_account_page_shows_the_reasons_and_warns_where_the_model_does_not_fit(open_app):
    page = shown(open_app("account", lang="en", account=RING_FIRST, section="reasons"))
    assert "The model's strongest reasons" in page
    assert page.index("Strength of its strongest tie") < page.index("Part of its partners")
    assert "Do not trust the scores: the 1,200 accounts" in page
    bare = shown(open_app("account", lang="en", account="401", section="reasons"))  # it has no score
    assert EN("account.no_reasons") in bare
    assert EN("reason.caption") not in bare


def test_the_campaign_page_shows_what_raises_its_members_scores(open_app):
    page = shown(open_app("campaign", lang="fr", campaign="c-ring", section="explanations"))
    assert "Ce qui élève le score des membres" in page
    assert "en 10 minutes\u00a0: 4, en moyenne sur 5 comptes (comptes ordinaires\u00a0: d’habitude 0, 19 sur 20" in page
    assert "Aucun membre n’a de score" in shown(
        open_app("campaign", lang="fr", campaign="c-team", section="explanations")
    )


def test_the_overview_says_how_well_the_model_fits(open_app):
    page = open_app("overview", lang="en")
    assert any("Do not trust the scores" in text for text in in_html(page))
