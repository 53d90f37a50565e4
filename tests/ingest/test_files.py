"""Packed files, archives, patterns, pipes and JSON over several lines: the same posts come out."""

from __future__ import annotations

import gzip
import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Callable
from types import SimpleNamespace

import pytest
import zstandard

from claqueur.errors import UserError
from claqueur.ingest import sources
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

POSTS = [
    {"id": str(number), "user": "ann", "date": f"2024-05-01T10:00:0{number}Z", "text": f"Post {number}"}
    for number in range(1, 4)
]
TABLE = "id,user,date,text\n" + "".join(",".join(post.values()) + "\n" for post in POSTS)
LINES = "".join(json.dumps(post) + "\n" for post in POSTS)


def zstd(content: str) -> bytes:
    """Two frames, as parallel packing writes them."""
    half = len(content) // 2
    return b"".join(zstandard.compress(part.encode()) for part in (content[:half], content[half:]))


def zipped(**files: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def tar(content: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        about = tarfile.TarInfo("posts.csv")
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content.encode()))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("posts.csv.gz", gzip.compress(TABLE.encode())),
        ("posts.csv.zst", zstd(TABLE)),
        ("posts.jsonl.zst", zstd(LINES)),
        ("posts.zip", zipped(**{"posts.csv": TABLE, "read me.md": "no posts", "photo.png": b"\x89PNG"})),
        ("packed twice.zip", zipped(**{"posts.jsonl.gz": gzip.compress(LINES.encode())})),
        ("list.json", json.dumps(POSTS)),
        ("list over lines.json", json.dumps(POSTS, indent=2)),
        ("one per line.json", "[\n" + ",\n".join(map(json.dumps, POSTS)) + "\n]\n"),
        ("one after the other.json", "\n".join(json.dumps(post, indent=2) for post in POSTS)),
        ("list in two bytes.json", json.dumps(POSTS, indent=1).encode("utf-16")),
        ("list with a mark.json.gz", gzip.compress(b"\xef\xbb\xbf" + json.dumps(POSTS).encode())),
    ],
)
def test_the_same_posts_come_out(
    name: str, content: str | bytes, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    done: list[tuple[int, int]] = []
    path = write(name, content)
    summary = ingest([path], workspace, progress=lambda *bytes_read: done.append(bytes_read))
    assert (summary.read, summary.kept, summary.skipped) == (3, 3, ())
    assert rows("post_id", "text") == [(post["id"], post["text"]) for post in POSTS]
    assert done[-1][0] > 0


def test_a_document_on_one_line_beyond_all_limits_is_read(
    workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_LINE", 100)
    assert ingest([write("list.json", json.dumps(POSTS))], workspace).kept == 3


def test_what_is_no_record_of_a_list_goes_to_quarantine(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = json.dumps([POSTS[0], 7, POSTS[1], POSTS[1], {"id": "9", "user": "ann", "date": "soon"}], indent=1)
    summary = ingest([write("posts.json", content)], workspace)
    assert (summary.read, summary.kept, summary.duplicates) == (5, 2, 1)
    assert summary.quarantined_by == {"no_json_object": 1, "unparseable_time": 1}
    assert rows("line", "record", table="quarantine")[0] == (2, "7")


def test_every_member_of_an_archive_is_read_and_what_is_none_is_said(workspace: Workspace, write: Callable) -> None:
    path = write("all.zip", zipped(**{"a__one.csv": TABLE, "b__two.jsonl": LINES, "c__empty.csv": "", "d.png": "x"}))
    summary = ingest([path], workspace)
    assert {file.path: (file.kept, file.duplicates) for file in summary.files} == {
        "all.zip/b/two.jsonl": (3, 0),
        "all.zip/a/one.csv": (0, 3),
    }
    assert summary.skipped == ("all.zip/c/empty.csv is empty: there is nothing to ingest; check the export.",)
    assert summary.dataset == "all"


def test_a_pattern_names_the_files_that_fit_it(workspace: Workspace, write: Callable) -> None:
    folder = write("one.csv", TABLE).parent
    write("two.jsonl", LINES)
    write("deep/three.csv", TABLE)
    assert [file.path for file in ingest([folder / "*.csv"], workspace).files] == ["one.csv"]
    assert [file.path for file in ingest([folder / "**" / "*.csv"], workspace).files] == ["three.csv", "one.csv"]
    with pytest.raises(UserError, match=r'There is no file ".*\*\.tsv": check the path\.'):
        ingest([folder / "*.tsv"], workspace)


def test_the_files_of_a_workspace_in_a_folder_are_no_posts(workspace: Workspace, write: Callable) -> None:
    folder = write("one.csv", TABLE).parent
    other = Workspace.create(folder / "deep" / "case")
    ingest([folder / "one.csv"], other)
    write("deep/case/uploads/two.csv", TABLE.replace("ann", "bob"))
    write("deep/.hidden/three.csv", TABLE.replace("ann", "cid"))
    for named in (folder, folder / "deep" / ".."):
        assert [file.path for file in ingest([named], workspace).files] == ["one.csv"]
    assert ingest([folder / "deep" / "case" / "uploads" / "two.csv"], workspace).read == 3  # named, it is read


@pytest.mark.parametrize("inside", ["", "uploads"])
def test_the_folder_of_a_workspace_is_refused(inside: str, workspace: Workspace, write: Callable) -> None:
    other = Workspace.create(write("one.csv", TABLE).parent / "case")
    ingest([write("one.csv", TABLE)], other)
    write("case/uploads/one.csv", TABLE)
    with pytest.raises(UserError, match=r'The folder ".*case.*" is a workspace or lies in one, where posts are kept'):
        ingest([other.path / inside], workspace)


def test_what_a_pipe_brings_is_read(workspace: Workspace, rows: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(zstd(LINES))))
    summary = ingest(["-"], workspace)
    assert (summary.files[0].path, summary.kept) == ("standard input", 3)
    assert rows("source_file")[0] == ("standard input",)
    assert list(workspace.staging.iterdir()) == []  # nothing of it stays behind


@pytest.mark.parametrize("stdin", [None, SimpleNamespace(buffer=SimpleNamespace(isatty=lambda: True))])
def test_without_a_pipe_nothing_is_waited_for(
    stdin: object, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(UserError, match=r'"-" reads what a pipe brings, and there is none'):
        ingest(["-"], workspace)


def test_the_directory_of_an_archive_is_read_once(
    workspace: Workspace, write: Callable, rows: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    class Counted(zipfile.ZipFile):
        def __init__(self, file: object) -> None:
            opened.append(file)
            super().__init__(file)

    lines = {f"{post['id']}.jsonl": json.dumps(post) for post in POSTS}
    path = write("all.zip", zipped(**lines))
    with monkeypatch.context() as counting:
        counting.setattr(zipfile, "ZipFile", Counted)
        assert ingest([path], workspace).kept == 3
        assert opened == [path]
    write("all.zip", zipped(**lines, **{"4.jsonl": json.dumps(POSTS[0] | {"id": "4"})}))  # another archive of this name
    assert (ingest([path], workspace).kept, len(rows("post_id"))) == (1, 4)


def test_a_folder_that_may_not_be_read_is_one_sentence(
    workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("deep/a.csv", TABLE).parent
    monkeypatch.setattr("claqueur.ingest.files.os.access", lambda *_: False)  # file modes do not stop root
    with pytest.raises(UserError, match=r'The folder ".*deep" may not be read by you: change its permissions'):
        ingest([folder], workspace)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv.zst", zstd(TABLE * 9_000)[:-9], r"a\.csv\.zst is damaged after line \d+: get the file again"),
        ("a.csv.zst", b"\x28\xb5\x2f\xfdnothing", r"a\.csv\.zst is a damaged gzip or zstd file"),
        ("a.zip", zipped(**{"posts.csv": TABLE})[:-30], r"a\.zip is a damaged zip file"),
        ("a.zip", zipped(**{"photo.png": "x"}), r"a\.zip is a zip archive without a file that can be read"),
        (
            "a.xlsx",
            zipped(**{"[Content_Types].xml": "x", "a.csv": "x"}),
            r"a\.xlsx is an office document and no workbook",
        ),
        (
            "a.zip",
            zipped(**{"b.csv": zipped(**{"c.csv": TABLE})}),
            r"a\.zip/b\.csv is a ZIP archive in another, or an office",
        ),
        ("a.json", json.dumps(POSTS, indent=1)[:-40], r"a\.json is damaged after record 2: get the file again"),
        (
            "a.json",
            json.dumps([*POSTS, {"likes": float("nan")}], indent=1),
            r"a\.json is damaged after record 3: get the file again, or mend it there \(lexical error: invalid char in",
        ),
        (
            "a.json",
            b'[{"id": 1, "user": "d\xe9", "date": 5}]',
            r"or mend it there \(lexical error: invalid bytes in UTF8",
        ),
        ("a.json", b'[{"id": 123456789012345678901234}]', r"after record 0: .* \(parse error: integer overflow\)"),
        ("a.zip", zipped(), r"a\.zip is a zip archive without a file that can be read"),
        (
            "a.zip",
            zipped(**{"b.parquet": b"PAR1" + bytes(99)}),
            r"a\.zip/b\.parquet is a Parquet file that is packed again",
        ),
        ("a.tar.gz", gzip.compress(tar(TABLE)), r"a\.tar\.gz is a tar archive: unpack it first"),
    ],
)
def test_what_is_damaged_is_one_sentence_and_keeps_nothing(
    name: str, content: str | bytes, sentence: str, workspace: Workspace, write: Callable
) -> None:
    with pytest.raises(UserError, match=sentence):
        ingest([write(name, content)], workspace)
    assert not workspace.has_posts()
