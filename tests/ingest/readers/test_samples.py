"""What holds for every reader: its sample is its own, and whatever becomes of a file, no record is lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.readers import READERS
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.readers.samples import write_sample
from claqueur.workspace import Workspace

EACH = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
# A line as it is, twice, left out, cut off, with other digits or letters, or something else in its place.
CHANGES = {
    "keep": lambda line: [line],
    "repeat": lambda line: [line, line],
    "drop": lambda line: [],
    "cut": lambda line: [line[: len(line) // 2]],
    "no digits": lambda line: ["".join("x" if c.isdigit() else c for c in line)],
    "no letters": lambda line: ["".join("7" if c.isalpha() else c for c in line)],
    "nulls": lambda line: [line.replace(': "', ': null, "was": "')],
    "junk": lambda line: ['"', "{}", "[1]", ",,,,", "\x00"],
}


@EACH
def test_a_sample_is_recognised_and_kept(reader: Reader, workspace: Workspace, tmp_path: Path) -> None:
    [summary] = ingest([write_sample(reader, tmp_path / "sample")], workspace).files
    assert summary.source_format == reader.name
    assert summary.read == summary.kept >= 2


@EACH
@settings(max_examples=15, deadline=None)
@given(changes=st.lists(st.sampled_from(sorted(CHANGES)), min_size=8, max_size=8))
def test_whatever_becomes_of_a_file_no_record_is_lost(reader: Reader, changes: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_sample(reader, Path(folder) / "sample")
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        changed = [
            new for line, change in zip(lines, changes * len(lines), strict=False) for new in CHANGES[change](line)
        ]
        path.write_text("\n".join([first, *changed]) + "\n", encoding="utf-8")
        workspace = Workspace.create(Path(folder) / "workspace")
        try:
            once, again = ingest([path], workspace), ingest([path], workspace)
        except UserError:
            assert not workspace.has_posts()
            return
        tables = workspace.posts, workspace.quarantine
        n_posts, n_quarantined = (pl.read_delta(str(table)).height for table in tables)
    for summary in (once, again):
        assert summary.read == summary.kept + summary.duplicates + summary.quarantined
    assert (again.read, again.kept, again.quarantined) == (once.read, 0, once.quarantined)
    assert (n_posts, n_quarantined) == (once.kept, once.quarantined)
