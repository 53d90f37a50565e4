"""Reading the models of a workspace for the pages: what is registered and what comes with claqueur, never a classifier.

No MLflow, no scikit-learn: figures, cards and curves are text beside the models.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.data.loading import CACHE_ENTRIES, MANIFEST_TTL, TTL, Source, run_of
from claqueur.app.views.models import SHIPPED, KeptModel
from claqueur.errors import UserError
from claqueur.models import shipped
from claqueur.models.store.package import Package
from claqueur.models.store.records import kept_text, registered
from claqueur.schema import DRIFT
from claqueur.workspace import Workspace


@st.cache_data(ttl=MANIFEST_TTL, show_spinner=False)
def models(workspace_path: str) -> tuple[list[KeptModel], str | None]:
    """The champion, the other versions from the latest on, the model that comes with claqueur; and why it cannot be
    shown, if so. Raises UserError if the registry cannot be read."""
    found = [
        KeptModel(str(record["version"]), "champion" if record["is_champion"] else "challenger", record)
        for record in reversed(registered(Workspace.open(workspace_path)))
    ]
    found.sort(key=lambda model: model.role != "champion")
    try:
        package = _shipped()
    except UserError as error:
        return found, str(error)
    return found + ([] if package is None else [KeptModel(SHIPPED, "shipped", package.meta)]), None


@st.cache_data(ttl=MANIFEST_TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def card_and_curve(workspace_path: str, key: str) -> tuple[str, dict[str, Any] | None]:
    """The model card in Markdown, and the counts by threshold (models/evaluation/curve.py) if the model has them."""
    if key == SHIPPED:
        package = _shipped()
        return ("", None) if package is None else (package.card, package.meta.get("curve"))
    workspace = Workspace.open(workspace_path)
    (record,) = (record for record in registered(workspace) if str(record["version"]) == key)
    written = kept_text(workspace, record, "curve")
    return kept_text(workspace, record, "card") or "", None if written is None else json.loads(written)


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def n_scored(source: Source, at_least: float) -> tuple[int, int]:
    """Accounts of the run with a score of `at_least` or more, and all with a score."""
    scores = run_of(source).table("accounts").select("score").drop_nulls()
    counted = scores.select(above=(pl.col("score") >= at_least).sum(), every=pl.len()).collect()
    return int(counted["above"][0]), int(counted["every"][0])


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def drift_by_feature(source: Source, limit: int) -> pl.DataFrame:
    """The `limit` features whose shift weighs most: feature, psi, importance. Empty for a run without drift."""
    drift = run_of(source).declared(DRIFT).filter(pl.col("psi").is_not_null())
    known = drift.select("feature", "psi", "importance").collect()
    weighed = known.with_columns(weight=pl.col("psi") * pl.col("importance"))
    return weighed.sort(["weight", "feature"], descending=[True, False]).drop("weight").head(limit)


def _shipped() -> Package | None:
    """The model that comes with claqueur, to be shown. Raises UserError if it was changed."""
    if not shipped.FILE.is_file():
        return None
    package = Package.look(shipped.FILE)
    if package.meta["sha256"] != shipped.SHA256:
        raise UserError("Its SHA-256 is not the one that this version of claqueur names: install claqueur again.")
    return package
