"""Whatever a table holds: read = kept + duplicates + quarantined, and a second ingest keeps nothing."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

IDS = st.sampled_from(["1", "2", "3", "", " 4 ", "5.7E+17", "nan", "6.0"])
TIMES = st.sampled_from(["2024-05-01T10:00:01Z", "1714566615", "soon", "", "31/5/2024", "2024-13-01", "5.7E+17"])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
ROWS = st.lists(st.tuples(IDS, IDS, TIMES, TEXTS), min_size=1, max_size=30)
JUNK = st.lists(st.sampled_from([b'"', b"\xff\xfe,\n", b",,,,,,\n", b'a,"b\n', b"\n\n", b"\x00", b"{}\n"]), max_size=3)


@settings(max_examples=30, deadline=None)
@given(rows=ROWS, junk=JUNK, has_ids=st.booleans())
def test_the_counts_always_add_up(rows: list[tuple[str, str, str, str]], junk: list[bytes], has_ids: bool) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([("post_id", "account_id", "created_at", "text"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.csv"
        path.write_bytes(table.getvalue().encode() + b"".join(junk))
        workspace = Workspace.create(Path(folder) / "workspace")
        mapping = {} if has_ids else {"post_id": ""}
        try:
            first = ingest([path], workspace, mapping=mapping)
        except UserError:
            assert not workspace.has_posts()
            return
        second = ingest([path], workspace, mapping=mapping)
        posts, quarantine = (pl.read_delta(str(p)) for p in (workspace.posts, workspace.quarantine))
    for summary in (first, second):
        assert summary.read == summary.kept + summary.duplicates + summary.quarantined
    assert (second.read, second.kept, second.quarantined) == (first.read, 0, first.quarantined)
    assert posts.height == first.kept == posts.select("platform", "post_id").n_unique()
    assert quarantine.height == first.quarantined
    assert junk or first.read == len(rows)
