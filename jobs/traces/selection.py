"""Which posts a run reads, and what is known about them before it starts."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from claqueur.errors import UserError
from claqueur.jobs.coordination.rhythm import LONGEST_S
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.traces.actions import PRECISION_S, account_key


def selected(posts: DataFrame, parameters: RunParameters) -> DataFrame:
    """The posts of the chosen datasets and period."""
    if parameters.datasets:
        posts = posts.filter(F.col("dataset").isin(*parameters.datasets))
    if parameters.since is not None:
        posts = posts.filter(F.col("created_at") >= F.lit(parameters.since))
    if parameters.until is not None:
        posts = posts.filter(F.col("created_at") < F.lit(parameters.until))
    return posts


def input_counts(posts: DataFrame) -> dict[str, Any]:
    """n_posts, n_accounts, first_at, last_at, time_precision (the coarsest), datasets, platforms of `posts`."""
    precision_s = F.when(F.col("time_precision") == "day", PRECISION_S["day"]).when(
        F.col("time_precision") == "minute", PRECISION_S["minute"]
    )
    row = posts.agg(
        F.count(F.lit(1)).alias("n_posts"),
        F.count_distinct(account_key()).alias("n_accounts"),
        F.min(F.col("created_at").cast("string")).alias("first_at"),
        F.max(F.col("created_at").cast("string")).alias("last_at"),
        F.max(F.coalesce(precision_s, F.lit(1))).alias("precision_s"),
        F.array_sort(F.collect_set("dataset")).alias("datasets"),
        F.array_sort(F.collect_set("platform")).alias("platforms"),
    ).collect()[0]
    names = {seconds: name for name, seconds in PRECISION_S.items()}
    counts = row.asDict()
    counts["time_precision"] = names[counts.pop("precision_s") or 1]
    return counts


def check_precision(counts: dict[str, Any], parameters: RunParameters) -> None:
    """Raise UserError where the window is finer than the data's times: minutes cannot show what happened in 10 s."""
    precision_s = PRECISION_S[counts["time_precision"]]
    window_s = LONGEST_S if parameters.window_s is None else parameters.window_s
    if window_s < precision_s:
        raise UserError(
            f"The times in this selection are exact to the {counts['time_precision']} only, a window of "
            f"{window_s} s cannot be judged: give --window {precision_s}s or more, "
            "or choose another --dataset.",
            "window_too_fine",
        )
