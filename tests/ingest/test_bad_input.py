"""Every kind of bad input of the first issue: one clear sentence, or quarantine; nothing lost, no trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest import sources
from claqueur.ingest.load import ingest
from claqueur.ingest.tables.look import look_at
from claqueur.workspace import Workspace

HEADER = "post_id,account_id,created_at,text\n"
GOOD = "1,ann,2024-05-01T10:00:01Z,hello\n"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", r"a.csv is empty: there is nothing to ingest; check the export\."),
        ("a.csv", b" \n\n", r"a.csv is empty: there is nothing to ingest"),
        ("a.csv", HEADER.encode(), r"a.csv has a header but no records: there is nothing to ingest"),
        (
            "a.csv",
            b"id^account^time\n1^ann^5\n",
            r'a.csv has only one column \("id\^account\^time"\): .* --map table.delimiter=',
        ),
        ("a.csv", b"id,id,time\n1,2,3\n", r'a.csv has two columns named "id": rename one of them\.'),
        (
            "a.csv",
            b"id,colour,time\n1,red,3\n",
            r"a.csv has no column that is known to hold account_id: add --map account_id=",
        ),
        (
            "a.csv",
            b"PK\x03\x04xxxxxxxxxxxx",
            r"a.csv is a damaged zip file: get it again; nothing was kept of it\.",
        ),
        ("a.csv", b"\x00\x01" * 500, r"a.csv (is not a text file|has only one column)"),
        ("a.csv", bytes(range(256)) * 20, r"a.csv is not a text file: claqueur reads CSV, TSV, JSON, Parquet,"),
        ("a.csv", b"a,b\r1,2\r3,4\r", r"a.csv ends its lines as old Macintoshes did \(CR\)"),
        ("a.parquet", b"PAR1 and nothing more", r"a.parquet begins like a Parquet file but cannot be read as one"),
        (
            "a.json",
            b"[\n  1,\n  2\n]\n",
            r"a.json is JSON, but holds no records \(objects with names and values\): check the export\.",
        ),
        ("a.json", b"[{}, {}]", r"a.json is JSON, but holds no records \(objects with names and values\)"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00broken", r"a.csv.gz is a damaged gzip or zstd file: get it again"),
        ("a.jsonl", b'{"data": [{"username": "ann", "id": "1"}]}\n', r"a.jsonl holds accounts .* and no posts"),
        ("a.jsonl", b'{"data": [{"start": "x", "end": "y", "tweet_count": 3}]}\n', r"a.jsonl holds counts per period"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    name: str, content: bytes, sentence: str, workspace: Workspace, write: Callable
) -> None:
    with pytest.raises(UserError, match=sentence) as caught:
        ingest([write(name, content)], workspace)
    assert "\n" not in str(caught.value)
    assert not workspace.has_posts()


def test_a_missing_path_is_one_sentence(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r'There is no file ".*none.csv": check the path\.'):
        ingest([tmp_path / "none.csv"], workspace)
    with pytest.raises(UserError, match=r"No file was named"):
        ingest([], workspace)


def test_a_file_that_may_not_be_read_is_one_sentence(
    workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.csv", HEADER + GOOD)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # file modes do not stop root
    with pytest.raises(UserError, match=r"a\.csv may not be read by you: change its permissions or copy it\."):
        look_at(path)


def test_a_parquet_file_without_rows_is_one_sentence(workspace: Workspace, write: Callable) -> None:
    path = write("a.parquet", b"")
    pl.DataFrame(
        {"id": [], "user": [], "date": []}, schema=dict.fromkeys(("id", "user", "date"), pl.String)
    ).write_parquet(path)
    with pytest.raises(UserError, match=r"a\.parquet has a header but no records"):
        ingest([path], workspace)


def test_a_folder_without_posts_is_one_sentence(workspace: Workspace, write: Callable) -> None:
    with pytest.raises(UserError, match=r'The folder ".*" holds no file that can be read \(\.car, \.csv, '):
        ingest([write("picture.png", b"\x89PNG").parent], workspace)
    with pytest.raises(UserError, match=r"None of the 1 files holds posts that can be read: a.csv is empty"):
        ingest([write("a.csv", "").parent], workspace)


def test_a_workspace_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r'is not a claqueur workspace: create one with "claqueur ingest'):
        Workspace.open(tmp_path)


def test_an_unknown_format_names_the_nearest(workspace: Workspace, write: Callable) -> None:
    path = write("a.csv", HEADER + GOOD)
    with pytest.raises(
        UserError, match=r'There is no format "coretweet" \(nearest: "coortweet"\): the formats are auto'
    ):
        ingest([path], workspace, source_format="coretweet")
    with pytest.raises(
        UserError, match=r"a.csv is csv, but the format x_v1 is read from jsonl or json: leave --format out"
    ):
        ingest([path], workspace, source_format="x_v1")
    with pytest.raises(UserError, match=r'Column "content_id" \(mapped to post_id\) is missing from a.csv'):
        ingest([path], workspace, source_format="coortweet")


def test_times_that_cannot_be_read_are_counted_with_an_example(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    content = HEADER + GOOD + "2,bob,yesterday,hi\n3,cid,,hi\n4,dan,never,hi\n"
    summary = ingest([write("a.csv", content)], workspace)
    assert summary.quarantined_by == {"unparseable_time": 2, "missing_time": 1}
    [first] = [entry for entry in summary.files[0].quarantined_by if entry.reason == "unparseable_time"]
    assert (first.count, first.first_line) == (2, 3)
    assert first.first_detail.startswith('Found "yesterday". The time cannot be read')
    assert rows("post_id") == [("1",)]


def test_ids_spoilt_by_a_spreadsheet_are_refused_and_can_be_left_out(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    content = HEADER + "5.70306E+17,ann,2024-05-01T10:00:01Z,one\n5.70306E+17,bob,2024-05-01T10:00:01Z,two\n"
    summary = ingest([write("a.csv", content)], workspace)
    assert (summary.kept, summary.quarantined_by) == (0, {"spoilt_id": 2})
    assert summary.files[0].quarantined_by[0].first_detail == (
        'Found "5.70306E+17". A spreadsheet has rounded the id, so that different posts carry the same one: use the '
        "original export, or ignore the column with --map post_id= (posts then get ids made from account, time and text)."
    )
    assert ingest([write("a.csv", content)], workspace, mapping={"post_id": ""}).kept == 2
    assert all(post_id.startswith("made-") for (post_id,) in rows("post_id"))


def test_floats_are_no_ids_but_whole_numbers_are(workspace: Workspace, write: Callable, rows: Callable) -> None:
    lines = ['{"id": 5.70306e17, "user": "ann", "date": 1714566615}', '{"id": 7.0, "user": "12.0", "date": 1714566615}']
    summary = ingest([write("a.jsonl", "\n".join(lines))], workspace)
    assert summary.quarantined_by == {"spoilt_id": 1}
    assert rows("post_id", "account_id") == [("7", "12")]


def test_mixed_encodings_are_read_line_by_line_and_reported(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    content = (
        HEADER.encode() + "1,ann,2024-05-01,déjà\n".encode() + "2,bob,2024-05-01,d\xe9j\xe0 \x80\n".encode("latin-1")
    )
    summary = ingest([write("a.csv", content)], workspace)
    assert rows("post_id", "text") == [("1", "déjà"), ("2", "déjà €")]
    assert any(
        warning.startswith("lines that are not UTF-8 and were read as Windows-1252 (Western European): 1;")
        for warning in summary.warnings
    )


def test_bytes_that_are_no_text_lose_nothing(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = HEADER.encode() + b"1,ann,2024-05-01,\xff\xfe\x81 odd\n2,bob,2024-05-01,nul\x00byte\n" + b"\xc3\x28,,,\n"
    summary = ingest([write("a.csv", content)], workspace)
    assert (summary.read, summary.kept, summary.quarantined) == (3, 2, 1)


def test_values_parted_by_a_control_character_are_a_text_file(workspace: Workspace, write: Callable) -> None:
    path = write("a.txt", (HEADER + GOOD).replace(",", "\x01"))  # as Hive writes
    assert ingest([path], workspace, mapping={"table.delimiter": "\x01"}).kept == 1


def test_nan_is_no_value(workspace: Workspace, write: Callable, rows: Callable) -> None:
    line = '{"id": "1", "user": "ann", "date": 1714566615, "text": "hi", "likes": NaN}'  # as Python writes
    assert ingest([write("a.jsonl", line)], workspace).kept == 1
    assert rows("text", "like_count") == [("hi", None)]


@pytest.mark.parametrize("depth", [300, 3000])
@pytest.mark.parametrize("when", ["soon", "2024-05-01"])
def test_what_is_nested_deeply_loses_nothing(depth: int, when: str, workspace: Workspace, write: Callable) -> None:
    deep = f'{{"id": 1, "user": "ann", "date": "{when}", "text": {"[" * depth}{"]" * depth}}}'
    good = '{"id": 2, "user": "bob", "date": "2024-05-01"}'
    for name, content in (("a.json", f"[\n{good},\n{deep}\n]"), ("a.jsonl", f"{good}\n{deep}\n")):
        summary = ingest([write(name, content)], workspace)
        assert summary.read == summary.kept + summary.duplicates + summary.quarantined == 2


def test_half_a_surrogate_pair_does_not_lose_the_post(workspace: Workspace, write: Callable, rows: Callable) -> None:
    line = '{"id": "1", "user": "ann", "date": 1714566615, "text": "cut \\ud83d here"}'
    ingest([write("a.jsonl", line)], workspace)
    assert rows("text") == [("cut ? here",)]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_line_of_10_mb_goes_to_quarantine(quote: str, workspace: Workspace, write: Callable, rows: Callable) -> None:
    long = f"2,bob,2024-05-01T10:00:02Z,{quote}{'x' * 10_000_000}{quote}\n"
    summary = ingest([write("a.csv", HEADER + GOOD + long + GOOD.replace("1,ann", "3,cid"))], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (3, 2, {"text_too_long": 1})
    [(line, record)] = rows("line", "record", table="quarantine")
    assert (line, len(record)) == (3, 10_000)


def test_a_json_line_of_10_mb_goes_to_quarantine(workspace: Workspace, write: Callable, rows: Callable) -> None:
    lines = [
        f'{{"id": {i}, "user": "ann", "date": 1714566615, "text": "{"x" * size}"}}' for i, size in ((1, 3), (2, 10**7))
    ]
    summary = ingest([write("a.jsonl", "\n".join(lines))], workspace)
    assert (summary.kept, summary.quarantined_by) == (1, {"text_too_long": 1})


def test_a_line_beyond_all_limits_is_read_past(
    workspace: Workspace, write: Callable, rows: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_LINE", 1_000)
    content = HEADER + GOOD + "2,bob,2024-05-01," + "x" * 3_000_000 + "\n" + GOOD.replace("1,ann", "3,cid")
    summary = ingest([write("a.csv", content)], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (3, 2, {"line_too_long": 1})
    [(record, detail)] = rows("record", "detail", table="quarantine")
    assert record.startswith("2,bob,2024-05-01,xxx")
    assert detail == "The line has 3,000,018 bytes; at most 1,000 are read."


def test_an_open_quotation_mark_costs_one_line_only(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = HEADER + GOOD + '2,bob,2024-05-01,"never closed\n' + GOOD.replace("1,ann", "3,cid") * 1
    summary = ingest([write("a.csv", content)], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (3, 2, {"unclosed_quote": 1})
    assert rows("post_id") == [("1",), ("3",)]


def test_lines_that_are_no_json_go_to_quarantine(workspace: Workspace, write: Callable, rows: Callable) -> None:
    lines = ['{"id": 1, "user": "ann", "date": 1714566615}', '{"id": 2, "user":', "[3]", "", "null"]
    summary = ingest([write("a.jsonl", "\n".join(lines))], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (4, 1, {"no_json_object": 3})
    assert rows("line", "record", table="quarantine") == [(2, '{"id": 2, "user":'), (3, "[3]"), (5, "null")]


def test_a_table_without_header_says_which_columns_it_found(workspace: Workspace, write: Callable) -> None:
    with pytest.raises(UserError, match=r"its columns are: 1, ann, 2024-05-01T10:00:01Z, hello\."):
        ingest([write("a.csv", GOOD * 2)], workspace)
