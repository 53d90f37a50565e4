"""Files with other tools' columns, read row by row as they stand there."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.jobs.presets.source_table import SourceCounts, write_source
from claqueur.schema import MESSAGES, SHARES, Table

HEADER = "object_id,account_id,content_id,timestamp_share\n"


def read(path: Path, table: Table = SHARES, **columns: str) -> tuple[list[tuple], SourceCounts]:
    """The rows that were written, and what was counted."""
    target = path.parent / "target.parquet"
    counts = write_source(path, table, columns, target)
    return pl.read_parquet(target).rows(), counts


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_ids_stay_as_they_are_written_and_rows_that_are_alike_stay(tmp_path: Path) -> None:
    rows = "007,ann,c1,1600000000\n007,ann,c1,1600000000\n1e3,bob,c2,1600000000.5\n,cat,c3,5\nx,dan,c4,\nx,eve,c5,2,3\n"
    found, counts = read(written(tmp_path / "shares.csv", HEADER + rows))
    assert found == [("007", "ann", "c1", 1.6e9), ("007", "ann", "c1", 1.6e9), ("1e3", "bob", "c2", 1_600_000_000.5)]
    assert counts.sentence() == (
        "3 rows (1 without object_id, 1 without timestamp_share, 1 without a line that can be read left out)"
    )


def test_columns_are_mapped_and_dates_become_seconds(tmp_path: Path) -> None:
    source = "when;who;post;link\n2021-09-01T00:00:00Z;ann;1;u\n2021-09-01 02:00:01+02:00;bob;2;u\n"
    path = tmp_path / "export.csv.gz"
    path.write_bytes(gzip.compress(source.encode()))
    columns = {"object_id": "link", "account_id": "who", "content_id": "post", "timestamp_share": "when"}
    found, _ = read(path, **columns)
    assert found == [("u", "ann", "1", 1_630_454_400.0), ("u", "bob", "2", 1_630_454_401.0)]


def test_parquet_is_read_with_its_types_and_messages_are_numbered(tmp_path: Path) -> None:
    path = tmp_path / "messages.parquet"
    at = pl.Series([10, 11, 12], dtype=pl.Datetime("ms", "UTC"))
    ids = pl.Series([2**60 + 1, None, 3])
    pl.DataFrame({"message_id": ids, "user_id": [1, 2, 3], "timestamp": at, "text": ["a", "b", None]}).write_parquet(
        path
    )
    found, counts = read(path, MESSAGES, message="text")
    names = MESSAGES.names
    kept = [dict(zip(names, row, strict=True)) for row in found]
    assert [(row["message_id"], row["user_id"], row["message"], row["row"]) for row in kept] == [
        ("1152921504606846977", "1", "a", 0),
        ("3", "3", None, 2),
    ]
    assert all(row["repost_id"] is row["urls"] is None for row in kept)
    assert counts.left_out == {"message_id": 1}


@pytest.mark.parametrize(
    ("text", "columns", "sentence"),
    [
        (None, {}, 'There is no file ".*shares.csv": check the path.'),
        ("object_id,account_id,when\n1,2,3\n", {}, r'Column "content_id" is missing from shares.csv \(found: object_id'),
        (HEADER + "1,2,3,4\n", {"object_id": "objct_id"}, 'Column "objct_id" is missing .*add --map object_id=object_id'),
        (HEADER + "1,2,3,4\n", {"object": "object_id"}, 'There is no column "object" to be mapped: give one of account_'),
        (HEADER + "1,2,3,soon\n", {}, 'shares.csv has the time "soon", which is neither a number of seconds nor a time'),
        (HEADER + "1,2,3,1600000000000\n", {}, "has the time 1600000000000, which looks like milliseconds: give seconds"),
        (HEADER + ",2,3,4\n", {}, r"shares.csv has no complete row \(0 rows \(1 without object_id left out\)\): check"),
        ('{"object_id": 1}\n{"object_id": 2}\n', {"object_id": "object_id"}, 'Column "account_id" is missing'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(text: str | None, columns: dict, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "shares.csv"
    if text is not None:
        written(path, text)
    with pytest.raises(UserError, match=sentence):
        read(path, **columns)
