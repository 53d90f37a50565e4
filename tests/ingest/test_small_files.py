"""Many small files: their batches are worked on together, and each file is told as if it had been alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest import load
from claqueur.ingest import workers as processes
from claqueur.ingest.load import ingest
from claqueur.ingest.summary import FileSummary
from claqueur.ingest.workers import Workers
from claqueur.workspace import Workspace

HEADER = "id,user,date,text,retweet_id,retweeted_user_id\n"
FILES = {
    "a.csv": HEADER + "1,ann,2024-05-01T10:00:00Z,see https://bit.ly/a,,\n2,,2024-05-01T10:00:01Z,no account,,\n",
    "b.csv": HEADER + "3,ann,2024-05-01T10:00:02Z,RT @ann: mine,1,ann\n1,ann,2024-05-01T10:00:00Z,again,,\n",
    "c.csv": "user,date,text\n" + "ann,2024-05-01,words\n",  # no ids: derived otherwise
    "d.jsonl": '{"id": 4, "user": "bob", "date": 1714557604, "text": "https://bit.ly/a https://bit.ly/b"}\n',
    "e.csv": HEADER,  # no record
    "f.csv": HEADER + "5,cid,2024-05-01T10:00:05Z,the end,,\n",
}
POSTS = ["1", "3", "4", "5"]


@pytest.fixture
def folder(write: Callable) -> Path:
    paths = [write(name, content) for name, content in FILES.items()]
    return paths[0].parent


def told(found: FileSummary) -> tuple:
    return found.source_format, found.read, found.quarantined, found.implausible, found.warnings, found.time_precision


@pytest.mark.parametrize("enough", [1, 2, 5_000])
def test_each_file_is_told_as_if_it_were_alone(
    enough: int, folder: Path, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "ENOUGH_POSTS", enough)
    alone = {
        name: told(ingest([folder / name], Workspace.create(tmp_path / name)).files[0])
        for name in FILES
        if name != "e.csv"
    }
    together = ingest([folder], workspace)
    assert [sentence.partition(":")[0] for sentence in together.skipped] == ["e.csv has a header but no records"]
    assert {found.path: told(found) for found in together.files} == alone
    assert [(found.path, found.kept, found.duplicates) for found in together.files] == [
        ("a.csv", 1, 0),
        ("b.csv", 1, 1),
        ("c.csv", 1, 0),
        ("d.jsonl", 1, 0),
        ("f.csv", 1, 0),
    ]
    assert any("shortened links" in warning for warning in alone["d.jsonl"][4])
    assert alone["b.csv"][3] == {"own_repost": 1}
    posts = pl.read_delta(str(workspace.posts)).sort("post_id")
    assert posts["post_id"].to_list()[:4] == POSTS
    assert posts["source_file"].to_list() == ["a.csv", "b.csv", "d.jsonl", "f.csv", "c.csv"]


def test_batches_that_are_derived_alike_are_worked_on_together(
    folder: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []

    def in_order(self, work, items):
        for item in items:
            if work is load.derive:
                sizes.append([sifted.drafts["source_file"].unique().to_list() for sifted in item])
            yield work(item)

    monkeypatch.setattr(Workers, "in_order", in_order)
    ingest([folder], workspace)
    assert sizes == [[["a.csv"], ["b.csv"]], [["c.csv"]], [["d.jsonl"], ["f.csv"]]]


def test_the_files_of_a_folder_use_every_core(
    write: Callable, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "ENOUGH_POSTS", 1)
    monkeypatch.setattr(processes, "_cores", lambda: 2)
    asked = []
    ask = Workers._ask
    monkeypatch.setattr(Workers, "_ask", lambda self, work, item: asked.append(len(item)) or ask(self, work, item))
    paths = [write(f"{i}.csv", f"{HEADER}{i},ann,2024-05-01T10:00:00Z,text,,\n") for i in range(4)]
    assert ingest(paths, workspace).kept == 4
    assert asked == [1, 1, 1, 1]


def test_a_file_that_breaks_off_takes_the_others_with_it(write: Callable, workspace: Workspace) -> None:
    good = write("a.csv", FILES["a.csv"])
    mixed = write("z.csv", HEADER + "7,ann,8/7/2015,text,,\n")
    with pytest.raises(UserError, match=r"can be read day first or month first.*nothing of the other files was kept"):
        ingest([good, mixed], workspace)
    assert not workspace.has_posts()
