"""Tiny frames of declared tables, and rows as sorted tuples, so that a test shows both side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from claqueur.schema import HYPOTHESIS, Table

DDL = {
    pa.string(): "string",
    pa.int64(): "long",
    pa.float64(): "double",
    pa.timestamp("us", tz="UTC"): "timestamp",
    pa.list_(pa.string()): "array<string>",
    pa.list_(pa.int64()): "array<long>",
    pa.list_(HYPOTHESIS): "array<struct<name: string, verdict: string, numbers: array<struct<"
    "measure: string, value: double, threshold: double, at_least: boolean>>>>",
}
# Keys of the accounts of platform "x", as xxhash64 makes them on either engine (checked in test_actions.py).
KEYS = {
    "ann": 1046254663664650559,
    "bob": 6527071950063256631,
    "cat": -8647538874010031762,
    "dan": 8413500395797395790,
    "eve": -4994828304900019012,
    "fay": 8714081380962538455,
}
Frame = Callable[..., Any]
Rows = Callable[..., list[tuple]]


@pytest.fixture
def frame(engine: Any) -> Frame:
    """frame(TABLE, "column column", rows): a DataFrame of a declared table on the engine; other columns are empty."""

    def make(table: Table, columns: str, rows: Sequence[tuple]) -> Any:
        given = columns.split()
        types = {column.name: DDL[column.type] for column in table.columns}
        data = {name: [row[given.index(name)] if name in given else None for row in rows] for name in types}
        assert set(given) <= set(types), f"{set(given) - set(types)} are not columns of {table.name}"
        ddl = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
        # as pandas: rows that come as tuples cost a Python worker on Spark
        return engine.session.createDataFrame(pd.DataFrame(data, dtype=object), ddl)

    return make


@pytest.fixture(scope="session")
def rows() -> Rows:
    """rows(frame, "column column"): sorted tuples of these columns; times as seconds since 1970, arrays as tuples."""

    def read(frame: Any, columns: str) -> list[tuple]:
        from pyspark.sql import functions as F

        times = {name for name, kind in frame.dtypes if kind == "timestamp"}
        chosen = [F.col(name).cast("long").alias(name) if name in times else F.col(name) for name in columns.split()]
        return sorted((tuple(_plain(value) for value in row) for row in frame.select(*chosen).collect()), key=_order)

    return read


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _order(row: tuple) -> list:
    """Rows in the order of their values, empty ones first."""
    return [(value is not None, value) for value in row]


@pytest.fixture(scope="session")
def at() -> Callable[[int], datetime]:
    """at(seconds): the moment so many seconds after 1970, UTC."""
    return lambda seconds: datetime.fromtimestamp(seconds, UTC)


@pytest.fixture(scope="session")
def keys() -> dict[str, int]:
    """The keys of ann, bob, cat, dan, eve and fay on platform x."""
    return KEYS
