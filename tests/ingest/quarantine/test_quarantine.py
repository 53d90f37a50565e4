"""What is in quarantine can be looked at and read again; nothing is lost and nothing comes twice."""

from __future__ import annotations

import csv
from collections.abc import Callable

import polars as pl
import pytest
from deltalake import write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.quarantine import retry as retrying
from claqueur.ingest.quarantine.listing import by_reason, quarantine, records
from claqueur.ingest.quarantine.retry import CUT, NO_HEADER, QUOTED, retry
from claqueur.workspace import Workspace

TABLE = """id,author,date,text
1,ann,2024-05-01T10:00:07Z,good
2,bob,01.05.2024 um 12,"quoted ""twice"", over
two lines"
3,,2024-05-01T10:00:07Z,of nobody
4,cid,02.05.2024 um 13,plain
5,dora,2024-05-01T10:00:07Z,one field,too many
6,eve,2024-05-01T10:00:07Z,"never closed
7,fay,2024-05-01T10:00:09Z,the last
"""
FORMAT = {"time.format": "%d.%m.%Y um %H", "time.zone": "Europe/Paris"}


def test_records_are_listed_by_reason_with_what_to_do(workspace: Workspace, write: Callable) -> None:
    ingest([write("a.csv", TABLE)], workspace)
    assert by_reason(workspace).select("reason", "source_file", "n_records", "first_line", "what_to_do").rows() == [
        ("unparseable_time", "a.csv", 2, 3, "retry --map time.format=FORMAT, or time.order=day-first"),
        ("missing_account_id", "a.csv", 1, 5, "retry --map account_id=COLUMN"),
        ("unclosed_quote", "a.csv", 1, 8, "mend it in the file and ingest the file again"),
        ("wrong_field_count", "a.csv", 1, 7, "mend it in the file and ingest the file again"),
    ]
    shown = records(workspace, "unparseable_time", limit=1)
    assert shown.select("line", "record").rows() == [(3, '2,bob,01.05.2024 um 12,"quoted ""twice"", over\ntwo lines"')]
    with pytest.raises(UserError, match=r'reason "nix" \(there is: missing_account_id, unclosed_quote, unp'):
        records(workspace, "nix")


def test_a_retry_keeps_what_is_good_now_and_leaves_the_rest(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    ingest([write("a.csv", TABLE)], workspace)
    assert retry(workspace).retried == retry(workspace).quarantined == 5  # nothing has changed
    done = retry(workspace, mapping=FORMAT)
    assert (done.retried, done.kept, done.duplicates, done.quarantined) == (5, 2, 0, 3)
    assert done.reasons == {"for missing_account_id": 1, "for wrong_field_count": 1, QUOTED: 1}
    assert [(name, at.isoformat(), text) for name, at, text in rows("account_id", "created_at", "text")] == [
        ("ann", "2024-05-01T10:00:07+00:00", "good"),
        ("bob", "2024-05-01T10:00:00+00:00", 'quoted "twice", over\ntwo lines'),
        ("cid", "2024-05-02T11:00:00+00:00", "plain"),
        ("fay", "2024-05-01T10:00:09+00:00", "the last"),
    ]
    assert [line for (line,) in rows("line", table="quarantine")] == [5, 7, 8]


def test_json_records_come_back_when_their_format_is_understood(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    good = '{"id_str":"1","user":{"id_str":"11"},"created_at":"Wed May 01 10:00:00 +0000 2024","text":"a"}\n'
    odd = '{"id_str":"2","user":{"id_str":"12"},"created_at":"1.5.2024 10h","text":"b"}\n'
    ingest([write("a.jsonl", good + odd + "broken {\n")], workspace)
    done = retry(workspace, mapping={"time.format": "%d.%m.%Y %Hh"})
    assert (done.kept, done.duplicates, done.quarantined) == (1, 0, 1)
    assert rows("post_id", "account_id", "platform") == [("1", "11", "x"), ("2", "12", "x")]


def test_only_records_of_a_file_or_reason_are_retried_if_told(workspace: Workspace, write: Callable) -> None:
    ingest([write("a.csv", TABLE), write("b.csv", TABLE)], workspace, mapping={"post_id": ""})
    assert retry(workspace, source_file="b.csv", reason="unparseable_time", mapping=FORMAT).retried == 2
    assert quarantine(workspace).filter(reason="unparseable_time").collect()["source_file"].to_list() == ["a.csv"] * 2


def test_a_retry_that_is_killed_between_its_steps_is_repeated_without_a_double(
    workspace: Workspace, write: Callable, rows: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([write("a.csv", TABLE)], workspace)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(retrying, "_take_out", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        retry(workspace, mapping=FORMAT)
    assert quarantine(workspace).select(pl.len()).collect().item() == 5
    done = retry(workspace, mapping=FORMAT)
    assert (done.kept, done.duplicates, done.quarantined) == (0, 2, 3)
    assert [post_id for (post_id,) in rows("post_id")] == ["1", "2", "4", "7"]


def test_what_cannot_be_read_again_says_why(workspace: Workspace, write: Callable) -> None:
    ingest([write("a.csv", f"id,author,date,text\n1,,2024-05-01,{'x' * 20_000}\n2,,2024-05-01,y\n")], workspace)
    assert retry(workspace).reasons == {CUT: 1, "for missing_account_id": 1}
    # a table of an earlier version lacks the columns that tell how to read its records
    older = quarantine(workspace).drop("source_format", "source_columns", "delimiter").collect().to_arrow()
    write_deltalake(workspace.quarantine, older, mode="overwrite", schema_mode="overwrite")
    assert retry(workspace).reasons == {CUT: 1, NO_HEADER: 1}
    ingest([write("b.csv", "id,author,date,text\n1,ann,soon,y\n")], workspace)  # and takes new records all the same
    assert by_reason(workspace)["n_records"].sum() == 3


def test_a_wrong_mapping_is_told_and_changes_nothing(workspace: Workspace, write: Callable) -> None:
    ingest([write("a.csv", TABLE)], workspace)
    with pytest.raises(UserError, match=r'Column "nix" \(mapped to account_id\) is missing from a.csv'):
        retry(workspace, mapping={"account_id": "nix"})
    assert quarantine(workspace).select(pl.len()).collect().item() == 5


CELLS = st.sampled_from(["1", "2", "", "5.7E+17", "01.05.2024 um 12", "2024-05-01", 'a "b", c', "x\ny", "soon", "ann"])


@settings(max_examples=25, deadline=None)
@given(table=st.lists(st.lists(CELLS, min_size=3, max_size=5), min_size=1, max_size=12))
def test_kept_duplicates_and_quarantined_are_what_was_retried(
    table: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("retry")
    with (folder / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("id", "author", "date", "text"), *table])
    workspace = Workspace.create(folder / "w")
    read = ingest([folder / "a.csv"], workspace)
    assert read.read == read.kept + read.duplicates + read.quarantined
    if not read.quarantined:
        return
    done = retry(workspace, mapping=FORMAT)
    assert done.retried == read.quarantined == done.kept + done.duplicates + done.quarantined
    assert quarantine(workspace).select(pl.len()).collect().item() == done.quarantined
    assert pl.read_delta(str(workspace.posts)).height == read.kept + done.n_posts
