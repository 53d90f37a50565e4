"""The steps of a preset: each is written before the next begins, since a result that is used twice must be a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import to_arrow_schema

from claqueur.jobs.engines.engine import Engine


class Steps:
    """What a step may read: the preset's source, its parameters, the engine and every step written before."""

    def __init__(self, engine: Engine, source: DataFrame, parameters: Any, folder: Path):
        self.engine = engine
        self.source = source
        self.parameters = parameters
        self.folder = folder

    def __getitem__(self, name: str) -> DataFrame:
        return self.engine.session.read.parquet(str(self.folder / name))

    def write(self, steps: Mapping[str, Callable[[Steps], DataFrame]]) -> Iterator[tuple[str, int]]:
        """Write every step in order; after each its name and rows.

        Parquet, not Delta: nothing of it is kept, and on Spark the commits took longer than the work.
        """
        for name, build in steps.items():
            folder = self.folder / name
            frame = build(self)
            frame.write.mode("overwrite").parquet(str(folder))
            if not list(folder.glob("*.parquet")):  # Sail writes no file where there are no rows
                folder.mkdir(exist_ok=True)
                pq.write_table(to_arrow_schema(frame.schema).empty_table(), folder / "empty.parquet")
            yield name, sum(pq.read_metadata(file).num_rows for file in folder.glob("*.parquet"))
