"""Files of every format made of its sample's records with other values in them: whatever comes, no record is lost."""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.readers import READERS
from claqueur.ingest.readers.json_lines import as_lines
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.readers.samples import write_sample
from claqueur.workspace import Workspace

KEPT_AS_IT_IS = 0.7
TEXTS = (
    "",
    "nan",
    "7",
    "5.7E+17",
    "soon",
    "31/5/2024",
    "1714566615",
    "2024-05-01T10:00:01Z",
    "RT @ann: é 👏",
    'a "b", c\n',
)
# An archive of X is JavaScript; its records are those of x_v1.
OF_TABLES_OR_JSON = [reader for reader in READERS if not next(iter(reader.sample)).endswith(".js")]
NUMBERS = (0, -1, 7, 1714566615, 570306133677760513, 10**25)


def varied(value: Any, chance: random.Random) -> Any:
    """`value` with some of the texts and numbers in it replaced, lists shortened or repeated."""
    if isinstance(value, dict):
        return {key: varied(part, chance) for key, part in value.items()}
    if isinstance(value, list):
        return [varied(part, chance) for part in value * chance.choice((0, 1, 1, 2))]
    if isinstance(value, bool) or value is None or chance.random() < KEPT_AS_IT_IS:
        return value
    return chance.choice(TEXTS if isinstance(value, str) else NUMBERS)


def vary_table(path: Path, n_rows: int, chance: random.Random) -> None:
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    chosen = ([varied(cell, chance) for cell in chance.choice(rows)] for _ in range(n_rows))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *chosen])


def vary_json(path: Path, n_records: int, chance: random.Random) -> None:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text(as_lines(*records, *(varied(chance.choice(records), chance) for _ in range(n_records))), "utf-8")


@pytest.mark.parametrize("reader", OF_TABLES_OR_JSON, ids=lambda reader: reader.name)
@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(n=st.integers(1, 40), chance=st.randoms(use_true_random=False))
def test_generated_files_lose_no_record(reader: Reader, n: int, chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_sample(reader, Path(folder) / "sample")
        is_table = path.suffix == ".csv"
        (vary_table if is_table else vary_json)(path, n, chance)
        workspace = Workspace.create(Path(folder) / "workspace")
        try:
            once, again = (ingest([path], workspace, source_format=reader.name) for _ in range(2))
        except UserError:  # such as dates that may begin with the day or the month
            assert not workspace.has_posts()
            return
        tables = workspace.posts, workspace.quarantine
        n_posts, n_quarantined = (pl.read_delta(str(table)).height for table in tables)
    for summary in (once, again):
        assert summary.read == summary.kept + summary.duplicates + summary.quarantined
    assert once.read == n or not is_table
    assert (again.read, again.kept, again.quarantined) == (once.read, 0, once.quarantined)
    assert (n_posts, n_quarantined) == (once.kept, once.quarantined)
