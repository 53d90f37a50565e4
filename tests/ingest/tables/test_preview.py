"""What a file is taken for before anything is kept of it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.readers import READERS
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.readers.samples import write_sample
from claqueur.ingest.tables.preview import CHECKED_ROWS, preview

TABLE = "id,author,date,text\n1,ann,2026-03-02 08:00:05,hello\n2,bob,2026-03-02 09:00:10,again\n"
STRANGE = "wer,wann,line,urls\nann,2026-03-02T08:00:05Z,hello,http://a.example http://b.example\n"


def test_a_table_with_usual_names_needs_no_mapping(write: Callable) -> None:
    found = preview(write("posts.csv", TABLE))
    assert (found.source_format, found.columns) == ("table", ("id", "author", "date", "text"))
    assert found.taken == {"post_id": "id", "account_id": "author", "created_at": "date", "text": "text"}
    assert found.missing == ()
    assert found.rows[1] == {"id": "2", "author": "bob", "date": "2026-03-02 09:00:10", "text": "again"}
    assert (found.n_records, found.n_checked, found.n_refused) == (2, 2, 0)
    assert (found.first_at, found.precision, found.is_unzoned) == (
        datetime(2026, 3, 2, 8, 0, 5, tzinfo=UTC),
        "second",
        True,
    )


def test_a_table_with_french_names_needs_no_mapping(write: Callable) -> None:
    found = preview(write("posts.csv", "auteur;date;texte;langue\nann;2026-03-02 08:00:05;bonjour;fr\n"))
    assert found.taken == {"account_id": "auteur", "created_at": "date", "text": "texte", "lang": "langue"}
    assert (found.missing, found.n_refused) == ((), 0)


def test_a_late_record_tells_that_dates_begin_with_the_day(write: Callable) -> None:
    rows = ["wer,wann", *(f"ann{i},08/07/2025 14:{i % 60:02}" for i in range(CHECKED_ROWS)), "bob,13/07/2025 14:32"]
    path = write("unknown.csv", "\n".join(rows))
    assert not preview(path).is_order_open
    found = preview(path, {"account_id": "wer", "created_at": "wann"})
    assert (found.n_refused, found.first_at) == (0, datetime(2025, 7, 8, 14, 0, tzinfo=UTC))


def test_an_unknown_table_says_what_is_missing_and_shows_its_records_as_they_stand(write: Callable) -> None:
    path = write("unknown.csv", STRANGE)
    found = preview(path)
    assert found.missing == ("account_id", "created_at")
    assert found.n_checked == 0
    assert found.rows == (
        {"wer": "ann", "wann": "2026-03-02T08:00:05Z", "line": "hello", "urls": "http://a.example http://b.example"},
    )
    mapped = preview(path, {"account_id": "wer", "created_at": "wann"})
    assert (mapped.missing, mapped.rows) == ((), found.rows)
    assert (mapped.n_checked, mapped.n_refused, mapped.is_unzoned) == (1, 0, False)


def test_a_wrong_column_for_the_time_is_seen_before_the_start(write: Callable) -> None:
    found = preview(write("posts.csv", TABLE), {"created_at": "text"})
    assert (found.n_checked, found.n_refused, found.refused_because) == (2, 2, "unparseable_time")


def test_a_response_of_x_is_recognised_and_shown_by_field(write: Callable) -> None:
    line = '{"id": "1", "author_id": "7", "created_at": "2026-03-02T08:00:05.000Z", "text": "hello"}\n'
    found = preview(write("tweets.jsonl", line))
    assert (found.source_format, found.columns, found.missing) == ("x_v2", (), ())
    assert {name: found.rows[0][name] for name in ("account_id", "text")} == {"account_id": "7", "text": "hello"}


@pytest.mark.parametrize("zipped", [False, True])
def test_a_large_file_is_estimated_from_its_first_batch(write: Callable, zipped: bool) -> None:
    rows = "".join(
        f"{n},account-{n % 97},2026-03-02 08:{n // 60 % 60:02}:{n % 60:02},post {n}\n" for n in range(120_000)
    )
    content = ("id,author,date,text\n" + rows).encode()
    found = preview(write("posts.csv", gzip.compress(content) if zipped else content))
    assert found.n_records == pytest.approx(120_000, rel=0.5)  # "about": what is read ahead is not known exactly
    assert found.n_checked == 1_000


def test_the_rows_of_a_parquet_file_are_counted(write: Callable) -> None:
    path = write("posts.parquet", b"")
    times = [datetime(2026, 3, 2, 8, n // 60, n % 60, tzinfo=UTC) for n in range(90)]
    pl.DataFrame({"user": ["ann"] * 90, "date": times, "text": "x"}).write_parquet(path)
    assert preview(path).n_records == 90


def test_a_file_that_is_no_table_gives_the_sentence_of_ingest(write: Callable) -> None:
    with pytest.raises(UserError, match=r"photo\.csv is a PDF document"):
        preview(write("photo.csv", b"%PDF-1.4 nothing"))
    with pytest.raises(UserError, match=r'Column "nope" \(mapped to text\) is missing'):
        preview(write("posts.csv", TABLE), {"text": "nope"})


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_preview_exists_for_every_format(reader: Reader, tmp_path: Path) -> None:
    found = preview(write_sample(reader, tmp_path))
    assert (found.source_format, found.missing, found.n_refused) == (reader.name, (), 0)
    assert len(found.rows) >= 2
