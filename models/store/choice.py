"""Which model scores a run: the workspace's champion, else the one that comes with claqueur, or the one asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claqueur.errors import UserError
from claqueur.models.shipped import ORIGIN, shipped_model
from claqueur.models.store.loaded_model import LoadedModel
from claqueur.models.store.package import Package
from claqueur.models.store.records import CHAMPION
from claqueur.models.store.registry import champion, load_version
from claqueur.workspace import MARKER, Workspace

AUTO, NONE, SHIPPED = "auto", "none", "shipped"


def choose_model(workspace: Workspace, wanted: str, layers: Sequence[str]) -> tuple[LoadedModel | None, dict[str, Any]]:
    """The model for a run on `layers`, or None, and what the manifest says of it.

    wanted: auto, none, shipped or the number of a version. Said of it are name, why (a sentence) and because: codes of
    the reasons in order, the last one champion, shipped or chosen if there is a model. Raises UserError if a model that
    was asked for by name is not there or was made for other layers, or if one that is there is spoilt.
    """
    if wanted == NONE:
        return None, _no_model("--model none", ["not_wanted"])
    if wanted != AUTO:
        model = find_model(workspace, wanted)
        if not set(model.layers) <= set(layers):
            made_for = ",".join(model.layers)
            raise UserError(f"Model {wanted} was made for other layers: add --layers {made_for}, or leave --model out.")
        return model, model.described() | {"because": ["chosen"]}
    reasons, codes = [], []
    for code, name, find in ((CHAMPION, "the champion", _champion), (SHIPPED, ORIGIN, _shipped)):
        model_or_why = find(workspace)
        if isinstance(model_or_why, str):
            reasons.append(model_or_why)
            codes.append(f"no_{code}")
        elif set(model_or_why.layers) <= set(layers):
            return model_or_why, model_or_why.described() | {"because": [*codes, code]}
        else:
            reasons.append(_other_layers(name, model_or_why))
            codes.append(f"{code}_for_other_layers")
    return None, _no_model("; ".join(reasons), codes)


def load_model(path_or_name: Path | str | None = None, version: int | None = None) -> LoadedModel:
    """A model to score with: the one that comes with claqueur, or that of a file, folder or workspace.

    path_or_name: None or "shipped"; an exported model (file or folder); or a workspace, whose champion is taken unless
    `version` is given. Raises UserError if there is none.
    """
    if path_or_name is None or path_or_name == SHIPPED:
        return _found(_shipped(None))
    path = Path(path_or_name).expanduser()
    if not (path / MARKER).is_file():
        return Package.read(path).load(f"read from {path.name}")
    workspace = Workspace.open(path)
    if version is not None:
        return load_version(workspace, version)
    return _found(_champion(workspace))


def find_model(workspace: Workspace, version: str) -> LoadedModel:
    """The model "shipped", or a version of the workspace by its number. Raises UserError if there is none."""
    if version == SHIPPED:
        return _found(_shipped(workspace))
    if not version.isdecimal():
        raise UserError(f'There is no model "{version}": give shipped, or the number of a version in this workspace.')
    return load_version(workspace, int(version))


def _found(model_or_why: LoadedModel | str) -> LoadedModel:
    if isinstance(model_or_why, str):
        raise UserError(f"There is no such model: {model_or_why}.")
    return model_or_why


def _champion(workspace: Workspace) -> LoadedModel | str:
    """The champion, or why there is none."""
    if not workspace.has_models():
        return "no model was trained in this workspace"
    return champion(workspace) or "no model of this workspace is its champion (claqueur models)"


def _shipped(_: Workspace | None) -> LoadedModel | str:
    """The model that comes with claqueur, or why there is none."""
    return shipped_model() or "this copy of claqueur comes without a model (claqueur train makes one)"


def _other_layers(name: str, model: LoadedModel) -> str:
    return f"{name} was made for other layers (--layers {','.join(model.layers)} uses it)"


def _no_model(why: str, because: list[str]) -> dict[str, Any]:
    return {"name": None, "why": why, "because": because}
