"""`claqueur evaluate`: what it reads from its options, and how it gives its table. The figures are tested elsewhere."""

from __future__ import annotations

import json

import polars as pl
import pytest

from claqueur.models.evaluation import protocol
from claqueur.workspace import Workspace

ROWS = [
    (protocol.FOUND, "recall at flag", 50, 0.5, 0.4, 0.6, 100),
    (protocol.VOLUME, "recall", 50, float("nan"), None, None, 9),
]


@pytest.fixture
def asked(monkeypatch):
    """What the protocol was asked for; it answers with ROWS."""
    found = {}

    def answer(sources, **options):
        found.update(options, labels=[source.labels.name for source in sources])
        options["progress"]("at work")
        return pl.DataFrame(ROWS, protocol.SCHEMA, orient="row")

    monkeypatch.setattr(protocol, "evaluate", answer)
    return found


def test_the_table_is_printed_as_json_and_written_as_markdown_with_progress_beside_it(claqueur, tmp_path, asked):
    for name in ("w", "v"):
        Workspace.create(tmp_path / name)
    options = [
        "--also",
        f"{tmp_path / 'v'}=others.csv",
        "--caps",
        "50, 0",
        "--seed",
        7,
        "--layers",
        "repost",
        "--quick",
    ]
    page = tmp_path / "page.md"
    given = ("-w", tmp_path / "w", "--labels", "labels.csv", *options, "--output", page, "--format", "json")
    ended = claqueur("evaluate", *given)
    assert ended.code == 0
    first, second = map(json.loads, ended.out.splitlines())
    assert (first["figure"], first["low"], first["of"]) == ("recall at flag", 0.4, 100)
    assert second["value"] is None
    assert ended.err == "  at work\n"
    assert "| recall at flag | 0.500 (0.400 to 0.600) of 100 |" in page.read_text(encoding="utf-8")
    assert asked["labels"] == ["labels.csv", "others.csv"]
    assert (asked["caps"], asked["is_quick"]) == ([50, 0], True)
    assert (asked["parameters"].seed, asked["parameters"].corpus.layers) == (7, ("repost",))


def test_caps_that_are_no_numbers_are_refused(claqueur, tmp_path, asked):
    Workspace.create(tmp_path / "w")
    ended = claqueur("evaluate", "-w", tmp_path / "w", "--labels", "labels.csv", "--caps", "10,many")
    assert ended.code != 0
    assert '--caps is "10,many": write numbers of posts such as 10,50,200' in ended.err
    assert not asked
