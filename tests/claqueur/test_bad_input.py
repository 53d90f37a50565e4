"""Bad input through the command line: one sentence and code 1, or a note; the workspace keeps what it had."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.workspace import Workspace

HEADER = b"post_id,account_id,created_at,text\n"
GOOD = b"1,ann,2024-05-01T10:00:01Z,hello\n"


@pytest.fixture
def workspace(claqueur: Callable, tmp_path: Path) -> Workspace:
    """A workspace that holds one post."""
    (tmp_path / "before.csv").write_bytes(HEADER + b"0,bob,2024-05-01T09:00:00Z,earlier\n")
    assert claqueur("ingest", tmp_path / "before.csv", "-w", tmp_path / "w").code == 0
    return Workspace.open(tmp_path / "w")


def posts_of(workspace: Workspace) -> list[str]:
    return pl.read_delta(str(workspace.posts))["post_id"].sort().to_list()


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (None, (), 'There is no file "'),
        (b"", (), "posts.csv is empty: there is nothing to ingest; check the export."),
        (HEADER, (), "posts.csv has a header but no records: there is nothing to ingest"),
        (
            b"id^account^time\n1^ann^5\n",
            (),
            'posts.csv has only one column ("id^account^time"): ',
        ),
        (HEADER + GOOD, ("--map", "account_id=autor"), "Column \"autor\" "),
        (HEADER + GOOD, ("--map", "acount_id=account_id"), None),
        (HEADER + GOOD, ("--format", "xl"), None),
        (HEADER + GOOD, ("--profile", "nowhere.toml"), None),
        (b"\x00\x01" * 500, (), "posts.csv "),
        (b"PK\x03\x04xxxxxxxxxxxx", (), "posts.csv is a damaged zip file"),
        (
            HEADER + b"1,ann,soon,hello\n2,bob,later,hello\n",
            (),
            "No post was kept, every record is in quarantine: see the reasons above and ingest again.",
        ),
        (
            HEADER + b"5.7E+17,ann,2024-05-01T10:00:01Z,hello\n5.8E+17,bob,2024-05-01T10:00:01Z,hello\n",
            (),
            "No post was kept, every record is in quarantine",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence_and_changes_nothing(
    content: bytes | None, options: tuple[str, ...], said: str | None, claqueur: Callable, workspace: Workspace,
    tmp_path: Path,
) -> None:  # fmt: skip
    if content is not None:
        (tmp_path / "posts.csv").write_bytes(content)
    found = claqueur("ingest", tmp_path / "posts.csv", "-w", workspace.path, *options)
    assert found.code == 1
    assert found.err.startswith(f"claqueur: {said or ''}")
    assert found.err.count("\n") == 1
    assert "Traceback" not in found.err + found.out
    assert posts_of(workspace) == ["0"]


def test_a_folder_without_posts_and_a_folder_as_workspace_are_one_sentence(
    claqueur: Callable, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    good = tmp_path / "before.csv"
    sentences = {
        ("ingest", tmp_path / "empty", "-w", workspace.path): f'The folder "{tmp_path / "empty"}" holds no file',
        ("ingest", good, "-w", tmp_path / "full"): 'The folder "full" is not empty and is not a claqueur workspace',
        ("ingest", good, "-w", good): '"before.csv" is a file, not a workspace folder: give --workspace another name.',
        ("ingest", good, "-w", good / "w"): f'"{good / "w"}" cannot be used (not a directory)',
    }
    for call, said in sentences.items():
        found = claqueur(*call)
        assert (found.code, found.out) == (1, "")
        assert found.err.startswith(f"claqueur: {said}")
        assert found.err.count("\n") == 1
    assert [entry.name for entry in (tmp_path / "full").iterdir()] == ["letter.txt"]
    assert posts_of(workspace) == ["0"]


@pytest.mark.parametrize(
    ("line", "said", "kept"),
    [
        (b"2,bob,soon,hello\n", "Quarantined 1 for unparseable_time; first in line 3: ", ["0", "1"]),
        (b"5.7E+17,bob,2024-05-01T10:00:01Z,hello\n", 'for spoilt_id; first in line 3: Found "5.7E+17".', ["0", "1"]),
        (b"2,bob,2024-05-01T10:00:01Z," + b"x" * 10_000_000 + b"\n", "Quarantined 1 for ", ["0", "1"]),
        (b"2,bob,2024-05-01T10:00:01Z,caf\xe9\n", "not UTF-8 and were read as Windows-1252", ["0", "1", "2"]),
        (b"2,bob,2024-05-01T10:00:01Z,\x81\xfe\xff\n", "not UTF-8", ["0", "1", "2"]),
    ],
    ids=["time", "spreadsheet", "10 MB", "mixed encodings", "no text"],
)  # fmt: skip
def test_one_bad_line_costs_at_most_itself_and_is_told(
    line: bytes, said: str, kept: list[str], claqueur: Callable, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "posts.csv").write_bytes(HEADER + GOOD + line)
    found = claqueur("ingest", tmp_path / "posts.csv", "-w", workspace.path)
    assert (found.code, found.err) == (0, "")
    assert said in found.out
    assert len(found.out) < 2_000
    assert posts_of(workspace) == kept


def test_two_processes_that_ingest_at_once_into_a_new_workspace_both_succeed(
    start: Callable, tmp_path: Path, write_posts: Callable
) -> None:
    files = [write_posts("one.csv", range(8_000)), write_posts("two.csv", range(6_000, 14_000))]
    both = [start("ingest", path, "-w", tmp_path / "w") for path in files]
    ends = [process.ended() for process in both]
    assert [(end.code, end.err) for end in ends] == [(0, ""), (0, "")]
    ids = pl.read_delta(str(tmp_path / "w" / "posts"))["post_id"]
    assert (len(ids), ids.n_unique()) == (14_000, 14_000)  # 2,000 were in both files
