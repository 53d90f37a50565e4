"""The pretrained model that comes with the package: an exported model in this folder (claqueur models export)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from claqueur.models.package import META, Package

if TYPE_CHECKING:
    from claqueur.models.loaded_model import LoadedModel

FOLDER = Path(__file__).parent
ORIGIN = "the model that comes with claqueur"


def shipped_package() -> Package | None:
    """The exported model in this folder, None if this copy of claqueur comes without one.

    Raises UserError if it was changed or needs features that this version does not compute.
    """
    return Package.read(FOLDER) if (FOLDER / META).is_file() else None


def shipped_model() -> LoadedModel | None:
    """The model of shipped_package, ready to score."""
    package = shipped_package()
    return None if package is None else package.load(ORIGIN)
