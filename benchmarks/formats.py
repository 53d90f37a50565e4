"""What ingest makes of a file of each format: prints a table of counts.

    .venv/bin/python -m benchmarks.formats [FILE ...]

Of each format its made-up sample, records as the platform writes them; of lines and CSV the last one once more, and
once cut in half, as a broken download leaves it. Then the files that are named, each format found by the content.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.readers import READERS
from claqueur.ingest.readers.samples import write_sample
from claqueur.workspace import Workspace

WIDTHS = {"file": 34, "format": 18, "read": 9, "kept": 9, "duplicates": 11, "quarantined": 12, "why": 0}


def main() -> None:
    """Print a row per file."""
    _print(tuple(WIDTHS))
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate([*_samples(Path(folder)), *map(Path, sys.argv[1:])]):
            _print(_row(path, Workspace.create(Path(folder) / f"workspace{number}")))


def _print(row: tuple[str, ...]) -> None:
    print("".join(f"{cell:<{width}}" for cell, width in zip(row, WIDTHS.values(), strict=True)), flush=True)


def _samples(folder: Path) -> Iterator[Path]:
    for reader in READERS:
        path = write_sample(reader, folder / reader.name)
        if path.suffix in (".csv", ".jsonl"):
            last = path.read_text(encoding="utf-8").rstrip("\n").rpartition("\n")[2]
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{last}\n{last[: len(last) // 2]}\n")
        yield path


def _row(path: Path, workspace: Workspace) -> tuple[str, ...]:
    try:
        [found] = ingest([path], workspace).files
    except UserError as error:
        return (path.name, "", "", "", "", "", str(error))
    counts = (found.read, found.kept, found.duplicates, found.quarantined)
    why = ", ".join(f"{entry.reason} {entry.count:,}" for entry in found.quarantined_by)
    return (path.name, found.source_format, *(f"{count:,}" for count in counts), why)


if __name__ == "__main__":
    main()
