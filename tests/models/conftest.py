"""Tests of models run boosters on tiny data: one thread each, which is far quicker on a busy machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    import sklearn.ensemble  # noqa: F401 - loads the OpenMP runtime that is limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
