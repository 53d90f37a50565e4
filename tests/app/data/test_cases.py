"""The case file: rows are added, none is changed, several processes write at once."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from claqueur.app.data.cases import record, verdicts
from claqueur.app.data.verdicts import Verdict, state
from claqueur.errors import UserError
from claqueur.workspace import CASES_VARIABLE, Workspace

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "w")


def verdict(reviewer: str, said: str, campaign: str = "c1") -> Verdict:
    return Verdict(
        campaign, "run-1", (("x", "1"), ("x", "-2")), said, reviewer, ("news",), "=note é \u202e '; DROP TABLE", AT
    )


def test_what_is_recorded_is_read_back_as_it_was(workspace):
    assert verdicts(workspace) == []
    assert not workspace.has_cases()  # reading makes no file
    record(workspace, verdict("Ann", "organic"))
    [read] = verdicts(workspace)
    assert read == Verdict(
        "c1", "run-1", (("x", "-2"), ("x", "1")), "organic", "Ann", ("news",), "=note é \u202e '; DROP TABLE", AT
    )


def test_two_reviewers_disagree_until_one_changes_their_mind_and_every_row_stays(workspace):
    for reviewer, said in (("Ann", "organic"), ("Bob", "declared")):
        record(workspace, verdict(reviewer, said))
    record(workspace, verdict("Ann", "unsure", campaign="c2"))  # another campaign
    assert state(verdicts(workspace, "c1")) == "disagree"
    record(workspace, verdict("Bob", "organic"))
    assert state(verdicts(workspace, "c1")) == "settled"
    assert [(one.reviewer, one.verdict) for one in verdicts(workspace, "c1")] == [
        ("Ann", "organic"),
        ("Bob", "declared"),
        ("Bob", "organic"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE verdicts SET verdict = 'organic'", "DELETE FROM verdicts"])
def test_the_database_itself_refuses_to_change_a_verdict(workspace, statement):
    record(workspace, verdict("Ann", "declared"))
    with (
        sqlite3.connect(workspace.path / "cases.db") as connection,
        pytest.raises(sqlite3.IntegrityError, match="only ever added"),
    ):
        connection.execute(statement)
    assert [one.verdict for one in verdicts(workspace)] == ["declared"]


WRITER = """
import sys
from claqueur.app.data.cases import record
from claqueur.app.data.verdicts import Verdict
from claqueur.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
for number in range(20):
    record(workspace, Verdict(f"c{number}", "r", (("x", "1"),), "organic", sys.argv[2], ("news",)))
"""


def test_two_processes_write_at_once_and_no_verdict_is_lost(workspace):
    command = [sys.executable, "-c", WRITER, str(workspace.path)]
    writers = [subprocess.Popen([*command, name]) for name in ("Ann", "Bob")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert sorted((one.reviewer, one.campaign_id) for one in verdicts(workspace)) == sorted(
        (name, f"c{number}") for name in ("Ann", "Bob") for number in range(20)
    )


def test_what_no_database_can_hold_is_left_out(workspace):
    record(workspace, Verdict("c1", "r", (("x", "1"),), "organic", "A\0nn", (), "half \ud800 of a character\0"))
    [read] = verdicts(workspace)
    assert (read.reviewer, read.note) == ("Ann", "half ? of a character")


def test_postgresql_keeps_verdicts_and_refuses_to_change_them(workspace, monkeypatch):
    """Needs a server and psycopg: CLAQUEUR_TEST_POSTGRESQL names an empty database, whose table is dropped."""
    url = os.environ.get("CLAQUEUR_TEST_POSTGRESQL")
    if url is None:
        pytest.skip("CLAQUEUR_TEST_POSTGRESQL names no database")
    monkeypatch.setenv(CASES_VARIABLE, url)
    with create_engine(url).begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS verdicts"))
    assert verdicts(workspace) == []
    for reviewer in ("Ann", "Bob"):
        record(workspace, verdict(reviewer, "organic"))
    assert state(verdicts(workspace, "c1")) == "settled"
    assert verdicts(workspace)[0] == replace(verdict("Ann", "organic"), members=(("x", "-2"), ("x", "1")))
    for statement in ("UPDATE verdicts SET note = ''", "DELETE FROM verdicts", "TRUNCATE verdicts"):
        with create_engine(url).connect() as connection, pytest.raises(DatabaseError, match="only ever added"):
            connection.execute(text(statement))
    assert len(verdicts(workspace)) == 2


def test_a_damaged_case_file_gives_a_sentence(workspace):
    (workspace.path / "cases.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(UserError, match=r"cannot be used \(file is not a database\): check cases.db"):
        verdicts(workspace)


@pytest.mark.parametrize(
    "url", ["postgresql+nodriver://ann:secret@localhost/case", "mysql://ann:secret@localhost/case", "secret"]
)
def test_an_address_that_cannot_be_used_gives_a_sentence_without_the_password(workspace, monkeypatch, url):
    monkeypatch.setenv(CASES_VARIABLE, url)
    with pytest.raises(UserError, match=CASES_VARIABLE) as told:
        verdicts(workspace)
    assert "secret" not in str(told.value)


def test_the_environment_may_name_another_database(workspace, monkeypatch, tmp_path):
    monkeypatch.setenv(CASES_VARIABLE, f"sqlite:///{tmp_path / 'elsewhere.db'}")
    record(workspace, verdict("Ann", "organic"))
    assert (tmp_path / "elsewhere.db").is_file()
    assert not (workspace.path / "cases.db").exists()
    assert len(verdicts(workspace)) == 1
