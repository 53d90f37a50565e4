"""Lines that are worked on apart from their file: the same drafts, rejects and raw records, line by line."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from claqueur.ingest import sources
from claqueur.ingest.drafts import Batch
from claqueur.ingest.readers import READERS, json_records, x_v2
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.readers.samples import write_sample
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import SourceMapping

OF_LINES = [reader for reader in READERS if next(iter(reader.sample)).endswith(".jsonl")]


def post(number: int, text: str = "words") -> str:
    return f'{{"id": "{number}", "author_id": "1", "created_at": "2024-05-01T10:00:00Z", "text": "{text}"}}'


def elsewhere(work: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """As in another process: all that is sent is packed, and what comes back as well. Two are always under way."""
    waiting: list[Any] = []
    for item in items:
        waiting.append(pickle.loads(pickle.dumps((work, item))))
        if len(waiting) == 2:
            yield pickle.loads(pickle.dumps(waiting[0][0](waiting.pop(0)[1])))
    for sent, item in waiting:
        yield pickle.loads(pickle.dumps(sent(item)))


def read(reader: Reader, path: Path, in_order: Callable) -> tuple[list[Batch], int]:
    """The batches of a file, and how many of its lines were not UTF-8."""
    source = look_at(path)
    source.in_order = in_order
    batches = list(reader.read(source, reader.prepare(source, SourceMapping())))
    return batches, source.lines_decoded_otherwise


def told(batch: Batch) -> tuple[list, list, list, list]:
    raw = [batch.record_of(row) for row in range(batch.drafts.height)]
    return batch.drafts.rows(), raw, batch.rejects, batch.notices


@pytest.mark.parametrize("reader", OF_LINES, ids=lambda reader: reader.name)
def test_lines_of_every_format_can_be_sent_to_other_processes(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_records, "BATCH_ROWS", 1)
    path = write_sample(reader, tmp_path / "sample")
    here, there = read(reader, path, map), read(reader, path, elsewhere)
    assert sum(batch.drafts.height for batch in here[0]) >= 2
    assert list(map(told, there[0])) == list(map(told, here[0]))


@pytest.mark.parametrize("in_order", [map, elsewhere])
def test_each_line_is_told_by_its_number_and_as_it_stands_there(
    in_order: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_records, "BATCH_ROWS", 3)
    monkeypatch.setattr(sources, "MAX_LINE", 200)
    page = f'{{"data": [{post(5)}, {{"id": "7"}}, {post(6)}]}}'
    lines = [post(1), "", "[1]", post(2, "long" * 50), post(3), "{", '{"a": 1}', post(4, "café"), page]
    path = tmp_path / "posts.jsonl"
    path.write_bytes("\n".join(lines).encode("latin-1"))
    batches, n_not_utf8 = read(x_v2.READER, path, in_order)
    drafts = [(line, batch.record_of(row)) for batch in batches for row, line in enumerate(batch.drafts["line"])]
    assert [(line, json.loads(raw)["id"]) for line, raw in drafts] == [(1, "1"), (5, "3"), (8, "4"), (9, "5"), (9, "6")]
    assert [(reject.line, reject.reason, reject.record[:8]) for batch in batches for reject in batch.rejects] == [
        (3, "no_json_object", "[1]\n"),
        (4, "line_too_long", '{"id": "'),
        (6, "no_json_object", "{\n"),
        (7, "no_post", '{"a": 1}'),
        (9, "no_post", '{"id":"7'),
    ]
    assert n_not_utf8 == 1
