"""A workspace, files to read, and the rows that came out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.workspace import Workspace

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file beside the workspace and returns its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def rows(workspace: Workspace) -> Callable[..., list[tuple]]:
    """The given columns of posts (or quarantine), in the order of their ids (or lines)."""

    def read(*columns: str, table: str = "posts") -> list[tuple]:
        order = "post_id" if table == "posts" else "line"
        return pl.read_delta(str(workspace.path / table)).sort(order).select(columns).rows()

    return read
