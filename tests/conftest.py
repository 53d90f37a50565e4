"""Fixtures for every test: one engine of each kind, started when first asked for, and the real data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINES = ("sail", "spark")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator:
    """Each engine in turn: a test that takes it must see the same rows from both."""
    from claqueur.jobs.engines.engine import open_engine

    with open_engine(request.param) as opened:
        yield opened


@pytest.fixture
def sail() -> Iterator:
    """The embedded engine, for tests of what does not depend on the engine."""
    from claqueur.jobs.engines.engine import open_engine

    with open_engine("sail") as opened:
        yield opened


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the repository; the test is skipped where it is missing."""
    path = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not path.is_dir():
        pytest.skip("shared/data is not here")
    return path
