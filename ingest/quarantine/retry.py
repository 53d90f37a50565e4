"""Quarantined records read once more, by today's readers and with what the user says of them now.

What is good becomes posts, and only then leaves quarantine: a retry that is killed in between is simply repeated, and
finds its posts as duplicates.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.drafts import MAX_RECORD_SHOWN
from claqueur.ingest.load import rules_for, settled
from claqueur.ingest.quarantine.listing import quarantine, selected
from claqueur.ingest.readers import recognise
from claqueur.ingest.records import check
from claqueur.ingest.rewriting import rewrite
from claqueur.ingest.staging import Staging, staging
from claqueur.ingest.store import IDENTITY, commit
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import SourceMapping, load_mapping
from claqueur.schema import TIME_PRECISIONS
from claqueur.workspace import Workspace

Json = dict[str, Any]
# What was read together: the same file, read in the same way.
TOGETHER = ("dataset", "source_file", "source_format", "source_columns", "delimiter")
# Records of these formats are quarantined as another one's.
READ_AS = {"x_archive": "x_v1"}
CUT = f"cut at {MAX_RECORD_SHOWN:,} characters: ingest the file itself again"
NO_HEADER = "kept without the names of their columns, by an earlier claqueur: ingest the file itself again"
NO_JSON = "no JSON object: mend it in the file"
NO_POST = "holding no post"
OUT_OF_PLACE = "not to be read outside of their file: ingest the file itself again"
QUOTED = "with a quotation mark that nothing closes: mend it in the file"


@dataclass(frozen=True)
class Retried:
    """What became of the records: retried == kept + duplicates + quarantined.

    reasons: why records are still in quarantine -> how many. n_posts: new posts; a record may hold several.
    """

    retried: int
    kept: int
    duplicates: int
    quarantined: int
    n_posts: int
    reasons: Mapping[str, int]

    def sentences(self) -> list[str]:
        """In words, the sum first."""
        lines = [
            f"Retried {self.retried:,} = kept {self.kept:,} + duplicates {self.duplicates:,} + still quarantined "
            f"{self.quarantined:,}."
        ]
        if self.n_posts != self.kept:
            lines.append(f"  New posts: {self.n_posts:,}, as a record may hold several.")
        ordered = sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))
        return lines + [f"  Still quarantined, {reason}: {count:,}" for reason, count in ordered]


def retry(
    workspace: Workspace,
    *,
    reason: str | None = None,
    source_file: str | None = None,
    source_format: str = "auto",
    mapping: Mapping[str, str] | None = None,
    profile: Path | str | None = None,
) -> Retried:
    """Read quarantined records again, all or those of a reason or a file.

    source_format, mapping, profile: as for `ingest`. Raises UserError if there is nothing to retry or the mapping is
    wrong.
    """
    user = load_mapping(profile, mapping)
    rows = selected(workspace, reason, source_file).collect().with_row_index("record_number")
    if rows.is_empty():
        raise UserError("Nothing is in quarantine.")
    with staging(workspace) as stage:
        attempts = [
            attempt
            for number, group in enumerate(rows.partition_by(TOGETHER, maintain_order=True))
            for attempt in _attempts(group, source_format, user, workspace, stage, stage.path / f"retry-{number}")
        ]
        kept = commit(workspace, stage).kept  # before they leave quarantine: see above
    good = [attempt for attempt in attempts if attempt.why is None]
    _take_out(workspace, rows[[attempt.number for attempt in good]])
    n_kept = sum(bool(kept[attempt.posts].any()) for attempt in good)
    reasons = Counter(attempt.why for attempt in attempts if attempt.why is not None)
    return Retried(len(attempts), n_kept, len(good) - n_kept, reasons.total(), int(kept.sum()), reasons)


@dataclass
class _Attempt:
    """One record: its number, the staged posts that it gave, and why it is still bad, None if it is good."""

    number: int
    posts: list[int] = field(default_factory=list)
    why: str | None = None


def _attempts(
    group: pl.DataFrame, source_format: str, user: SourceMapping, workspace: Workspace, stage: Staging, folder: Path
) -> Iterable[_Attempt]:
    """One attempt per record of a group; what can be kept is staged."""
    rows = group.to_dicts()
    attempts = {row["record_number"]: _Attempt(row["record_number"], why=_hopeless(row)) for row in rows}
    hopeful = [row for row in rows if attempts[row["record_number"]].why is None]
    if not hopeful:
        return attempts.values()
    folder.mkdir()
    path = folder / PurePath(hopeful[0]["source_file"]).name  # errors name it
    by_line = {line: attempts[number] for line, number in _write(path, hopeful).items()}
    try:
        _read(path, hopeful[0], by_line, source_format, user, workspace, stage)
    except UserError as error:
        if source_format != "auto" or user != SourceMapping():
            raise
        for attempt in by_line.values():
            attempt.why = str(error).removesuffix(".")
    for attempt in by_line.values():
        if not attempt.posts and attempt.why is None:
            attempt.why = NO_POST
    return attempts.values()


def _hopeless(row: Json) -> str | None:
    """Why a record need not even be tried."""
    if len(row["record"]) >= MAX_RECORD_SHOWN:
        return CUT
    if row["source_columns"] is not None:
        return QUOTED if row["record"].count('"') % 2 else None
    if row["record"].lstrip().startswith("{"):
        return None
    return NO_JSON if row["source_format"] else NO_HEADER


def _write(path: Path, rows: list[Json]) -> dict[int, int]:
    """Write the records as a file of their own; each of its lines -> number of the record."""
    text = io.StringIO(newline="")
    if rows[0]["source_columns"] is not None:
        csv.writer(text, delimiter=rows[0]["delimiter"], lineterminator="\n").writerow(rows[0]["source_columns"])
    line, places = 1 + text.getvalue().count("\n"), {}
    for row in rows:
        text.write(row["record"] + "\n")
        for _ in range(row["record"].count("\n") + 1):
            places[line] = row["record_number"]
            line += 1
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return places


def _read(
    path: Path,
    row: Json,
    by_line: Mapping[int, _Attempt],
    source_format: str,
    user: SourceMapping,
    workspace: Workspace,
    stage: Staging,
) -> None:
    """Stage what the file at `path` gives; to each attempt its posts and why it is still bad.

    row: one of its records. Raises UserError if nothing of it can be read.
    """
    source = look_at(path, user.delimiter or row["delimiter"])
    reader, _ = recognise(source, source_format)
    earlier = READ_AS.get(row["source_format"], row["source_format"])
    if source_format == "auto" and earlier not in (None, reader.name):
        raise UserError(OUT_OF_PLACE)
    rules = rules_for(source, reader, reader.prepare(source, user), row["dataset"])
    rules.source_file = row["source_file"]
    rules.time = replace(rules.time, precision=rules.time.precision or _precision(workspace, row))
    start = stage.n_posts
    for batch in settled(reader.read(source, reader.prepare(source, user)), rules):
        posts, refused = check(batch, rules)
        at = stage.n_posts
        stage.add_posts(posts)
        for line, reason in refused.select("line", "reason").iter_rows():
            by_line[line].why = f"for {reason}"
        n_refused = Counter(refused["line"]) - Counter(reject.line for reject in batch.rejects)
        for line, count in Counter(batch.drafts["line"]).items():  # in the order of the lines, as the posts are
            n_good = count - n_refused[line]
            by_line[line].posts += range(at, at + n_good)
            at += n_good
    stage.coarsen(start, stage.n_posts, rules.precision)


def _precision(workspace: Workspace, row: Json) -> str | None:
    """How fine the times of the file's other posts are; a few records alone do not tell."""
    if not workspace.has_posts():
        return None
    of_file = (pl.col("dataset") == row["dataset"]) & (pl.col("source_file") == row["source_file"])
    known = pl.scan_delta(str(workspace.posts)).filter(of_file).select(pl.col("time_precision").unique()).collect()
    return next((name for name in TIME_PRECISIONS if name in known["time_precision"]), None)


def _take_out(workspace: Workspace, good: pl.DataFrame) -> None:
    """Take records out of quarantine."""
    if good.is_empty():
        return
    with workspace.lock("ingest"):
        left = quarantine(workspace).join(good.lazy().select(IDENTITY), on=list(IDENTITY), how="anti", nulls_equal=True)
        rewrite(workspace.quarantine, left)
