"""Which part of the code may know which other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def imported(folder: str) -> dict[str, set[str]]:
    """File -> the modules that it imports, anywhere in it."""
    found = {}
    for path in (REPOSITORY / folder).rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        names |= {
            f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        found[str(path.relative_to(REPOSITORY))] = names
    return found


@pytest.mark.parametrize("folder", ["ingest", "jobs", "models"])
def test_what_makes_tables_does_not_know_the_app(folder: str):
    files = imported(folder)
    assert len(files) > 20
    assert {path for path, names in files.items() if any(name.startswith("claqueur.app.") for name in names)} == set()
