"""What each reader makes of its own sample."""

from __future__ import annotations

import tempfile
from pathlib import Path

from claqueur.ingest.drafts import FIELDS
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import SourceMapping


def write_sample(reader: Reader, folder: Path) -> Path:
    """The reader's sample as files in `folder`; returns the one to be read."""
    for name, text in reader.sample.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / next(iter(reader.sample))


def fields_of_sample(reader: Reader) -> list[str]:
    """The fields of posts that the reader fills, in the order of the schema, seen by reading its sample."""
    with tempfile.TemporaryDirectory() as folder:
        source = look_at(write_sample(reader, Path(folder)))
        mapping = reader.prepare(source, SourceMapping())
        filled = set(mapping.constants)
        for batch in reader.read(source, mapping):
            filled |= {
                name
                for name in batch.drafts.columns
                if any(value is not None and value not in ("", []) for value in batch.drafts[name].to_list())
            }
    return [name for name in FIELDS if name in filled]
