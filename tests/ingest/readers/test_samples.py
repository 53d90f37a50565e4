"""What holds for every reader: its sample is its own, and whatever becomes of a file, no record is lost."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from claqueur.errors import UserError
from claqueur.ingest.load import ingest, rules_for
from claqueur.ingest.readers import READERS
from claqueur.ingest.readers.json_lines import as_lines
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.readers.samples import write_sample
from claqueur.ingest.records import check
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import SourceMapping
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


OTHER_VALUES = st.sampled_from([None, 5, -1.5, True, "", "x", [], [5], [None], {}, {"a": 1}, [{"a": [1]}]])
OF_JSON = [reader for reader in READERS if next(iter(reader.sample)).endswith((".jsonl", ".json"))]


def with_another(value: Any, place: int, other: Any) -> tuple[Any, int]:
    """`value` with what stands at the `place`-th place in it replaced by `other`; and the places that were passed."""
    if place == 0:
        return other, -1
    place -= 1
    if isinstance(value, dict | list):
        changed = value.copy()
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            changed[key], place = with_another(value[key], place, other)
            if place < 0:
                break
        return changed, place
    return value, place


@pytest.mark.parametrize("reader", OF_JSON, ids=lambda reader: reader.name)
@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(place=st.integers(1, 120), other=OTHER_VALUES)
def test_whatever_a_record_holds_no_record_is_lost(reader: Reader, place: int, other: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_sample(reader, Path(folder) / "sample")
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        changed = [with_another(record, place, other)[0] for record in records]
        path.write_text(as_lines(*records, *changed), encoding="utf-8")
        source = look_at(path)
        mapping = reader.prepare(source, SourceMapping())
        rules = rules_for(source, reader, mapping, None)
        for batch in reader.read(source, mapping):
            posts, refused = check(batch, rules)
            assert posts.height + refused.height == batch.drafts.height + len(batch.rejects)
