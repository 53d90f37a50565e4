"""Excel workbooks: cells as Excel stores them, sheets, what is refused."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
import xlsxwriter

from claqueur.errors import UserError
from claqueur.ingest import workbooks
from claqueur.ingest.load import ingest
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.preview import preview
from claqueur.workspace import Workspace

HEADER = ["id", "author", "date", "text"]
AT = datetime(2024, 5, 1, 23, 59, 59)
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """book(name, sheet=rows, ...) -> path of a workbook; a sheet whose name begins with _ is hidden."""

    def write(name: str, *, at: int = 0, since_1904: bool = False, **sheets: list[list]) -> Path:
        made = xlsxwriter.Workbook(tmp_path / name, {"date_1904": since_1904})
        moment = made.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for title, rows in sheets.items():
            sheet = made.add_worksheet(title)
            if title.startswith("_"):
                sheet.hide()
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(at + i, j, cell, moment)
                    elif isinstance(cell, date):
                        sheet.write_datetime(at + i, j, cell, day)
                    else:
                        sheet.write(at + i, j, cell)
        made.close()
        return tmp_path / name

    return write


def posts(n: int, first: datetime = AT, id_of: Callable = str) -> list[list]:
    return [HEADER, *([id_of(901 + i), "ann", first + timedelta(seconds=i), f"The bridge {i}"] for i in range(n))]


def test_a_sheet_is_read_as_a_table_with_dates_as_excel_stores_them(
    book: Book, workspace: Workspace, rows: Callable
) -> None:
    path = book("posts.xlsx", Posts=posts(3, id_of=int))
    summary = ingest([path], workspace, mapping={"time.zone": "Europe/Paris"})
    assert (summary.read, summary.kept) == (3, 3)
    assert rows("post_id", "account_id", "text") == [(str(901 + i), "ann", f"The bridge {i}") for i in range(3)]
    # the second one is midnight, which Excel stores as a whole day: it is no coarser than the others
    assert [(str(at), fine) for at, fine in rows("created_at", "time_precision")] == [
        ("2024-05-01 21:59:59+00:00", "second"),
        ("2024-05-01 22:00:00+00:00", "second"),
        ("2024-05-01 22:00:01+00:00", "second"),
    ]
    assert ingest([path], workspace).kept == 0


def test_dates_without_a_time_are_days_and_numbers_are_days_since_1900_or_1904(
    book: Book, workspace: Workspace, rows: Callable
) -> None:
    days = [HEADER, ["1", "ann", date(2024, 5, 1), "a day"]]
    ingest([book("days.xlsx", Posts=days)], workspace)
    ingest([book("number.xlsx", Posts=[HEADER, ["2", "ann", 45413.5, "unformatted"]])], workspace)
    ingest(
        [book("since_1904.xlsx", since_1904=True, Posts=[HEADER, ["3", "ann", 43951.5, "made on a Mac"]])], workspace
    )
    ingest([book("unix.xlsx", Posts=[HEADER, ["4", "ann", 1714557600, "Unix time"]])], workspace)
    assert [(str(at), fine) for at, fine in rows("created_at", "time_precision")] == [
        ("2024-05-01 00:00:00+00:00", "day"),
        ("2024-05-01 12:00:00+00:00", "second"),
        ("2024-05-01 12:00:00+00:00", "second"),
        ("2024-05-01 10:00:00+00:00", "second"),
    ]


def test_ids_that_excel_has_rounded_are_refused_and_those_kept_as_text_are_not(
    book: Book, workspace: Workspace, rows: Callable
) -> None:
    table = [
        HEADER,
        [1785000000000000977, "ann", AT, "a number: Excel keeps 15 digits"],
        ["1785000000000000978", "ann", AT, "a text"],
        [123456789012345, "ann", AT, "a number of 15 digits"],
        [1234567890123450, "ann", AT, "16 digits, and the last is gone"],
    ]
    summary = ingest([book("ids.xlsx", Posts=table)], workspace)
    assert summary.quarantined_by == {"spoilt_id": 2}
    assert rows("post_id") == [("123456789012345",), ("1785000000000000978",)]
    assert rows("line", "reason", table="quarantine") == [(2, "spoilt_id"), (5, "spoilt_id")]
    record = '{"id":1.234567890123450e15,"author":"ann","date":"2024-05-01T23:59:59","text":"16 digits, and the last is gone"}'
    assert orjson.loads(rows("record", table="quarantine")[1][0]) == orjson.loads(record)


def test_a_table_may_begin_below_a_title_and_blank_rows_are_passed_over(
    book: Book, workspace: Workspace, rows: Callable
) -> None:
    table = [["Our export of May"], [], *posts(2), [], ["905", "bob", AT, "after a gap"]]
    path = book("titled.xlsx", at=3, Posts=table)
    assert ingest([path], workspace).read == 3
    assert rows("post_id") == [("901",), ("902",), ("905",)]


def test_of_several_sheets_with_tables_the_user_says_which(book: Book, workspace: Workspace, rows: Callable) -> None:
    path = book("two.xlsx", Posts=posts(2), Accounts=[["id", "name"], ["1", "ann"]], Notes=[["read me"]], _old=posts(9))
    with pytest.raises(UserError) as error:
        ingest([path], workspace)
    assert str(error.value) == (
        "two.xlsx has several sheets with tables (Posts, Accounts): say which one holds the posts with --map "
        '"table.sheet=Posts".'
    )
    assert ingest([path], workspace, mapping={"table.sheet": "Posts"}).read == 2
    assert ingest([path], workspace, mapping={"table.sheet": "_old"}).kept == 7  # hidden, but asked for
    with pytest.raises(UserError, match='no sheet "Psots": it has Posts, Accounts, Notes, _old'):
        ingest([path], workspace, mapping={"table.sheet": "Psots"})


def test_the_only_visible_table_needs_no_choice(book: Book) -> None:
    path = book("one.xlsx", Notes=[["read me"]], Posts=posts(1), _old=posts(9))
    assert look_at(path).sheet.name == "Posts"


def test_known_formats_are_told_in_a_workbook_too(book: Book, workspace: Workspace) -> None:
    table = [["object_id", "account_id", "content_id", "timestamp_share"], ["o", "a", "c", 1714557600]]
    summary = ingest([book("coortweet.xlsx", Sheet1=table)], workspace)
    assert summary.files[0].source_format == "coortweet"


def test_workbooks_are_found_by_content_in_folders_patterns_and_archives(
    book: Book, workspace: Workspace, tmp_path: Path
) -> None:
    path = book("book.xlsx", Posts=posts(2))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.xlsx").write_bytes(path.read_bytes())
    (folder / "other.csv").write_text("id,author,date,text\n777,bob,2024-05-01T10:00:00Z,hello\n")
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.write(path, "inside/posts.xlsx")
    (folder / "packed.xlsx.gz").write_bytes(gzip.compress(path.read_bytes()))
    named_otherwise = tmp_path / "export"
    named_otherwise.write_bytes(path.read_bytes())
    summary = ingest([folder, named_otherwise, f"{tmp_path}/boo*.xlsx"], workspace)
    assert summary.skipped == ()
    assert (summary.read, summary.kept, summary.duplicates) == (11, 3, 8)


def test_the_preview_shows_the_first_records(book: Book) -> None:
    found = preview(book("posts.xlsx", Posts=posts(5)))
    assert (found.columns, found.n_records, found.precision) == (tuple(HEADER), 5, "second")
    assert found.rows[0] == {"id": "901", "author": "ann", "date": "2024-05-01T23:59:59", "text": "The bridge 0"}
    assert found.is_unzoned


def test_what_is_no_table_is_told(
    book: Book, workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = book("good.xlsx", Posts=posts(2))
    for path, said in {
        book("notes.xlsx", Notes=[["read me"], ["and me"]]): "notes.xlsx holds no table (rows of two values or more)",
        book("header.xlsx", Posts=[HEADER]): "header.xlsx holds no table",
        book("same.xlsx", Posts=[["id", "id"], ["1", "2"]]): 'same.xlsx has two columns named "id"',
        write("cut.xlsx", good.read_bytes()[:2000]): "cut.xlsx is a damaged zip file",
        write("empty.xlsx", b""): "empty.xlsx is empty",
    }.items():
        with pytest.raises(UserError, match=said.replace("(", r"\(").replace(")", r"\)")):
            ingest([path], workspace)
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    broken = good.with_name("broken.xlsx")
    with zipfile.ZipFile(broken, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, b"<worksheet><sheetData><row" if "sheet1.xml" in name else content)
    with pytest.raises(UserError, match=r"broken\.xlsx is a damaged workbook"):
        ingest([broken], workspace)
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1_000)
    with pytest.raises(UserError, match="unpacks to 0 MB, and a workbook is read in memory"):
        ingest([good], workspace)


def test_a_workbook_is_parsed_once(book: Book, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    open_book = workbooks._opened

    def counted(path: Path, member: str | None, name: str):
        opened.append(name)
        return open_book(path, member, name)

    monkeypatch.setattr(workbooks, "_opened", counted)
    path = book("posts.xlsx", Posts=posts(3))
    assert ingest([path], workspace).kept == 3
    assert preview(path).n_records == 3
    assert opened == ["posts.xlsx"] * 2  # once by each
