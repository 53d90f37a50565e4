"""CSV record by record, so that a broken one costs one line and no more."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator

from claqueur.ingest.drafts import MAX_TEXT, Reject
from claqueur.ingest.sources import Source


class _Lines:
    """Lines for csv.reader; those of a broken record can be handed back."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._returned: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line[1]

    def give_back_all_but_first(self) -> tuple[int, str]:
        """The first line taken for the present record; the others will be read again."""
        first, *others = self.taken
        self._returned.extendleft(reversed(others))
        return first


def csv_records(source: Source, rejects: list[Reject]) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields of each record after the header; broken records go to `rejects`, one line each."""
    csv.field_size_limit(MAX_TEXT)
    lines = _Lines(source.lines(rejects))
    reader = csv.reader(lines, delimiter=source.delimiter)
    next(reader)
    width = len(source.columns)
    while True:
        lines.taken = []
        problem = ""
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fields, problem = [], str(error)
        if len(fields) == width and not _runs_on(lines.taken):
            yield lines.taken[0][0], fields
        elif fields or len(lines.taken) != 1 or lines.taken[0][1].strip():
            number, text = lines.give_back_all_but_first()
            rejects.append(_broken(number, text, fields, width, len(lines.taken), problem))
            reader = csv.reader(lines, delimiter=source.delimiter)


def csv_line(fields: list[str], source: Source) -> str:
    """The fields as a line of the source, quoted where they have to be."""
    line = io.StringIO()
    csv.writer(line, delimiter=source.delimiter, lineterminator="").writerow(fields)
    return line.getvalue()


def _runs_on(taken: list[tuple[int, str]]) -> bool:
    """Whether a record of several lines has a quotation mark that nothing closes."""
    return len(taken) > 1 and sum(text.count('"') for _, text in taken) % 2 == 1


def _broken(number: int, text: str, fields: list[str], width: int, n_lines: int, problem: str) -> Reject:
    if n_lines > 1:
        return Reject(number, text, "unclosed_quote", "A quotation mark is opened in this line and not closed.")
    if len(text) > MAX_TEXT:
        return Reject(number, text, "text_too_long", f"The line has a value of over {MAX_TEXT:,} characters.")
    if problem:
        return Reject(number, text, "not_csv", f"The line cannot be read as CSV: {problem}.")
    return Reject(number, text, "wrong_field_count", f"The line has {len(fields)} fields, the header {width}.")
