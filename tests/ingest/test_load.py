from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.texts.keys import key64
from claqueur.schema import POSTS, QUARANTINE
from claqueur.workspace import Workspace

POSTS_CSV = """post_id,account_id,created_at,text,kind
1,ann,2024-05-01T10:00:01Z,The bridge opens on Sunday morning,
2,bob,2024-05-01T10:00:09Z,RT @ann: The bridge opens on Sunday morning,retweet
3,,2024-05-01T10:00:10Z,nobody wrote this,
4,cid,soon,when?,
2,bob,2024-05-01T10:00:09Z,RT @ann: The bridge opens on Sunday morning,retweet
5,dan,2024-05-01T10:00:12Z,"two lines,
one post",
6,eve,2024-05-01T10:00:13Z
"""


def test_every_record_is_kept_a_duplicate_or_quarantined(workspace: Workspace, write: Callable, rows: Callable) -> None:
    summary = ingest([write("posts.csv", POSTS_CSV)], workspace)
    assert (summary.read, summary.kept, summary.duplicates, summary.quarantined) == (7, 3, 1, 3)
    assert rows("post_id", "account_id", "kind", "text", "dataset") == [
        ("1", "ann", "post", "The bridge opens on Sunday morning", "posts"),
        ("2", "bob", "repost", "RT @ann: The bridge opens on Sunday morning", "posts"),
        ("5", "dan", "post", "two lines,\none post", "posts"),
    ]
    assert rows("line", "reason", "record", table="quarantine") == [
        (4, "missing_account_id", "3,,2024-05-01T10:00:10Z,nobody wrote this,"),
        (5, "unparseable_time", "4,cid,soon,when?,"),
        (9, "wrong_field_count", "6,eve,2024-05-01T10:00:13Z"),
    ]


def test_the_summary_reads_as_sentences(workspace: Workspace, write: Callable) -> None:
    text = str(ingest([write("posts.csv", POSTS_CSV)], workspace))
    assert text.splitlines() == [
        "posts.csv: read 7 = kept 3 + duplicates 1 + quarantined 3 (format table: a table (csv) with the columns "
        "post_id, account_id, created_at, text, kind).",
        "  Times from 2024-05-01 10:00 to 2024-05-01 10:00 UTC, exact to the second.",
        "  Quarantined 1 for missing_account_id; first in line 4: The record names no account.",
        '  Quarantined 1 for unparseable_time; first in line 5: Found "soon". The time cannot be read as ISO 8601, Unix '
        "time or a date: give its form with --map time.format=.",
        "  Quarantined 1 for wrong_field_count; first in line 9: The line has 3 fields, the header 5.",
    ]


def test_ingesting_twice_changes_nothing(workspace: Workspace, write: Callable, rows: Callable) -> None:
    path = write("posts.csv", POSTS_CSV)
    ingest([path], workspace)
    before = rows(*POSTS.names), rows(*QUARANTINE.names, table="quarantine")
    again = ingest([path], workspace)
    assert (again.read, again.kept, again.duplicates, again.quarantined) == (7, 0, 4, 3)
    assert (rows(*POSTS.names), rows(*QUARANTINE.names, table="quarantine")) == before


def test_the_tables_have_the_declared_schema(workspace: Workspace, write: Callable) -> None:
    ingest([write("posts.csv", POSTS_CSV)], workspace)
    for table in (POSTS, QUARANTINE):
        found = pl.read_delta(str(workspace.path / table.name))
        assert dict(found.schema) == dict(pl.Schema(table.arrow))
        for column in table.columns:
            assert not (column.required and found[column.name].null_count()), column.name


