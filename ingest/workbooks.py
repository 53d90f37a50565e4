"""Excel workbooks (.xlsx, .xlsm): their sheets and rows, cell by cell as Excel stores them.

A sheet is held in memory whole while it is read, which Excel itself limits to 1,048,576 rows; what unpacks to more than
MOST_BYTES is refused. See docs/decisions/0040-workbooks.md.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from claqueur.errors import UserError
from claqueur.ingest.streams import ZIP, open_bytes

PARTS = "xl/workbook.xml"
MOST_BYTES = 600_000_000  # of the sheets unpacked: a million rows of nine columns, which take 0.9 GB of memory
SINCE_1904 = re.compile(rb"<workbookPr[^>]*\bdate1904=[\"'](1|true)[\"']")
FIRST_DAY, FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
SERIALS = (20_000, 80_000)  # days since then, of the years 1954 to 2119
SHEETS = "sheets"  # kind of the error for a workbook with several tables
EXACT = 1e15  # Excel keeps 15 digits
Cell = str | float | bool | date | time | datetime | timedelta


@dataclass(frozen=True)
class Sheet:
    """A sheet with a table. header_row: number of the row of its header, from 1. columns: what stands there. cells: the
    whole sheet, as calamine holds it. first_day: from which its workbook counts.
    """

    name: str
    header_row: int
    columns: list[str]
    cells: Any
    first_day: datetime


def is_workbook(path: Path, member: str | None = None) -> bool:
    """Whether the file, or the member of an archive, is a workbook of this kind. Told by content."""
    try:
        return PARTS in _archive(path, member).namelist()
    except zipfile.BadZipFile:
        return False


def sheet_of(path: Path, member: str | None, wanted: str | None) -> Sheet:
    """The sheet that is wanted, else the only visible one with a table.

    A table begins at the first row with two values or more, and has a row below it. Raises UserError, naming the
    sheets, if there is none or if there are several.
    """
    name = path.name if member is None else f"{path.name}/{member}"
    with _opened(path, member, name) as book:
        known = list(book.sheet_names)
        if wanted is not None and wanted not in known:
            sheets = ", ".join(known)
            raise UserError(f'{name} has no sheet "{wanted}": it has {sheets}.', "no_sheet", name=name, sheets=sheets)
        visible = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith(".Visible")]
        first_day = _first_day(path, member)
        tables = [_table(book, sheet, first_day) for sheet in ([wanted] if wanted is not None else visible)]
    found = {table.name: table for table in tables if table is not None}
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        sentence = f"{name} holds no table (rows of two values or more): check which sheet and which file it is."
        raise UserError(sentence, "no_table", name=name)
    sheets = ", ".join(found)
    raise UserError(
        f"{name} has several sheets with tables ({sheets}): say which one holds the posts with --map "
        f'"table.sheet={next(iter(found))}".',
        SHEETS,
        name=name,
        sheets=sheets,
        choices=tuple(found),
    )


def rows_of(sheet: Sheet) -> Iterator[tuple[int, int, list[Cell]]]:
    """(row number, number of the last row, cells) of every row below the header that is not blank."""
    last = sheet.cells.total_height
    for number, cells in enumerate(sheet.cells.iter_rows(), 1):
        if number > sheet.header_row and any(cell != "" for cell in cells):
            yield number, last, cells


def texts(cells: list[Cell], *, are_times: bool, are_ids: bool, first_day: datetime) -> list[str | None]:
    """The cells of one column as texts; empty ones are None.

    Dates are ISO 8601, with the time of day where any of the column has one; a number among times is a day since
    `first_day`, as Excel counts them, if it can be one. Of ids over 15 digits, those that Excel has rounded are written
    with an exponent, by which they are told.
    """
    has_time = any(isinstance(cell, datetime) for cell in cells)
    return [_text(cell, has_time, are_times, are_ids, first_day) for cell in cells]


def _first_day(path: Path, member: str | None) -> datetime:
    archive = _archive(path, member)
    with archive.open(PARTS) as part:
        return FIRST_DAY_1904 if SINCE_1904.search(part.read()) else FIRST_DAY


def _text(cell: Cell, has_time: bool, is_time: bool, is_id: bool, first_day: datetime) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        if is_time and SERIALS[0] < cell < SERIALS[1]:
            return (first_day + timedelta(seconds=round(cell * 86_400))).isoformat()
        return _number(float(cell), is_id)
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return f"{cell.isoformat()}T00:00:00" if has_time else cell.isoformat()
    return cell.isoformat() if isinstance(cell, datetime | time) else str(cell)


def _number(value: float, is_id: bool) -> str:
    if value != round(value):
        return repr(value)
    is_rounded = abs(value) >= 2**53 or (abs(value) >= EXACT and value % 10 == 0)
    return f"{value:.14E}" if is_id and is_rounded else str(int(value))


def _table(book: Any, name: str, first_day: datetime) -> Sheet | None:
    """The sheet from its first row with two values on, if there is a row below it."""
    found: Sheet | None = None
    cells_of_sheet = book.get_sheet_by_name(name)
    for number, cells in enumerate(cells_of_sheet.iter_rows(), 1):
        n_values = sum(cell != "" for cell in cells)
        if found is not None and n_values:
            return found
        if n_values >= 2:
            found = Sheet(name, number, [str(cell).strip() for cell in cells], cells_of_sheet, first_day)
    return None


@contextmanager
def _opened(path: Path, member: str | None, name: str) -> Iterator[Any]:
    """The workbook, closed at the end. Raises UserError if it is too large, locked or damaged."""
    import python_calamine

    try:
        parts = _archive(path, member).infolist()
        n_bytes = sum(part.file_size for part in parts if part.filename.startswith(("xl/worksheets/", "xl/shared")))
        if n_bytes > MOST_BYTES:
            raise UserError(
                f"{name} unpacks to {n_bytes // 10**6:,} MB, and a workbook is read in memory (at most "
                f"{MOST_BYTES // 10**6} MB): save its sheet as CSV, or in several files.",
                "large_workbook",
                name=name,
            )
        with python_calamine.CalamineWorkbook.from_object(_file(path, member)) as book:
            yield book
    except (python_calamine.CalamineError, zipfile.BadZipFile) as error:
        raise UserError(f"{name} is a damaged workbook ({error}): get it again.", "damaged", name=name) from None


def _archive(path: Path, member: str | None) -> zipfile.ZipFile:
    """What the workbook is packed of."""
    return zipfile.ZipFile(_file(path, member))


def _file(path: Path, member: str | None) -> Path | io.BytesIO:
    """The file itself, or what is unpacked of one that lies in an archive or is packed again."""
    with path.open("rb") as stream:
        if member is None and stream.read(4) in ZIP:
            return path
    with open_bytes(path, member) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UserError(f"{path.name} holds a workbook that is too large to be read packed: unpack it first.")
    return io.BytesIO(content)
