"""Which model scores, without any run: the registry's own tests have versions and champions."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from claqueur.errors import UserError
from claqueur.models import shipped
from claqueur.models.store import choice
from claqueur.models.store.choice import choose_model, load_model
from claqueur.models.store.package import Package
from claqueur.schema import CLASSIFIER_LAYERS
from claqueur.workspace import Workspace

SOME_LAYERS = ("media",)  # not among those of the runs here


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "w")


def test_without_a_champion_the_model_that_comes_with_claqueur_scores(shipped: Package, workspace):
    model, said = choose_model(workspace, "auto", CLASSIFIER_LAYERS)
    assert model is not None
    assert said["why"] == (
        "the model that comes with claqueur, trained on 100 members of campaigns and 200 ordinary accounts (made-up)"
    )
    assert (said["version"], said["sha256"]) == ("2026.01.02", shipped.meta["sha256"])
    assert said["because"] == ["no_champion", "shipped"]
    assert choose_model(workspace, "shipped", CLASSIFIER_LAYERS)[1] == said | {"because": ["chosen"]}
    assert load_model().sha256 == load_model("shipped").sha256 == said["sha256"]


def test_a_champion_goes_before_it_and_one_for_other_layers_does_not(shipped, workspace, monkeypatch, tiny_package):
    champion = replace(tiny_package.load("the champion of this workspace"), version=7)
    monkeypatch.setattr(choice, "_champion", lambda _: champion)
    assert choose_model(workspace, "auto", CLASSIFIER_LAYERS)[1]["version"] == 7
    assert choose_model(workspace, "auto", (*CLASSIFIER_LAYERS, "media"))[1]["version"] == 7  # more is no harm
    monkeypatch.setattr(choice, "_champion", lambda _: replace(champion, layers=SOME_LAYERS))
    said = choose_model(workspace, "auto", CLASSIFIER_LAYERS)[1]
    assert (said["version"], said["because"]) == ("2026.01.02", ["champion_for_other_layers", "shipped"])
    model, said = choose_model(workspace, "auto", CLASSIFIER_LAYERS[1:])
    assert model is None
    assert said["why"] == (
        "the champion was made for other layers (--layers media uses it); the model that comes with claqueur was "
        f"made for other layers (--layers {','.join(CLASSIFIER_LAYERS)} uses it)"
    )


def test_without_any_model_the_manifest_says_why(nothing_shipped, workspace):
    assert choose_model(workspace, "auto", CLASSIFIER_LAYERS) == (
        None,
        {
            "name": None,
            "why": "no model was trained in this workspace; this copy of claqueur comes without a model "
            "(claqueur train makes one)",
            "because": ["no_champion", "no_shipped"],
        },
    )
    assert choose_model(workspace, "none", CLASSIFIER_LAYERS) == (
        None,
        {"name": None, "why": "--model none", "because": ["not_wanted"]},
    )


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("shipped", "There is no such model: this copy of claqueur comes without a model (claqueur train makes one)."),
        ("3", "There is no model version 3 in this workspace (versions: none)."),
        ("best", 'There is no model "best": give shipped, or the number of a version in this workspace.'),
    ],
)
def test_a_model_asked_for_by_name_must_be_there(nothing_shipped, workspace, wanted, said):
    with pytest.raises(UserError, match=f"^{re.escape(said)}$"):
        choose_model(workspace, wanted, CLASSIFIER_LAYERS)


def test_a_model_asked_for_by_name_must_fit_the_layers(shipped, workspace):
    with pytest.raises(UserError, match=r"^Model shipped was made for other layers: add --layers .*, or leave --model"):
        choose_model(workspace, "shipped", SOME_LAYERS)


def test_a_shipped_file_that_the_code_does_not_name_is_refused(shipped, workspace, monkeypatch):
    monkeypatch.setattr("claqueur.models.shipped.SHA256", "0" * 64)
    with pytest.raises(UserError, match=r"this version names 000000000000...: install claqueur again"):
        choose_model(workspace, "auto", CLASSIFIER_LAYERS)
    assert choose_model(workspace, "none", CLASSIFIER_LAYERS)[0] is None


def test_a_file_is_a_model_and_a_workspace_without_one_is_not(tiny_package, workspace, tmp_path):
    tiny_package.write(tmp_path / "model.zip")
    assert load_model(tmp_path / "model.zip").origin == "read from model.zip"
    with pytest.raises(UserError, match="There is no such model: no model was trained in this workspace"):
        load_model(workspace.path)


def test_what_really_ships_is_named_by_its_checksum_is_small_and_fits_this_version():
    if not shipped.FILE.is_file():
        pytest.skip("no model ships yet")
    model = shipped.shipped_model()
    assert model is not None
    assert shipped.FILE.stat().st_size < 1_000_000
    for heading in ("Purpose", "Data", "Where it fails", "Licence and citation"):
        assert f"## {heading}" in model.card