def test_what_is_derived_is_there(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = (
        "account,time,text\nann,1714566615,See #Bridge by @Bob $ACME https://www.example.org/a?utm_source=x today\n"
    )
    ingest([write("a.csv", content)], workspace)
    assert rows("hashtags", "mentions", "cashtags", "urls", "text_normalised") == [
        (["bridge"], ["bob"], ["ACME"], ["https://www.example.org/a?utm_source=x"], "see bridge by acme today")
    ]
    [(text_key, url_keys)] = rows("text_key", "url_keys")
    assert text_key is not None and len(url_keys) == 1
    assert rows("domains") == [(["example.org"],)]
    assert rows("near_text_key", "near_text_bands") == [(None, None)]  # four words without the hashtag


def test_near_duplicates_have_a_band_in_common_whatever_their_hashtags(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    text = "the bridge opens on Sunday morning for everybody in the city"
    texts = [
        text,
        f"{text} #Bridge",
        text.replace("Sunday", "Monday"),
        "nothing else is said here about any of that now",
    ]
    content = "account,id,time,text\n" + "".join(f"ann,{n},171456661{n},{text}\n" for n, text in enumerate(texts))
    ingest([write("a.csv", content)], workspace)
    keys, bands = zip(*rows("near_text_key", "near_text_bands"), strict=True)
    assert [key == keys[0] for key in keys] == [True, True, False, False]
    assert [bool(set(each) & set(bands[0])) for each in bands] == [True, True, True, False]


def test_each_link_has_its_key_at_its_place(workspace: Workspace, write: Callable, rows: Callable) -> None:
    links = "https://a.example/1|https://www.a.example/1?utm_source=x|nolink|https://b.example/2"
    content = f"account,time,text,urls\nann,1714566615,hello,{links}\n"
    ingest([write("a.csv", content)], workspace, mapping={"lists.separator": "|"})
    [(urls, keys)] = rows("urls", "url_keys")
    assert urls == links.split("|")
    assert keys == [key64("a.example/1"), key64("a.example/1"), None, key64("b.example/2")]


@pytest.mark.parametrize(
    "name", ["posts.tsv", "posts.csv.gz", "posts.jsonl", "posts.parquet", "semicolons.csv", "wide.csv"]
)
def test_the_same_posts_come_out_of_every_container(
    name: str, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    frame = pl.DataFrame(
        {
            "id": ["1", "2"],
            "user_id": ["ann", "bob"],
            "date": ["2024-05-01 10:00:01"] * 2,
            "text": ['Say "yes"; to, it', "é"],
        }
    )
    contents = {
        "posts.tsv": frame.write_csv(separator="\t").encode(),
        "posts.csv.gz": gzip.compress(frame.write_csv().encode()),
        "posts.jsonl": frame.write_ndjson().encode(),
        "semicolons.csv": b"\xef\xbb\xbf" + frame.write_csv(separator=";").encode(),
        "wide.csv": frame.write_csv().encode("utf-16"),
    }
    path = write(name, contents.get(name, b""))
    if name == "posts.parquet":
        frame.write_parquet(path)
    ingest([path], workspace)
    at = datetime(2024, 5, 1, 10, 0, 1, tzinfo=UTC)
    assert rows("post_id", "account_id", "created_at", "text") == [
        ("1", "ann", at, 'Say "yes"; to, it'),
        ("2", "bob", at, "é"),
    ]


def test_a_source_without_ids_gets_the_same_ids_every_time(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    content = "account,time,text\nann,1714566615,one\nann,1714566615,two\nann,1714566615,one\n"
    summary = ingest([write("a.csv", content)], workspace)
    assert (summary.kept, summary.duplicates) == (2, 1)  # identical rows cannot be told apart
    assert "the source has no post ids: they were made from account, time and text" in summary.warnings[0]
    again = ingest([write("renamed.csv", content)], workspace)
    assert (again.kept, again.duplicates) == (0, 3)
    assert sorted(text for (text,) in rows("text")) == ["one", "two"]


def test_minutes_are_noticed_and_written_into_the_table(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = "id,account,time\n" + "".join(f"{i},ann,2024-05-01 10:{i:02}:00\n" for i in range(30))
    summary = ingest([write("a.csv", content)], workspace)
    assert set(rows("time_precision")) == {("minute",)}
    assert "exact to the minute" in str(summary)
    assert any(warning.startswith("all times are whole minutes") for warning in summary.warnings)


def test_profile_and_map_rule_the_reading(workspace: Workspace, write: Callable, rows: Callable) -> None:
    profile = write(
        "p.toml",
        '[columns]\naccount_id = "who"\n[values.kind]\nZ = "quote"\n[constants]\nplatform = "Forum"\n'
        '[time]\nzone = "Europe/Paris"\nprecision = "minute"\n[lists]\nseparator = "|"\n',
    )
    path = write("a.csv", "id,who,date,kind,hashtags\n1,ann,2024-05-01 12:00:59,Z,#Up|Down\n")
    ingest([path], workspace, profile=profile, mapping={"constants.account_affiliation": "Union"}, dataset="mine")
    assert rows("platform", "account_id", "created_at", "time_precision", "kind", "hashtags", "dataset") == [
        ("forum", "ann", datetime(2024, 5, 1, 10, 0, tzinfo=UTC), "minute", "quote", ["up", "down"], "mine")
    ]
    assert rows("account_affiliation") == [("Union",)]


def test_a_folder_is_read_file_by_file(workspace: Workspace, write: Callable) -> None:
    write("a.csv", "id,account,time\n1,ann,1714566615\n")
    write("sub/b.csv", "id,account,time\n2,bob,1714566615\n1,ann,1714566615\n")
    write("notes.txt", "just some words\n")
    write("picture.png", b"\x89PNG")  # not even looked at
    folder = write(".hidden.csv", "no").parent
    summary = ingest([folder], workspace)
    assert [(file.path, file.read, file.kept) for file in summary.files] == [("a.csv", 1, 1), ("b.csv", 2, 1)]
    assert len(summary.skipped) == 1 and summary.skipped[0].startswith("notes.txt has only one column")


def test_a_damaged_file_in_a_folder_is_not_half_kept(workspace: Workspace, write: Callable) -> None:
    packed = gzip.compress(
        b"id,account,time\n" + b"".join(b"%d,ann%d,1714566615\n" % (i, i * i) for i in range(90_000))
    )
    folder = write("a.csv.gz", packed[: len(packed) // 2]).parent
    write("b.csv", "id,account,time\n1,ann,1714566615\n")
    with pytest.raises(UserError, match=r"a\.csv\.gz is damaged after line") as caught:
        ingest([folder], workspace)
    assert str(caught.value).endswith("(nothing of the other files was kept either: mend this one or take it out).")
    assert not workspace.has_posts()


def test_a_workspace_inside_the_folder_is_not_read(
    workspace: Workspace, write: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("a.csv", "id,account,time\n1,ann,1714566615\n").parent
    ingest([folder], workspace)
    monkeypatch.chdir(folder)
    again = ingest([Path("..")], workspace)  # also: a path with dots is not a hidden one
    assert [file.path for file in again.files] == ["a.csv"]


def test_progress_ends_at_all_bytes(workspace: Workspace, write: Callable) -> None:
    path = write(
        "a.csv.gz", gzip.compress(b"id,account,time\n" + b"".join(b"%d,ann,1714566615\n" % i for i in range(60_000)))
    )
    seen: list[tuple[int, int]] = []
    ingest([path], workspace, progress=lambda done, total: seen.append((done, total)))
    assert len(seen) >= 3
    assert seen == sorted(seen)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_an_ingest_that_fails_keeps_nothing(workspace: Workspace, write: Callable) -> None:
    good = write("a.csv", "id,account,time\n1,ann,1714566615\n")
    with pytest.raises(UserError, match=r"b\.csv is empty"):
        ingest([good, write("b.csv", "")], workspace)
    assert not workspace.has_posts()
    assert list(workspace.staging.iterdir()) == []


def test_a_damaged_gzip_keeps_nothing(workspace: Workspace, write: Callable, tmp_path: Path) -> None:
    packed = gzip.compress(
        b"id,account,time\n" + b"".join(b"%d,ann%d,1714566615\n" % (i, i * i) for i in range(90_000))
    )
    with pytest.raises(UserError, match=r"a.csv.gz is damaged after line \d+: get the file again"):
        ingest([write("a.csv.gz", packed[: len(packed) // 2])], workspace)
    assert not workspace.has_posts()
