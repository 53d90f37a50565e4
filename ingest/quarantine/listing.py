"""What is in quarantine, by reason and file, with what to do about it."""

from __future__ import annotations

import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.rewriting import is_table
from claqueur.schema import QUARANTINE
from claqueur.workspace import Workspace

# Reason -> what to do, in a few words; the others can only be mended in the file.
REMEDIES = {
    "missing_account_id": "retry --map account_id=COLUMN",
    "spoilt_id": "use the original export, or retry --map post_id=",
    "missing_post_id": "retry --map post_id=COLUMN, or post_id= to make ids",
    "missing_time": "retry --map created_at=COLUMN",
    "unparseable_time": "retry --map time.format=FORMAT, or time.order=day-first",
    "no_post": "retry, or retry --format NAME",
}
OTHERWISE = "mend it in the file and ingest the file again"
SUMMARY = ("reason", "source_file", "n_records", "first_line", "detail", "what_to_do", "dataset", "last_at")


def quarantine(workspace: Workspace) -> pl.LazyFrame:
    """The records in quarantine, columns QUARANTINE; those that an older table lacks are empty."""
    empty = pl.DataFrame(schema=pl.Schema(QUARANTINE.arrow)).lazy()
    if not is_table(workspace.quarantine):
        return empty
    rows = pl.scan_delta(str(workspace.quarantine))
    present = rows.collect_schema().names()
    types = pl.Schema(QUARANTINE.arrow)
    lacking = [pl.lit(None, types[name]).alias(name) for name in QUARANTINE.names if name not in present]
    return rows.with_columns(lacking).select(QUARANTINE.names)


def by_reason(workspace: Workspace) -> pl.DataFrame:
    """Records by reason and file, most first: how many, the first line with its detail, what to do."""
    groups = (
        quarantine(workspace)
        .group_by("reason", "source_file", "dataset")
        .agg(
            n_records=pl.len(),
            first_line=pl.min("line"),
            detail=pl.col("detail").sort_by("line").first(),
            last_at=pl.max("quarantined_at"),
        )
    )
    told = pl.col("reason").replace_strict(REMEDIES, default=OTHERWISE, return_dtype=pl.String)
    order = ["n_records", "reason", "source_file", "dataset"]
    ordered = groups.sort(order, descending=[True, False, False, False])
    return ordered.with_columns(what_to_do=told).select(SUMMARY).collect()


def records(
    workspace: Workspace, reason: str | None = None, source_file: str | None = None, limit: int | None = None
) -> pl.DataFrame:
    """The quarantined records of a reason, a file or both: line, file, reason, detail, the raw record; in order.

    Raises UserError if there are none of them.
    """
    chosen = selected(workspace, reason, source_file).sort("source_file", "line", "reason")
    return chosen.select("line", "source_file", "reason", "detail", "record").head(limit or 2**31).collect()


def selected(workspace: Workspace, reason: str | None, source_file: str | None) -> pl.LazyFrame:
    """Rows of QUARANTINE of a reason, a file or both. Raises UserError, naming what there is, if there are none."""
    rows = quarantine(workspace)
    for column, wanted in (("reason", reason), ("source_file", source_file)):
        if wanted is None:
            continue
        known = rows.select(pl.col(column).unique()).collect()[column].sort().to_list()
        if wanted not in known:
            there = ", ".join(known) or "nothing"
            raise UserError(f'Nothing is in quarantine with the {column} "{wanted}" (there is: {there}).')
        rows = rows.filter(pl.col(column) == wanted)
    return rows
