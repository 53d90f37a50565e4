"""Records that were put aside, in words: why, what was found, what to do about it."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.errors import MAX_NAME

# Reason -> what a reader can say so that its records may be read after all; the others are mended in the file.
COLUMN, TIME, IDS, AGAIN = "column", "time", "ids", "again"
RETRIES = {
    "missing_account_id": COLUMN,
    "missing_time": COLUMN,
    "unparseable_time": TIME,
    "missing_post_id": IDS,
    "spoilt_id": IDS,
    "no_post": AGAIN,
}
FIELDS = {"missing_account_id": "account_id", "missing_time": "created_at"}  # which column is asked for
MAX_RECORD = 300
_HASH = re.compile(r"[0-9a-f]{64}")  # what an upload is called where it is stored
_FOUND = re.compile(r'Found "(.*?)"\. ', re.DOTALL)


def of_datasets(summary: pl.DataFrame, datasets: list[str] | None) -> pl.DataFrame:
    """The rows of the summary that belong to a run: of its imports, all of them if it names none."""
    return summary.filter(pl.col("dataset").is_in(datasets)) if datasets else summary


def counted(summary: pl.DataFrame, words: Words) -> str:
    """How many records were put aside and why, in one sentence; empty if none were."""
    if summary.is_empty():
        return ""
    reasons = summary.group_by("reason").agg(pl.sum("n_records")).sort("n_records", "reason", descending=[True, False])
    why = [
        words("quarantine.by_reason", reason=reason_name(reason, words), n=Formats(words.lang).number(n))
        for reason, n in reasons.iter_rows()
    ]
    return words(
        "quarantine.counted", records=words.counted("records", int(summary["n_records"].sum())), why="; ".join(why)
    )


def reason_name(reason: str, words: Words) -> str:
    """Why a record could not be read, in a few words; the code itself where it is of another version of claqueur."""
    key = f"quarantine.reason.{reason}"
    return words(key) if words.has(key) else reason


def to_do(reason: str, words: Words) -> str:
    """What to do about it, in one sentence."""
    return words(f"quarantine.to_do.{reason if reason in RETRIES else 'otherwise'}")


def place_of(row: dict[str, Any]) -> str:
    """Where records came from: their file, or their import where the file was handed over in the browser."""
    name = row["dataset"] if _HASH.fullmatch(row["source_file"]) else row["source_file"]
    return safe_line(name, MAX_NAME)


def group_name(row: dict[str, Any], words: Words) -> str:
    """A row of the summary as an option: reason, file, how many."""
    return f"{reason_name(row['reason'], words)} · {place_of(row)} · {words.counted('records', row['n_records'])}"


def table(records: pl.DataFrame, words: Words, reveal: bool) -> pl.DataFrame:
    """Line, what was found if anything was, and the record itself where names are shown: any part of it may be one."""
    columns: dict[str, Any] = {words("quarantine.line"): records["line"]}
    found = [_found(detail, reveal) for detail in records["detail"]]
    if any(found):
        columns[words("quarantine.found")] = [text or "–" for text in found]
    if reveal:
        columns[words("quarantine.record")] = [
            safe_line(record, MAX_RECORD, hide_handles=False) for record in records["record"]
        ]
    return pl.DataFrame(columns)


def _found(detail: str, reveal: bool) -> str:
    """What ingest says that it found in the field, without handles unless names are shown; empty if it says nothing."""
    match = _FOUND.match(detail)
    return safe_line(match[1], hide_handles=not reveal) if match else ""


def csv_rows(records: pl.DataFrame, words: Words, reveal: bool) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of the file to take along; the records as they were, where names are shown."""
    head = [
        words(f"quarantine.{name}") for name in ("line", "source", "reason_column", "found", "to_do_column", "record")
    ]
    rows = [
        [
            row["line"],
            place_of(row),
            reason_name(row["reason"], words),
            _found(row["detail"], reveal),
            to_do(row["reason"], words),
            row["record"],
        ]
        for row in records.iter_rows(named=True)
    ]
    return (head, rows) if reveal else (head[:-1], [row[:-1] for row in rows])
