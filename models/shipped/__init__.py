"""The pretrained model that comes with the package: model.zip in this folder, as `claqueur models export` wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from claqueur.errors import UserError
from claqueur.models.store.package import Package

if TYPE_CHECKING:
    from claqueur.models.store.loaded_model import LoadedModel

FILE = Path(__file__).parent / "model.zip"
# Of the model in it, as `claqueur models export` printed it: the file alone cannot vouch for itself.
SHA256 = "7bb93461fef15a162bc06370feedabeea643890707a8b7283f5b15f66c068934"
ORIGIN = "the model that comes with claqueur"


def shipped_package() -> Package | None:
    """The exported model beside this file, None if this copy of claqueur comes without one.

    Raises UserError if it is another than this code names, was changed, or needs features this version lacks.
    """
    if not FILE.is_file():
        return None
    package = Package.read(FILE)
    if package.meta["sha256"] != SHA256:
        raise UserError(
            f"The model that comes with claqueur has SHA-256 {package.meta['sha256'][:12]}..., this version names "
            f"{SHA256[:12] or 'none'}...: install claqueur again, or run with --model none."
        )
    return package


def shipped_model() -> LoadedModel | None:
    """The model of shipped_package, ready to score."""
    package = shipped_package()
    return None if package is None else package.load(ORIGIN)
