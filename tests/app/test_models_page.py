"""The models page: which model scored the run and why, its figures, and a threshold that is moved."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views import threshold as tried
from claqueur.app.views.models import KeptModel, figure_sentences, highest_share, scored_by, usage
from claqueur.models.store.package import Package
from claqueur.workspace import Workspace
from tests.app.conftest import in_html
from tests.app.test_pages import on_screen

EN, FR = Words("en"), Words("fr")
# At four thresholds: of 10 members, 1,000 ordinary accounts and 100 with posts dealt anew, how many are flagged.
CURVE = {
    "threshold": [0.2, 0.6, 0.95, 0.999],
    "flagged": {"members": [9, 7, 4, 1], "audited_controls": [120, 10, 1, 0], "permuted": [30, 6, 1, 0]},
    "of": {"members": 10, "audited_controls": 1_000, "permuted": 100},
}
CHAMPION = {
    "created_at": "2026-03-01T10:00:00+00:00", "sha256": "c" * 64, "feature_names": ["best_s"], "layers": ["repost", "text"],
    "flag_threshold": 0.95, "triage_threshold": 0.6, "reason": "Promoted by hand by <b>ann</b>: a try", "promoted": True,
    "numbers": {
        "recall_at_flag": 0.4, "recall_at_flag_low": 0.3, "recall_at_flag_high": 0.5, "recall_at_triage": 0.7, "n_members": 10,
        "n_audited_controls": 1_000, "audited_controls_flagged": 0.001, "precision_at_20": float("nan"),
        "recall_at_flag of May": 0.25, "recall_at_flag of June": 0.1,
    },
    "stress": [
        {"name": "permuted accounts", "flagged": 1, "of": 100, "passed": True},
        {"name": "something new", "flagged": 0, "of": 0},
    ],
    "data": [{"workspace": "w", "n_posts": 3_000, "n_members": 10, "n_controls": 1_200, "posts_sha256": "1" * 64, "labels_sha256": "2" * 64}],
    "parameters": {"seed": 7}, "card": "champion.md", "curve": "champion.json",
}  # fmt: skip
CHALLENGER = CHAMPION | {"sha256": "d" * 64, "reason": "Not promoted", "card": "challenger.md", "curve": None}


def register(workspace: Workspace, records: list[dict[str, Any]], champion: int) -> None:
    """Versions 1, 2 ... as MLflow keeps them, without MLflow."""
    with closing(sqlite3.connect(workspace.path / "mlflow.db")) as database, database:
        database.executescript(
            """
            CREATE TABLE model_versions (name TEXT, version INT, run_id TEXT);
            CREATE TABLE model_version_tags (name TEXT, version INT, key TEXT, value TEXT);
            CREATE TABLE registered_model_aliases (name TEXT, version INT, alias TEXT);
            """
        )
        name = "account-coordination"
        for version, record in enumerate(records, start=1):
            database.execute("INSERT INTO model_versions VALUES (?, ?, ?)", (name, version, f"r{version}"))
            database.execute(
                "INSERT INTO model_version_tags VALUES (?, ?, 'claqueur', ?)", (name, version, json.dumps(record))
            )
            (workspace.path / record["card"]).write_text(f"# Card of {version}", encoding="utf-8")
        database.execute("INSERT INTO registered_model_aliases VALUES (?, ?, 'champion')", (name, champion))
    (workspace.path / "champion.json").write_text(json.dumps(CURVE), encoding="utf-8")


@pytest.fixture(autouse=True)
def _no_model_of_another_test() -> None:
    """The list of models is kept for ten seconds."""
    st.cache_data.clear()


@pytest.fixture
def trained_in(workspace: Workspace, tmp_path: Path, nothing_shipped: None) -> Workspace:
    """A workspace with two versions, the second its champion, whose newest run the champion scored."""
    shutil.copytree(workspace.path, tmp_path / "trained")
    made = Workspace.open(tmp_path / "trained")
    register(made, [CHALLENGER, CHAMPION], champion=2)
    path = made.run_path("20260310-120000-aaaaaa") / "manifest.json"
    manifest = json.loads(path.read_text())
    said = {"name": "account-coordination", "version": 2, "sha256": "c" * 64, "flag_threshold": 0.95}
    path.write_text(json.dumps(manifest | {"model": said | {"because": ["champion"]}}))
    return made


def cells(app: Any) -> list[list[str]]:
    """Rows of every table on the page."""
    tables = [*app.main.dataframe, *app.main.table]
    return [row for table in tables for row in table.value.astype(str).to_numpy().tolist()]


def test_the_page_says_which_model_scored_the_run_and_why(open_app, trained_in):
    app = open_app("models", at_workspace=trained_in.path, lang="en")
    assert not app.exception
    shown = on_screen(app)
    assert "This run was scored by: **Version 2**. It was the champion of this workspace" in shown
    assert "Do not trust the scores" in shown  # drift of the run
    assert ["Version 2", "champion", "40%", "0.1%", "yes"] in cells(app)
    assert ["Version 1", "challenger", "40%", "0.1%", ""] in cells(app)
    assert app.query_params["model"] == "2"
    assert app.main.selectbox[0].options == [
        "Version 2 · 1 March 2026 · champion",
        "Version 1 · 1 March 2026 · challenger",
    ]


def test_figures_stress_tests_and_origin_are_told_in_plain_words(open_app, trained_in):
    app = open_app("models", at_workspace=trained_in.path, lang="en")
    shown = on_screen(app)
    assert "it flags **40%** (between 30% and 50%, 95% interval)" in shown
    assert "Of 1,000 accounts without known coordination, it flags **1**." in shown
    assert "nan" not in shown
    assert ["June", "10%"] in cells(app)
    assert ["w", "3,000", "10", "1,200", "111111111111 · 222222222222"] in cells(app)
    assert ["Another test", "0 of 0", "–", "–"] in cells(app)
    assert any("Promoted by hand by <b>ann</b>" in text for text in in_html(app))  # as text, never as HTML
    assert "<b>ann</b>" not in "".join(markdown.value for markdown in app.main.markdown)


def test_the_slider_stands_at_the_models_threshold_and_shows_what_was_counted_elsewhere(open_app, trained_in):
    app = open_app("models", at_workspace=trained_in.path, lang="en")
    slider = app.select_slider[0]
    assert (slider.options, slider.value) == (["0.2", "0.6", "0.95", "0.999"], 2)
    assert EN("models.threshold.same") in on_screen(app)
    app.select_slider[0].set_value(1).run()
    assert not app.exception
    shown = on_screen(app)
    assert "**3 accounts** more found in campaigns, and **9 accounts** more flagged among the ordinary" in shown
    assert ["Members of held-out campaigns", "40% (4 of 10)", "70% (7 of 10)"] in cells(app)
    assert ["Ordinary accounts", "0.1% (1 of 1,000)", "1% (10 of 1,000)"] in cells(app)
    assert "**1 account** of 1 account with a score reach the threshold tried" in shown


def test_a_challenger_without_a_curve_says_so_and_how_it_would_become_champion(open_app, trained_in):
    app = open_app("models", at_workspace=trained_in.path, lang="fr", model="1")
    assert not app.exception
    assert [info.value for info in app.info] == [FR("models.threshold.no_curve")]
    assert not app.select_slider
    assert f"claqueur models promote 1 --workspace {trained_in.path}" in app.code[0].value
    assert ["Version 2", "champion", "40\u00a0%", "0,1\u00a0%", "oui"] in cells(app)


def test_a_link_to_a_model_that_is_gone_says_so_and_shows_another(open_app, trained_in):
    app = open_app("models", at_workspace=trained_in.path, lang="en", model="9")
    assert EN("models.unknown") in [warning.value for warning in app.warning]
    assert app.query_params["model"] == "2"


def test_without_any_model_the_page_says_what_judged_the_accounts(open_app, workspace, nothing_shipped):
    app = open_app("models", lang="en")
    assert [info.value for info in app.info] == [EN("models.none")]
    assert "a model that is no longer here (version 1" in on_screen(app)


def test_models_are_shown_before_anything_was_analysed(open_app, shipped, tmp_path):
    app = open_app("models", at_workspace=Workspace.create(tmp_path / "empty").path, lang="fr")
    assert not app.exception
    assert [header.value for header in app.header] == [FR("models.every"), "Modèle livré avec claqueur (2026.01.02)"]


def test_the_model_that_comes_with_claqueur_is_shown_and_a_changed_one_is_refused(
    open_app, workspace, shipped: Package, monkeypatch
):
    app = open_app("models", lang="en")
    assert "Model that comes with claqueur (2026.01.02)" in [header.value for header in app.header]
    assert app.query_params["model"] == "shipped"
    monkeypatch.setattr("claqueur.models.shipped.SHA256", "0" * 64)
    st.cache_data.clear()
    app = open_app("models", lang="en")
    assert not app.exception
    assert EN("models.spoilt") in [warning.value for warning in app.warning]


def test_reasons_for_no_model_and_for_the_one_that_comes_with_claqueur():
    model = KeptModel("shipped", "shipped", {"sha256": "a", "version": "2026.01.02"})
    said = {"name": "n", "version": "2026.01.02", "sha256": "a", "because": ["no_champion", "shipped"]}
    assert usage([model], {"model": said}, EN) == [
        "This run was scored by: **Model that comes with claqueur (2026.01.02)**.",
        "This workspace had no champion of its own.",
        "That leaves the model that comes with claqueur.",
    ]
    assert usage([model], {"model": {"name": None, "because": ["not_wanted"]}}, EN)[1:] == [
        "The run was started without a model, on purpose."
    ]
    assert usage([model], {}, EN) == [EN("models.used.none"), EN("models.because.unknown")]


def test_a_version_from_elsewhere_brings_no_markdown():
    said = {"name": "n", "version": "1 ![x](http://example.org)", "sha256": "<b>"}
    assert "(version 1xhttpexample.org, SHA-256 b…)" in usage([], {"model": said}, EN)[0]


def test_every_reason_of_a_choice_has_words():
    codes = ["not_wanted", "chosen"]
    for name in ("champion", "shipped"):
        codes += [name, f"no_{name}", f"{name}_for_other_layers"]
    assert [code for code in codes if not EN.has(f"models.because.{code}")] == []


def test_a_version_imported_from_the_shipped_file_is_told_from_it():
    models = [
        KeptModel("3", "champion", {"sha256": "a"}),
        KeptModel("shipped", "shipped", {"sha256": "a", "version": "1"}),
    ]
    for version, expected in ((3, "3"), ("1", "shipped")):
        found = scored_by(models, {"model": {"name": "n", "sha256": "a", "version": version}})
        assert found is not None
        assert found.key == expected
    assert scored_by(models, {"model": {"name": "n", "sha256": "b", "version": 3}}) is None


def test_figures_that_a_model_lacks_are_left_out():
    model = KeptModel("1", "champion", {"numbers": {"recall_at_flag": 0.5, "n_members": 4}})
    assert figure_sentences(model, FR, Formats("fr")) == [
        "Sur 4 comptes appartenant à des campagnes que le modèle n’avait pas vues en apprenant, il signale **50\u00a0%**."
    ]


def test_none_flagged_is_no_proof_of_none():
    assert highest_share(0, 3_000) == pytest.approx(0.001, rel=0.01)  # rule of three: 3 / n
    assert highest_share(10, 1_000) == pytest.approx(0.0169, abs=5e-4)  # Clopper-Pearson, one-sided 95%: 0.0169


def test_steps_that_are_written_alike_are_one_and_the_models_own_is_kept():
    formats = Formats("en")
    curve = {"threshold": [0.2, 0.2001, 0.99512, 0.99514, 0.9999999]}
    steps = tried.steps(curve, 0.99514, formats)
    assert steps.labels == ("0.2", "0.9951", "0.999999")
    assert (steps.places, steps.own) == ((0, 3, 4), 1)


def test_the_chart_shows_each_group_once_with_both_thresholds():
    formats = Formats("fr")
    plot = tried.threshold_plot(CURVE, 2, 1, FR, formats)
    assert [name for _, name in plot.legend] == [tried.group_name(group, FR, formats) for group in CURVE["of"]]
    members, others = plot.panels
    assert (len(members.marks), len(others.marks)) == (1 + 2, 2 + 2)  # lines, and both thresholds upright
    assert [text for _, text in members.left.ticks][-1] == "100\u00a0%"
    assert [text for _, text in others.left.ticks][-1] == "5\u00a0%"
    assert [hover.text.split("\u00a0: ")[-1] for hover in members.hovers] == [
        formats.percent(share) for share in (0.9, 0.7, 0.4, 0.1)
    ]
