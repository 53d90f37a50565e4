"""The declared tables: complete, unique, and what a run really writes."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pytest
from deltalake import DeltaTable

from claqueur import schema
from claqueur.schema import Table
from claqueur.workspace import Workspace

TABLES = [table for table in vars(schema).values() if isinstance(table, Table)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_name_of_its_own_and_a_meaning(table: Table) -> None:
    assert len(set(table.names)) == len(table.names) > 0
    assert table.row
    for column in table.columns:
        assert column.name == column.name.lower().strip()
        assert column.meaning.strip(), f"{table.name}.{column.name} has no meaning"
    assert set(table.key) <= {column.name for column in table.columns if column.required}
    assert table.arrow.names == table.names


def test_table_names_are_unique() -> None:
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)


def test_no_column_is_named_after_an_accusation() -> None:
    words = [word for table in TABLES for name in table.names for word in name.split("_")]
    assert {"bot", "bots", "fake", "troll", "paid", "guilty"}.isdisjoint(words)


@pytest.mark.parametrize("table", schema.STAGE_TABLES, ids=lambda table: table.name)
def test_a_run_writes_what_is_declared(table: Table, finished: Workspace, run_id: str) -> None:
    written = DeltaTable(str(finished.run_path(run_id) / table.name))
    rows = pl.read_delta(str(finished.run_path(run_id) / table.name))
    assert pa.schema(written.schema()).names == table.names
    for column in table.columns:
        if column.required:
            assert rows[column.name].null_count() == 0, f"{table.name}.{column.name} is empty in some rows"
    if table.key:
        assert rows.select(table.key).is_duplicated().sum() == 0


def test_the_declarations_can_be_broken(finished: Workspace, run_id: str) -> None:
    edges = pl.read_delta(str(finished.run_path(run_id) / "edges"))
    assert schema.EDGES.names != schema.PAIRS.names
    assert edges.select("u").is_duplicated().sum() > 0  # u alone is no key of edges
