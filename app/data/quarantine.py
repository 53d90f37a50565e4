"""Records that could not be read, for the pages: counted by reason, and a few of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from claqueur.app.data.loading import CACHE_ENTRIES, TTL
from claqueur.ingest.quarantine.listing import by_reason, selected
from claqueur.workspace import Workspace

LISTS_KEPT = 20  # one to be downloaded may hold 100,000 records


def version_of(workspace: Workspace) -> int:
    """When the quarantine was written last; 0 if it never was."""
    log: Path = workspace.quarantine / "_delta_log"
    return log.stat().st_mtime_ns if log.is_dir() else 0


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def summary(workspace_path: str, version: int) -> pl.DataFrame:
    """Records by reason and file, most first, columns SUMMARY of the listing."""
    return by_reason(Workspace.open(workspace_path))


@st.cache_data(ttl=TTL, max_entries=LISTS_KEPT, show_spinner=False)
def records(workspace_path: str, version: int, reason: str, source_file: str, dataset: str, limit: int) -> pl.DataFrame:
    """The first `limit` records of a reason, a file and an import, columns QUARANTINE, in the order of the file."""
    chosen = selected(Workspace.open(workspace_path), reason, source_file).filter(pl.col("dataset") == dataset)
    return chosen.sort("line").head(limit).collect()
