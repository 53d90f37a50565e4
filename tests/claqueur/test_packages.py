"""What is installed is what is there."""

from __future__ import annotations

import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_every_package_of_the_repository_is_installed():
    setuptools = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = {
        ".".join([package, *file.parent.relative_to(REPOSITORY / folder).parts])
        for package, folder in setuptools["package-dir"].items()
        for file in (REPOSITORY / folder).rglob("__init__.py")
    }
    assert found == set(setuptools["packages"])
