"""The steps of a preset: each is written before the next begins, since a result that is used twice must be a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from pyspark.sql import DataFrame

from claqueur.jobs.engines.engine import Engine


class Steps:
    """What a step may read: the preset's source, its parameters, the engine and every step written before."""

    def __init__(self, engine: Engine, source: DataFrame, parameters: Any, folder: Path):
        self.engine = engine
        self.source = source
        self.parameters = parameters
        self.folder = folder

    def __getitem__(self, name: str) -> DataFrame:
        return self.engine.read(self.folder / name)

    def write(self, steps: Mapping[str, Callable[[Steps], DataFrame]]) -> Iterator[tuple[str, int]]:
        """Write every step in order; after each its name and rows."""
        for name, build in steps.items():
            self.engine.write(build(self), self.folder / name)
            yield name, pl.scan_delta(str(self.folder / name)).select(pl.len()).collect().item()
