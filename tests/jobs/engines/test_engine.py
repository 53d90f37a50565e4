"""Which engine runs, and that opening one leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from claqueur.errors import UserError
from claqueur.jobs.engines.engine import CONNECT_MODE, EMBEDDED_LIMIT_POSTS, choose_engine, open_engine


@pytest.mark.parametrize(
    ("asked", "master", "n_posts", "expected"),
    [
        ("auto", None, 1_000, ("sail", "because 1,000 posts fit on one machine")),
        ("auto", None, EMBEDDED_LIMIT_POSTS, ("sail", "because 50,000,000 posts fit on one machine")),
        (
            "auto",
            None,
            EMBEDDED_LIMIT_POSTS + 1,
            ("spark", "because 50,000,001 posts are more than the embedded engine is meant for"),
        ),
        ("auto", "spark://host:7077", 1, ("spark", "because --master spark://host:7077 was given")),
        ("sail", None, 10**12, ("sail", "as asked")),  # the user's choice stands
        ("spark", None, 1, ("spark", "as asked")),
        ("spark", "local[2]", 1, ("spark", "as asked")),
    ],
)
def test_auto_takes_the_embedded_engine_unless_the_posts_or_a_master_ask_for_spark(asked, master, n_posts, expected):
    assert choose_engine(asked, master, n_posts) == expected


@pytest.mark.parametrize(
    ("asked", "master", "said"),
    [
        ("duckdb", None, 'There is no engine "duckdb": give --engine auto, sail or spark.'),
        ("sail", "local[2]", "--master is for Apache Spark: leave it out, or give --engine spark."),
    ],
)
def test_an_engine_that_cannot_be_is_refused_with_one_sentence(asked, master, said):
    with pytest.raises(UserError, match=f"^{re.escape(said)}$"):
        choose_engine(asked, master, 1)


def test_an_engine_reads_what_it_wrote_at_any_version_and_tidies_up(tmp_path, monkeypatch):
    monkeypatch.setenv(CONNECT_MODE, "as it was")
    with open_engine("sail") as engine:
        assert os.environ[CONNECT_MODE] == "1"
        for n in (1, 2):
            engine.write(engine.session.createDataFrame([(n,)], "n long"), tmp_path / "table")
        assert engine.read(tmp_path / "table").collect() == [(2,)]  # replaced, not added to
        assert engine.read(tmp_path / "table", version=0).collect() == [(1,)]
    assert os.environ[CONNECT_MODE] == "as it was"


def test_other_programs_can_be_started_while_the_embedded_engine_is_open(sail):
    for _ in range(40):
        sail.session.range(1).count()
        started = subprocess.run(["true"], preexec_fn=lambda: None, check=False, capture_output=True)
        assert (started.returncode, started.stderr) == (0, b"")
