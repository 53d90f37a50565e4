"""The permutation check: what a run finds on shuffled actions, where nothing should be left to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from scipy.stats import poisson

from claqueur.jobs.coordination.shuffles import SHUFFLES
from claqueur.schema import ACTIONS, NULL_RUNS, SHUFFLED_STAGES

if TYPE_CHECKING:
    from claqueur.jobs.pipeline import Tables

# Where a shuffle can move less than this, hardly any pair keeps two acts to be judged by.
MIN_MOVED_PCT = 10.0
CHANCE = 0.01  # of calling a run's shuffles too many although they are as few as the false discovery rate promises
COUNTED = ("edges", "new_edges", "campaigns")
DDL = "shuffle string, number long, n_actions long, moved_pct double, edges long, new_edges long, campaigns long"


def null_runs(tables: Tables, stages: Mapping[str, Callable[[Tables], DataFrame]]) -> DataFrame:
    """One row per shuffle. Columns NULL_RUNS; no rows without --null-runs.

    Acts that a shuffle could not move (the only post of a day) are left out: they would find the run itself again.
    The shuffled tables are written under the run's folder and removed once they are counted.
    """
    parameters = tables.parameters
    rows = [
        _null_run(tables, stages, name, number) for number in range(1, parameters.null_runs + 1) for name in SHUFFLES
    ]
    # pandas: rows that come as tuples cost a Python worker on Spark
    return tables.engine.session.createDataFrame(pd.DataFrame(rows, columns=NULL_RUNS.names), DDL)


def _null_run(
    tables: Tables, stages: Mapping[str, Callable[[Tables], DataFrame]], name: str, number: int
) -> dict[str, Any]:
    folder = tables.run_path / "shuffled"
    shuffled = tables.at(folder)
    write = tables.engine.write
    seed = tables.parameters.seed * 1_000 + number
    try:
        write(SHUFFLES[name](tables["actions"], max(tables.windows_s.values()), seed), folder / "acts")
        write(shuffled["acts"].filter("moved").select(*ACTIONS.names), folder / "actions")
        write(tables["participation"], folder / "participation")  # no shuffle changes it
        for stage in SHUFFLED_STAGES:
            write(stages[stage](shuffled), folder / stage)
        edges = shuffled["edges"].select("u", "v")
        return {
            "shuffle": name,
            "number": number,
            **_moved(shuffled["acts"], tables["exposures"]),
            "edges": edges.count(),
            "new_edges": edges.join(tables["edges"].select("u", "v"), ["u", "v"], how="left_anti").count(),
            "campaigns": shuffled["campaign_members"].select("campaign_id").distinct().count(),
        }
    finally:
        rmtree(folder, ignore_errors=True)


def _moved(acts: DataFrame, exposures: DataFrame) -> dict[str, Any]:
    """n_actions of accounts that could have an edge (two objects in a layer), and moved_pct of them."""
    able = exposures.filter(F.col("n_objects_test") >= 2).select("layer", "account")
    moved_pct = (100 * F.avg(F.col("moved").cast("double"))).alias("moved_pct")
    counted = acts.join(able, ["layer", "account"], how="left_semi").agg(
        F.count(F.lit(1)).alias("n_actions"), moved_pct
    )
    return counted.collect()[0].asDict()


def null_check(rows: Sequence[Mapping[str, Any]], edges: int, campaigns: int, fdr: float) -> dict[str, Any] | None:
    """What the rows of NULL_RUNS say of a run with that many edges and campaigns; None without shuffles.

    kinds: per kind of shuffle n, moved_pct, edges, new_edges and campaigns (means), has_power, about_zero, none_new.
    edges, new_edges, campaigns: the largest of these means. about_zero, passed (none_new): whether that holds for
    every kind that has power; None if none has.

    About zero: no more edges than the false discovery rate allows among the run's own (one, if it has fewer), chance
    included: at most the 99% quantile of a Poisson variable with that mean; the same for campaigns. The mean over the
    run's own count is the permutation estimate of the false discovery rate (Tusher 2001). none_new: the same for
    edges between accounts that the run itself does not tie. Others that remain are no chance: accounts that share
    hours and subjects, not only moments, are still together when these are exchanged inside a day or an hour.
    """
    by_kind = {name: [row for row in rows if row["shuffle"] == name] for name in SHUFFLES}
    kinds = {name: _kind(of_kind, edges, campaigns, fdr) for name, of_kind in by_kind.items() if of_kind}
    if not kinds:
        return None
    with_power = [kind for kind in kinds.values() if kind["has_power"]]
    return {
        "passed": all(kind["none_new"] for kind in with_power) if with_power else None,
        "about_zero": all(kind["about_zero"] for kind in with_power) if with_power else None,
        **{name: max(kind[name] for kind in with_power or kinds.values()) for name in COUNTED},
        "kinds": kinds,
    }


def _kind(rows: Sequence[Mapping[str, Any]], edges: int, campaigns: int, fdr: float) -> dict[str, Any]:
    n = len(rows)
    totals = {name: sum(row[name] for row in rows) for name in COUNTED}
    moved_pct = sum(row["moved_pct"] or 0.0 for row in rows) / n
    allowed = _allowed(n * fdr * max(edges, 1))
    return {
        "n": n,
        "moved_pct": round(moved_pct, 1),
        **{name: round(total / n, 2) for name, total in totals.items()},
        "has_power": moved_pct >= MIN_MOVED_PCT,
        "about_zero": totals["edges"] <= allowed and totals["campaigns"] <= _allowed(n * fdr * max(campaigns, 1)),
        "none_new": totals["new_edges"] <= allowed,
    }


def _allowed(mean: float) -> int:
    return int(poisson.ppf(1 - CHANCE, mean))
