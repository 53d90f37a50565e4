"""claqueur: finds coordinated applause in political and brand discourse, and shows the evidence.

    import claqueur
    workspace = claqueur.Workspace.create("my-workspace")
    claqueur.ingest(["posts.csv"], workspace)
    run = claqueur.run(workspace)
    run.table("campaigns").collect()

Names are imported when first used, so `import claqueur` costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Workspace": "claqueur.workspace",
    "UserError": "claqueur.errors",
    "Run": "claqueur.results",
    "open_run": "claqueur.results",
    "ingest": "claqueur.ingest.load",
    "run": "claqueur.jobs.pipeline",
    "RunParameters": "claqueur.jobs.parameters",
    "simulate": "claqueur.ingest.simulator",
    "train": "claqueur.models.training",
    "features": "claqueur.models.features",
}

__all__ = ["__version__", *_PUBLIC]  # noqa: PLE0604 - the names are resolved lazily below


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'claqueur' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
