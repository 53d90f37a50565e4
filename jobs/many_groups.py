"""Windows over very many small groups, such as the acts of one account on one object.

Both engines set up every partition of a window anew, Sail at a cost of some 4 microseconds: with a row or two in each
that is most of the work. So many groups share a partition here and are told apart by the row before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

PARTITIONS = 64  # for each value of the first key


def in_order(by: Sequence[str], order: Sequence[str]) -> WindowSpec:
    """Rows by group, and by `order` inside a group.

    by: the columns of the group, none of them ever empty. The first one has few values, such as layer: a filter on it
    still reaches the rows before they are sorted.
    """
    return Window.partitionBy(by[0], F.pmod(F.xxhash64(*by), F.lit(PARTITIONS))).orderBy(*by, *order)


def continues(by: Sequence[str], order: Sequence[str]) -> Column:
    """Whether the row before, in_order, is of the same group."""
    rows = in_order(by, order)
    return reduce(and_, [F.lag(name).over(rows).eqNullSafe(F.col(name)) for name in by])


def first_of_each(rows: DataFrame, by: Sequence[str], order: Sequence[str]) -> DataFrame:
    """The rows that come first of their group, see in_order: columns as given."""
    return rows.withColumn("continues", continues(by, order)).filter(~F.col("continues")).drop("continues")
