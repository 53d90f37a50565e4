"""The stages of a run for those who need some of its tables only, such as the features of a training corpus."""

from __future__ import annotations

from pyspark.sql import DataFrame

from claqueur.jobs.pipeline import STAGES, Tables


class StagesOnDemand(Tables):
    """Tables of which only those that are asked for, and what they need, are computed and written."""

    def __getitem__(self, name: str) -> DataFrame:
        if not (self.run_path / name).exists():
            self.engine.write(STAGES[name](self), self.run_path / name)
        return super().__getitem__(name)
