from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from claqueur.ingest import known_files, load
from claqueur.ingest.load import ingest
from claqueur.ingest.rewriting import rewrite
from claqueur.workspace import Workspace

POSTS = "id,account,time,text\n" + "".join(f"{i},ann,{1714566615 + i},hello\n" for i in range(30))


@pytest.fixture(autouse=True)
def small_files_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_files, "MIN_BYTES", 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were really read."""
    names: list[str] = []
    real = load.look_at

    def look_at(path, *rest):
        names.append(path.name)
        return real(path, *rest)

    monkeypatch.setattr(load, "look_at", look_at)
    return names


def test_a_file_that_is_there_already_is_not_read_again(workspace: Workspace, write: Callable, read: list) -> None:
    path = write("a.csv", POSTS + "7,ann,1714566999,another post\n")  # the id of a different post
    first = ingest([path], workspace)
    again = ingest([path], workspace)
    assert read == ["a.csv"]
    assert (first.read, first.kept, first.duplicates) == (31, 30, 1)
    assert (again.read, again.kept, again.duplicates, again.quarantined) == (31, 0, 31, 0)
    assert again.warnings == (*first.warnings, known_files.NOTE)
    assert (again.dataset, again.files[0].first_at) == ("a", first.files[0].first_at)


def test_only_new_files_of_a_folder_are_read(workspace: Workspace, write: Callable, read: list) -> None:
    folder = write("a.csv", POSTS).parent
    ingest([folder], workspace)
    write("b.csv", POSTS.replace("\n", ",\n").replace("text,", "text,more").replace("1,ann", "100,ann"))
    summary = ingest([folder], workspace)
    assert read == ["a.csv", "b.csv"]
    assert [file.kept > 0 for file in summary.files] == [False, True]


@pytest.mark.parametrize(
    "how",
    [{"dataset": "other"}, {"source_format": "table"}, {"mapping": {"constants.platform": "forum"}}],
)
def test_the_same_file_read_otherwise_is_read(how: dict, workspace: Workspace, write: Callable, read: list) -> None:
    path = write("a.csv", POSTS)
    ingest([path], workspace)
    summary = ingest([path], workspace, **how)
    assert read == ["a.csv", "a.csv"]
    assert summary.kept == (30 if "mapping" in how else 0)


def test_other_contents_under_the_same_name_are_read(workspace: Workspace, write: Callable, read: list) -> None:
    ingest([write("a.csv", POSTS)], workspace)
    assert ingest([write("a.csv", POSTS + "99,ann,1714566615,new\n")], workspace).kept == 1
    assert read == ["a.csv", "a.csv"]


def test_posts_that_have_gone_come_back(workspace: Workspace, write: Callable, read: list) -> None:
    path = write("a.csv", POSTS)
    ingest([path], workspace)
    rewrite(workspace.posts, pl.scan_delta(str(workspace.posts)).filter(pl.col("post_id") != "3"))
    assert ingest([path], workspace).kept == 1
    assert read == ["a.csv", "a.csv"]


def test_files_with_quarantined_records_are_read_again(workspace: Workspace, write: Callable, read: list) -> None:
    path = write("a.csv", POSTS + "99,,5,nobody\n")
    assert [ingest([path], workspace).quarantined for _ in range(2)] == [1, 1]
    assert read == ["a.csv", "a.csv"]


def test_a_damaged_ledger_knows_nothing(workspace: Workspace, write: Callable, read: list) -> None:
    path = write("a.csv", POSTS)
    ingest([path], workspace)
    (workspace.path / known_files.LEDGER).write_text("{")
    assert ingest([path], workspace).duplicates == 30
    assert read == ["a.csv", "a.csv"]
