from __future__ import annotations

import hashlib
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from claqueur.errors import UserError
from claqueur.models.reasons.tree_shap import tree_nodes
from claqueur.models.store.package import MAX_BYTES, Package, estimator_of

FILES = {"model.skops", "card.md", "meta.json"}


@pytest.mark.parametrize("name", ["model.zip", "folder"])
def test_what_is_written_is_read_again(tiny_package: Package, tmp_path: Path, name: str):
    tiny_package.write(tmp_path / name)
    assert Package.read(tmp_path / name) == tiny_package
    if name == "model.zip":
        assert set(zipfile.ZipFile(tmp_path / name).namelist()) == FILES
    else:
        assert {path.name for path in (tmp_path / name).iterdir()} == FILES


def test_a_loaded_package_scores_as_its_estimator(tiny_package: Package):
    model = tiny_package.load("made for the test")
    X = np.random.default_rng(2).exponential(size=(20, len(model.feature_names)))
    frame = pl.DataFrame(X, schema=list(model.feature_names)).with_columns(n_posts=pl.Series([4] + [5] * 19))
    expected = estimator_of(tiny_package.content, X.shape[1]).predict_proba(X)[:, 1]
    found = model.score(frame)
    assert found["score"][0] is None  # too few posts
    assert found["score"][1:].to_list() == expected[1:].tolist()
    assert dict(zip(found["level"], found["score"], strict=True)).keys() <= {"flag", "triage", "none"}
    assert model.thresholds == {"flag": 0.9, "triage": 0.5}
    assert model.card.startswith("# Model card")
    assert model.described()["why"] == (
        "made for the test, trained on 100 members of campaigns and 200 ordinary accounts (made-up)"
    )


def test_levels_follow_the_thresholds_and_pandas_gets_pandas(tiny_package: Package):
    model = replace(tiny_package.load(""), flag_threshold=0.8, triage_threshold=0.2)
    names = model.feature_names
    frame = pl.DataFrame({name: [6.0, 0.0] for name in names}).to_pandas()
    found = model.score(frame)
    assert type(found).__module__.startswith("pandas")
    assert found["level"].tolist() == ["flag", "none"]


def test_features_that_are_missing_are_named(tiny_package: Package):
    model = tiny_package.load("")
    n = len(model.feature_names)
    with pytest.raises(UserError, match=rf"The features lack .+ \({n} of {n}\): claqueur.features\(posts\) computes"):
        model.score(pl.DataFrame({"other": [1.0]}))


def changed(package: Package, **meta) -> Package:
    return replace(package, meta=package.meta | meta)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda p: replace(p, content=p.content + b" "), "is not the one that was exported (SHA-256 "),
        (lambda p: changed(p, format=2), "has format 2, this claqueur reads 3: use the version that wrote it."),
        (lambda p: changed(p, profile=None), 'is no exported model: its meta.json lacks a usable "profile".'),
        (
            lambda p: changed(p, feature_names=["shoe_size", *p.meta["feature_names"]]),
            "needs 'shoe_size' (1 of its ",
        ),
    ],
)
def test_a_package_that_was_changed_or_does_not_fit_is_refused(tiny_package, tmp_path, spoil, sentence):
    spoil(tiny_package).write(tmp_path / "model.zip")
    with pytest.raises(UserError, match=re.escape(sentence)):
        Package.read(tmp_path / "model.zip")


def test_what_is_no_package_is_refused(tiny_package, tmp_path):
    (tmp_path / "note.zip").write_text("no zip file")
    (tmp_path / "folder").mkdir()
    tiny_package.write(tmp_path / "odd")
    (tmp_path / "odd" / "meta.json").write_text("{")
    for name, sentence in (
        ("gone.zip", "There is no model at "),
        ("note.zip", '"note.zip" is no exported model: it must hold model.skops, card.md and meta.json.'),
        ("folder", 'The folder "folder" is no exported model: it lacks model.skops.'),
        ("odd", 'The meta.json of "odd" cannot be read'),
    ):
        with pytest.raises(UserError, match=re.escape(sentence)):
            Package.read(tmp_path / name)


def test_a_file_that_unpacks_to_too_much_is_not_read(tiny_package, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.skops", bytes(MAX_BYTES + 1))
        archive.writestr("card.md", "")
        archive.writestr("meta.json", "{}")
    with pytest.raises(UserError, match="has more than 50 MB: it was not read"):
        Package.read(tmp_path / "bomb.zip")


def test_nothing_that_is_there_is_overwritten_but_an_exported_model(tiny_package, tmp_path):
    (tmp_path / "mine.zip").write_text("mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    for name in ("mine.zip", "mine"):
        with pytest.raises(UserError, match="is there already: give a name that is free"):
            tiny_package.write(tmp_path / name)
    tiny_package.write(tmp_path / "again")
    tiny_package.write(tmp_path / "again")


def test_only_the_types_of_the_classifier_are_built():
    X, y = np.arange(20.0)[:, None], np.arange(20) % 2
    plain = skops.io.dumps(LogisticRegression().fit(X, y))
    with pytest.raises(UserError, match="The model file is no account classifier of 1 features"):
        estimator_of(plain, 1)
    with pytest.raises(UserError, match=r"The model file holds \S+, which no model of claqueur needs"):
        estimator_of(skops.io.dumps(Foreign()), 1)
    with pytest.raises(UserError, match="The model file cannot be read"):
        estimator_of(b"no skops", 1)


class Foreign:
    """A type that no model needs."""

    def __init__(self) -> None:
        self.payload = 1


@pytest.mark.parametrize(("field", "value"), [("left", 60_000), ("right", 0), ("feature_idx", 5_000), ("count", 0)])
def test_a_tree_that_leads_out_of_itself_is_refused(tiny_package, field, value):
    """scikit-learn would read whatever memory such a node points to."""
    n = len(tiny_package.meta["feature_names"])
    estimator = estimator_of(tiny_package.content, n)
    tree_nodes(next(iter(estimator.boosters_.values())))[0][field][0] = value
    with pytest.raises(UserError, match="holds a tree that leads out of itself"):
        estimator_of(skops.io.dumps(estimator), n)


def test_the_checksum_is_that_of_the_file(tiny_package, tmp_path):
    tiny_package.write(tmp_path / "folder")
    meta = json.loads((tmp_path / "folder" / "meta.json").read_text())
    assert meta["sha256"] == hashlib.sha256((tmp_path / "folder" / "model.skops").read_bytes()).hexdigest()
