"""How much of a layer's activity is each account's, what nobody else shared included."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.schema import PARTICIPATION


def participation(acts: DataFrame) -> DataFrame:
    """One row per account and layer it acted in: its distinct objects. Columns PARTICIPATION.

    acts: columns ACTIONS, every act (actions.acts), shared with another account or not.
    """
    objects = acts.select("layer", "account", "object_id").distinct()
    return objects.groupBy("layer", "account").agg(F.count(F.lit(1)).alias("n_objects")).select(*PARTICIPATION.names)
