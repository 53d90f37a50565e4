"""The form in which a model travels: a folder or a zip file of model.skops, card.md and meta.json.

meta.json holds features, layers, thresholds, figures, what it learned from, the profile of the accounts learned from
and the SHA-256 of model.skops; of newer models the curve of thresholds too (models/evaluation/curve.py). Nothing in it
is about a single account.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claqueur.errors import UserError

if TYPE_CHECKING:
    from claqueur.models.estimator import CoordinationClassifier
    from claqueur.models.store.loaded_model import LoadedModel

FORMAT = 3
MODEL, CARD, META = "model.skops", "card.md", "meta.json"
MAX_BYTES = 50_000_000  # of one file: a real one has less than one million
LICENCE = "GPL-3.0-or-later"
# Exactly what the estimator is made of.
TRUSTED_TYPES = [
    "claqueur.models.estimator.CoordinationClassifier",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]
REQUIRED = {
    "format": int,
    "name": str,
    "version": str,
    "sha256": str,
    "feature_names": list,
    "layers": list,
    "flag_threshold": float,
    "triage_threshold": float,
    "numbers": dict,
    "stress": list,
    "data": list,
    "profile": dict,
}


@dataclass(frozen=True)
class Package:
    """A model as it travels: meta (see REQUIRED), the bytes of model.skops, the card."""

    meta: dict[str, Any]
    content: bytes
    card: str

    def write(self, path: Path) -> None:
        """Write it to `path`: one file if the name ends in .zip (a tenth of the size), else a folder.

        Raises UserError if something is there that is no exported model.
        """
        if path.exists() and not (path.is_dir() and {entry.name for entry in path.iterdir()} <= {MODEL, CARD, META}):
            raise UserError(f'"{path}" is there already: give a name that is free, such as model.zip.')
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = {MODEL: self.content, CARD: self.card.encode(), META: _written(self.meta)}
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, part in parts.items():
                    archive.writestr(name, part)
            return
        path.mkdir(exist_ok=True)
        for name, part in parts.items():
            (path / name).write_bytes(part)

    @classmethod
    def read(cls, path: Path) -> Package:
        """The package at `path`, ready to load. Raises UserError if it is none, was changed, or does not fit."""
        made = cls.look(path)
        check_features(made.meta["feature_names"], f'The model in "{path.name}"')
        return made

    @classmethod
    def look(cls, path: Path) -> Package:
        """The package at `path`, checked (see check), to be shown: whether this version can score with it is not asked.

        Raises UserError if it is none or was changed.
        """
        if not path.exists():
            raise UserError(f'There is no model at "{path}": give what "claqueur models export" wrote.')
        parts = _parts(path)
        try:
            meta = json.loads(parts[META])
            made = cls(meta, parts[MODEL], parts[CARD].decode())
        except ValueError as error:
            raise UserError(f'The {META} of "{path.name}" cannot be read: export the model again.') from error
        made.check(path.name)
        return made

    def check(self, name: str) -> None:
        """Raise UserError if meta is incomplete, or the SHA-256 is another."""
        wrong = [key for key, kind in REQUIRED.items() if not isinstance(self.meta.get(key), kind)]
        if wrong:
            raise UserError(f'"{name}" is no exported model: its {META} lacks a usable "{wrong[0]}".')
        if self.meta["format"] != FORMAT:
            raise UserError(
                f'"{name}" has format {self.meta["format"]}, this claqueur reads {FORMAT}: '
                "use the version that wrote it."
            )
        found = hashlib.sha256(self.content).hexdigest()
        if found != self.meta["sha256"]:
            raise UserError(
                f'The model in "{name}" is not the one that was exported (SHA-256 {found[:12]}... instead of '
                f"{self.meta['sha256'][:12]}...): fetch it again from where it came."
            )

    def load(self, origin: str) -> LoadedModel:
        """The model, ready to score. origin: where it was found. Raises UserError as `estimator_of` does."""
        meta = self.meta
        estimator = estimator_of(self.content, len(meta["feature_names"]))
        return loaded(meta, estimator, self.card, origin, meta["version"])


def loaded(
    meta: dict[str, Any], estimator: CoordinationClassifier, card: str, origin: str, version: int | str
) -> LoadedModel:
    """A LoadedModel from what is kept beside its file. Raises UserError if the profile cannot be read."""
    from claqueur.models.drift.profile import Profile
    from claqueur.models.store.loaded_model import LoadedModel

    try:
        profile = Profile.from_dict(meta["profile"])
    except (KeyError, TypeError) as error:
        raise UserError(f"The profile of model version {version} cannot be read: export or train it again.") from error
    return LoadedModel(
        name=meta["name"],
        version=version,
        sha256=meta["sha256"],
        estimator=estimator,
        feature_names=tuple(meta["feature_names"]),
        layers=tuple(meta["layers"]),
        flag_threshold=meta["flag_threshold"],
        triage_threshold=meta["triage_threshold"],
        numbers=meta["numbers"],
        data=meta["data"],
        profile=profile,
        card=card,
        origin=origin,
        stress={test["name"]: f"{test['flagged']} of {test['of']}" for test in meta["stress"]},
        run_id=meta.get("run_id"),
    )


def check_features(names: list[str], whose: str) -> None:
    """Raise UserError if this version of claqueur does not compute one of the features. whose: begins the sentence."""
    from claqueur.models.features.account_features import FEATURE_NAMES

    unknown = [name for name in names if name not in FEATURE_NAMES]
    if unknown:
        raise UserError(
            f"{whose} needs {unknown[0]!r} ({len(unknown)} of its {len(names)} features), which this version of "
            "claqueur does not compute: use the version that trained it, or train it again."
        )


def estimator_of(content: bytes, n_features: int) -> CoordinationClassifier:
    """The estimator in a skops file. Nothing but TRUSTED_TYPES is built, and its trees are checked before use.

    Raises UserError if it holds other types, another estimator, or trees that lead out of themselves.
    """
    import skops.io

    from claqueur.models.estimator import CoordinationClassifier

    try:
        foreign = sorted(set(skops.io.get_untrusted_types(data=content)) - set(TRUSTED_TYPES))
        if foreign:
            raise UserError(f"The model file holds {foreign[0]}, which no model of claqueur needs: it was not loaded.")
        estimator = skops.io.loads(content, trusted=TRUSTED_TYPES)
        if not isinstance(estimator, CoordinationClassifier) or estimator.n_features_in_ != n_features:
            raise UserError(f"The model file is no account classifier of {n_features} features: it was not loaded.")
        _check_trees(estimator, len(range(n_features)[estimator.seen]))
    except (ValueError, KeyError, TypeError, AttributeError, ImportError, zipfile.BadZipFile) as error:
        raise UserError(
            "The model file cannot be read: it is damaged, or another version of claqueur or scikit-learn wrote it."
        ) from error
    return estimator


def _check_trees(estimator: CoordinationClassifier, n_features: int) -> None:
    """scikit-learn follows a tree's nodes without bounds checks: a file from elsewhere must not lead it astray."""
    from claqueur.models.reasons.tree_shap import tree_nodes

    for booster in estimator.boosters_.values():
        for nodes in tree_nodes(booster):
            inner = nodes[nodes["is_leaf"] == 0]
            place = np.flatnonzero(nodes["is_leaf"] == 0)
            onward = all(((inner[side] > place) & (inner[side] < len(nodes))).all() for side in ("left", "right"))
            known = ((inner["feature_idx"] >= 0) & (inner["feature_idx"] < n_features)).all()
            usable = (nodes["count"] > 0).all() and not inner["is_categorical"].any()
            if not (len(nodes) and onward and known and usable):
                raise UserError("The model file holds a tree that leads out of itself: it was not loaded.")


def _written(meta: dict[str, Any]) -> bytes:
    return (json.dumps(meta, indent=1, ensure_ascii=False) + "\n").encode()


def _parts(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        missing = [name for name in (MODEL, CARD, META) if not (path / name).is_file()]
        if missing:
            raise UserError(f'The folder "{path.name}" is no exported model: it lacks {missing[0]}.')
        return {name: (path / name).read_bytes() for name in (MODEL, CARD, META)}
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _part(archive, name) for name in (MODEL, CARD, META)}
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise UserError(f'"{path.name}" is no exported model: it must hold {MODEL}, {CARD} and {META}.') from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_BYTES:
        raise UserError(f"The {name} of the exported model has more than {MAX_BYTES // 10**6} MB: it was not read.")
    return archive.read(name)
