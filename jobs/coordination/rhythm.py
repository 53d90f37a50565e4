"""How fast each layer is shared, and up to which gap that is faster than the platform's own rhythm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from claqueur.schema import RHYTHM

N_SPANS = 24  # 0 s to 194 days, or 60 times that for minutes
SHARE_OF_FAST = 0.9
DEPTH = 2.0  # a valley has at most half of the objects of the lower of the peaks beside it ...
SIGMAS = 3.0  # ... and is that much lower than the lower peak could be by chance
LONGEST_S = 3_600
DEFAULT_WINDOW_S = 60


def spans_s(precision_s: int) -> list[int]:
    """Ends of the spans in which gaps are counted: 0, 2, 6, 14 ... units, so that each holds twice as many values."""
    return [precision_s * (2**n - 2) for n in range(1, N_SPANS + 1)]


def rhythm(actions: DataFrame, precision_s: int) -> DataFrame:
    """Histogram of the gaps between one account's act and the act of another just before it on the same object.

    Columns RHYTHM: one row per span (spans_s) that holds a gap. weight: each object is one, shared out over its gaps,
    so that a popular object does not speak for all.
    """
    in_time = Window.partitionBy("layer", "object_id").orderBy("t", "account", "post_id")
    gaps = (
        actions.select(
            "layer",
            "object_id",
            (F.col("t") - F.lag("t").over(in_time)).alias("gap_s"),
            (F.lag("account").over(in_time) != F.col("account")).alias("of_two"),
        )
        .filter("of_two")
        .withColumn("gap_s", _end_of_span(F.col("gap_s"), spans_s(precision_s)))
    )
    of_object = Window.partitionBy("layer", "object_id")
    counted = gaps.groupBy("layer", "object_id", "gap_s").agg(F.count(F.lit(1)).alias("n"))
    shared = counted.withColumn("weight", F.col("n") / F.sum("n").over(of_object))
    of_span = shared.groupBy("layer", "gap_s").agg(F.sum("weight").alias("weight"), F.sum("n").alias("n_gaps"))
    return of_span.select(*RHYTHM.names)


def _end_of_span(gap: Column, ends: Sequence[int]) -> Column:
    return F.coalesce(*[F.when(gap <= end, F.lit(end)) for end in ends], F.lit(ends[-1])).cast("long")


def fast_gap_s(weights_of_spans: Mapping[int, float], precision_s: int) -> int | None:
    """The gap within which 90% of the unusually fast sharing lies, or None if none is faster than the rest.

    weights_of_spans: gap_s -> weight, of one layer of RHYTHM. On a logarithmic axis people's sharing is one hill, at
    minutes or at days; sharing by agreement or by one programme is another, at seconds, with a valley between. The
    deepest valley is looked for, and what lies before it is the fast part. One hill alone, however fast, is the
    platform's own rhythm.

    CooRnet (Giglietto 2020) instead takes the tenth of the objects that were shared again soonest and returns the
    median time to half of their shares: a number for any data, slow where few objects are coordinated, fast where
    a platform is.
    """
    gaps = spans_s(precision_s)
    weights = [weights_of_spans.get(gap, 0.0) for gap in gaps]
    deepest, valley = 1.0, None
    for at in range(1, len(gaps) - 1):
        lower_peak = min(max(weights[:at]), max(weights[at + 1 :]))
        clear = lower_peak - weights[at] >= SIGMAS * lower_peak**0.5 and lower_peak >= DEPTH * weights[at]
        depth = lower_peak / (weights[at] + 1)  # one object more in the valley: an empty bin proves little
        if clear and depth > deepest:
            deepest, valley = depth, at
    if valley is None:
        return None
    fast, so_far = sum(weights[:valley]), 0.0
    for gap, weight in zip(gaps[:valley], weights[:valley], strict=True):
        so_far += weight
        if so_far >= SHARE_OF_FAST * fast:
            return gap
    return gaps[valley - 1]


def windows_s(fast: Mapping[str, int | None], window_s: int | None, precision_s: int) -> dict[str, int]:
    """Window of each layer: `window_s` if it is given, else its fast gap, or 60 s where there is none.

    Never below the precision of the times, and at most an hour unless given.
    """
    if window_s is not None:
        return dict.fromkeys(fast, window_s)
    return {
        layer: max(precision_s, min(LONGEST_S, DEFAULT_WINDOW_S if gap is None else gap)) for layer, gap in fast.items()
    }
