"""claqueur: finds coordinated applause in political and brand discourse, and shows the evidence.

    import claqueur
    workspace = claqueur.Workspace.create("my-workspace")
    claqueur.ingest_posts(["posts.csv"], workspace)
    run = claqueur.run(workspace)
    run.table("campaigns").collect()

Names are imported when first used, so `import claqueur` costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# name -> module and its name there; `ingest` itself is the subpackage
_PUBLIC = {
    "Workspace": ("claqueur.workspace", "Workspace"),
    "UserError": ("claqueur.errors", "UserError"),
    "Run": ("claqueur.results", "Run"),
    "open_run": ("claqueur.results", "open_run"),
    "ingest_posts": ("claqueur.ingest.load", "ingest"),
    "run": ("claqueur.jobs.pipeline", "run"),
    "read_watchlist": ("claqueur.watchlist", "read_watchlist"),
    "find_topics": ("claqueur.jobs.topics.afterwards", "find_topics"),
    "RunParameters": ("claqueur.jobs.parameters", "RunParameters"),
    "preset": ("claqueur.jobs.presets.preset", "preset"),
    "simulate": ("claqueur.ingest.simulator", "simulate"),
    "train": ("claqueur.models.training", "train"),
    "register": ("claqueur.models.store.registry", "register"),
    "champion": ("claqueur.models.store.registry", "champion"),
    "load_model": ("claqueur.models.store.choice", "load_model"),
    "features": ("claqueur.models.features_of_posts", "features"),
}

__all__ = ["__version__", *_PUBLIC]  # noqa: PLE0604 - the names are resolved lazily below


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'claqueur' has no attribute {name!r}")
    module, original = _PUBLIC[name]
    return getattr(import_module(module), original)
