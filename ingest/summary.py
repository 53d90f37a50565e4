"""What an ingest did, in numbers that add up and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from claqueur.errors import UserError

UTC_MINUTES = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Quarantined:
    """How many records were quarantined for one reason, and the first of them."""

    reason: str
    count: int
    first_line: int
    first_detail: str


@dataclass(frozen=True)
class FileSummary:
    """One file: read == kept + duplicates + quarantined + deleted (posts that were deleted and stay away).

    implausible: code -> posts that are kept all the same.
    """

    path: str
    source_format: str
    recognised_because: str
    read: int
    kept: int
    duplicates: int
    quarantined_by: tuple[Quarantined, ...] = ()
    implausible: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    time_precision: str | None = None
    deleted: int = 0

    @property
    def quarantined(self) -> int:
        """Records that went to quarantine, for whatever reason."""
        return sum(entry.count for entry in self.quarantined_by)

    def sentences(self) -> list[str]:
        """The summary of this file as English sentences."""
        lines = [
            f"{self.path}: read {self.read:,} = kept {self.kept:,} + duplicates {self.duplicates:,} + quarantined "
            f"{self.quarantined:,}{_and_deleted(self.deleted)} "
            f"(format {self.source_format}: {self.recognised_because})."
        ]
        if self.first_at is not None and self.last_at is not None:
            lines.append(
                f"  Times from {self.first_at:{UTC_MINUTES}} to {self.last_at:{UTC_MINUTES}} UTC, "
                f"exact to the {self.time_precision}."
            )
        lines += [
            f"  Quarantined {entry.count:,} for {entry.reason}; first in line {entry.first_line}: {entry.first_detail}"
            for entry in self.quarantined_by
        ]
        return lines + [f"  Note: {warning}" for warning in self.warnings]


@dataclass(frozen=True)
class IngestSummary:
    """All files of one ingest. skipped: files of a folder that hold no posts, each with the reason. removed: posts that
    were there before and that these files say were deleted.
    """

    dataset: str
    files: tuple[FileSummary, ...]
    skipped: tuple[str, ...] = field(default=())
    removed: int = 0

    @property
    def read(self) -> int:
        """Records read; always kept + duplicates + quarantined + deleted."""
        return sum(file.read for file in self.files)

    @property
    def kept(self) -> int:
        """Posts that are new in the workspace."""
        return sum(file.kept for file in self.files)

    @property
    def duplicates(self) -> int:
        """Records whose post the workspace, or this ingest, already had."""
        return sum(file.duplicates for file in self.files)

    @property
    def deleted(self) -> int:
        """Posts that were deleted, or asked to be forgotten, and stay away."""
        return sum(file.deleted for file in self.files)

    @property
    def quarantined(self) -> int:
        """Records that could not be read as posts."""
        return sum(file.quarantined for file in self.files)

    @property
    def quarantined_by(self) -> dict[str, int]:
        """Quarantined records by reason."""
        counts: dict[str, int] = {}
        for file in self.files:
            for entry in file.quarantined_by:
                counts[entry.reason] = counts.get(entry.reason, 0) + entry.count
        return counts

    @property
    def warnings(self) -> tuple[str, ...]:
        """Notes of all files, each once."""
        return tuple(_each_once(warning for file in self.files for warning in file.warnings))

    def require_posts(self) -> None:
        """Raises UserError if nothing of what was read could be kept."""
        if self.quarantined and not self.kept + self.duplicates:
            sentence = "No post was kept, every record is in quarantine: see the reasons above and ingest again."
            raise UserError(sentence, "nothing_kept")

    def sentences(self) -> list[str]:
        """The summary as English sentences, one per line; the total comes last."""
        lines = [line for file in self.files for line in file.sentences()]
        lines += [f"Skipped: {reason}" for reason in self.skipped]
        if len(self.files) != 1:
            lines.append(
                f"In all {len(self.files)} files: read {self.read:,} = kept {self.kept:,} + duplicates "
                f"{self.duplicates:,} + quarantined {self.quarantined:,}{_and_deleted(self.deleted)}."
            )
        if self.removed:
            lines.append(f"Removed, as deleted since: {self.removed:,} posts that were there; the runs say so.")
        return lines

    def __str__(self) -> str:
        return "\n".join(self.sentences())


def _and_deleted(count: int) -> str:
    return f" + deleted {count:,}" if count else ""


def _each_once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
