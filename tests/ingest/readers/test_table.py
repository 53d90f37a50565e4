from __future__ import annotations

import json
from collections.abc import Callable

import polars as pl
import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"retweet": "1"}, "repost"),
        ({"retweet": "0"}, "post"),
        ({"retweet": "0", "reply_to": "9"}, "reply"),
        ({"is_retweet": "True"}, "repost"),
        ({"type": "quoting"}, "quote"),
        ({"type": "photo"}, "post"),  # unknown: counted in a note
        ({"rt_id": "9"}, "repost"),
        ({"rt_id": ""}, "post"),
        ({"reply_to": "9.0"}, "reply"),
        ({"quoted_status_id": "9"}, "quote"),
        ({"text": "RT @ann: hello"}, "repost"),
        ({"text": "RT @ann: hello", "retweet": "0"}, "post"),  # the source says it is none
        ({"text": "hello"}, "post"),
    ],
)
def test_the_kind_is_what_the_source_tells(
    row: dict[str, str], expected: str, workspace: Workspace, write: Callable, rows: Callable
) -> None:
    record = {"id": "1", "user_id": "ann", "date": "2024-05-01T10:00:00Z", **row}
    ingest([write("a.jsonl", json.dumps(record))], workspace)
    assert rows("kind") == [(expected,)]


def test_nested_json_and_lists_are_reached(workspace: Workspace, write: Callable, rows: Callable) -> None:
    record = {
        "id": 5,
        "user": {"id": 7, "screen_name": "Ann"},
        "date": 1714566615,
        "hashtags": [{"text": "Up"}, "down"],
        "links": [{"url": "https://example.org/a"}],
        "meta": {"body": "hello"},
    }
    ingest([write("a.jsonl", json.dumps(record))], workspace, mapping={"text": "meta.body"})
    assert rows("post_id", "account_id", "account_name", "hashtags", "urls", "text") == [
        ("5", "7", "Ann", ["up", "down"], ["https://example.org/a"], "hello")
    ]


@pytest.mark.parametrize("written", ["a, b", "['a', 'b']", '["a","b"]', "#a #b", "a|b", " a,,b "])
def test_lists_in_a_cell_are_split(written: str, workspace: Workspace, write: Callable, rows: Callable) -> None:
    frame = pl.DataFrame({"id": ["1"], "user": ["ann"], "date": ["2024-05-01"], "hashtags": [written]})
    ingest([write("a.csv", frame.write_csv())], workspace)
    assert rows("hashtags") == [(["a", "b"],)]


def test_parquet_types_become_what_is_declared(workspace: Workspace, write: Callable, rows: Callable) -> None:
    path = write("a.parquet", b"")
    pl.DataFrame(
        {
            "id": [1.0, 2.0, 5.7e17],
            "user_id": pl.Series([10, 11, 12], dtype=pl.Int32),
            "date": pl.Series(["2024-05-01T10:00:00"] * 3).str.to_datetime(),
            "retweet": [True, False, False],
            "hashtags": [["Up", None], [], None],
            "urls": [[None], None, []],
            "followers": [3.0, None, 1.0],
        }
    ).write_parquet(path)
    summary = ingest([path], workspace)
    assert summary.quarantined_by == {"spoilt_id": 1}
    assert rows("post_id", "account_id", "kind", "hashtags", "account_followers") == [
        ("1", "10", "repost", ["up"], 3),
        ("2", "11", "post", [], None),
    ]
    [(record,)] = rows("record", table="quarantine")
    assert json.loads(record)["user_id"] == 12


def test_links_in_a_cell_may_hold_commas(workspace: Workspace, write: Callable, rows: Callable) -> None:
    urls = "https://example.org/a,b,https://example.org/c"
    frame = pl.DataFrame({"id": ["1"], "user": ["ann"], "date": ["2024-05-01"], "urls": [urls]})
    ingest([write("a.csv", frame.write_csv())], workspace)
    assert rows("urls") == [(["https://example.org/a,b", "https://example.org/c"],)]


def test_one_column_of_references_is_told_apart_by_the_kind(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    content = "id,user,date,type,about\n1,ann,2024-05-01,retweet,9\n2,bob,2024-05-01,reply,8\n3,cid,2024-05-01,tweet,\n"
    references = dict.fromkeys(("repost_of_post_id", "reply_to_post_id", "quote_of_post_id"), "about")
    ingest([write("a.csv", content)], workspace, mapping=references)
    assert rows("kind", "repost_of_post_id", "reply_to_post_id", "quote_of_post_id") == [
        ("repost", "9", None, None),
        ("reply", None, "8", None),
        ("post", None, None, None),
    ]


def test_a_column_that_counts_reposts_is_not_taken_for_the_kind(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    summary = ingest([write("a.csv", "id,user,date,retweet\n1,ann,2024-05-01,1\n2,bob,2024-05-01,17\n")], workspace)
    assert rows("kind") == [("post",), ("post",)]
    assert any(warning.startswith("the column taken for the kind holds numbers") for warning in summary.warnings)


def test_a_constant_can_stand_for_a_needed_column(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = "id,date,text\n1,2024-05-01,hello\n"
    ingest([write("a.csv", content)], workspace, mapping={"constants.account_id": "ann"})
    assert rows("post_id", "account_id") == [("1", "ann")]


def test_values_are_translated_in_any_column(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = "id,user,date,language,hashtags\n1,ann,today,English,none\n2,bob,2024-05-02,French,up\n"
    mapping = {"values.lang.English": "en", "values.created_at.today": "2024-05-01", "values.hashtags.none": ""}
    ingest([write("a.csv", content)], workspace, mapping=mapping)
    assert rows("lang", "hashtags") == [("en", []), ("French", ["up"])]
