"""`claqueur ingest` of a table that it does not know: what it shows, and that the line it prints works."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

UNKNOWN = (
    "wer,wann,was,n\n"
    "ann,01.05.2024 10:00:05,the bridge opens,3\n"
    "bob,01.05.2024 10:01:07,yes it does,4\n"
    "ann,02.05.2024 10:01:07,[red]done\x1b[31m,4\n"
)


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    path = tmp_path / "unknown file.csv"
    path.write_text(UNKNOWN)
    return path


def test_an_unknown_table_is_shown_with_the_line_that_reads_it(claqueur: Callable, unknown: Path, tmp_path: Path):
    place = tmp_path / "w"
    found = claqueur("ingest", unknown, "-w", place)
    assert found.code == 1
    assert found.err.startswith("claqueur: unknown file.csv has no column that is known to hold account_id")
    head, *table, order, to_read, line = found.out.splitlines()
    assert (
        head
        == "unknown file.csv: Any table of posts, about 3 records (a table (csv) with the columns wer, wann, was, n)."
    )
    assert [row.split()[:3] for row in table] == [
        ["column", "taken_for", "record_1"],
        ["wer", "account_id?", "ann"],
        ["wann", "created_at?", "01.05.2024"],
        ["was", "text?", "the"],
        ["n", "3", "4"],
    ]
    assert "\x1b" not in found.out
    assert order.startswith("Its dates do not tell whether the day or the month comes first: add --map time.order=")
    assert to_read == "To read it if the suggestions (?) are right:"
    arguments = shlex.split(line)[1:]
    assert claqueur(*arguments).err.startswith('claqueur: Times such as "01.05.2024 10:00:05" can be read day first or')
    profile = tmp_path / "mine.toml"
    order_and_zone = ("--map", "time.order=day-first", "--timezone", "Europe/Paris")
    done = claqueur(*arguments, *order_and_zone, "--save-profile", profile)
    assert (done.code, done.err) == (0, "")
    assert f"Wrote {profile}: the next file like this one is read with --profile {profile}" in done.out
    posts = pl.read_delta(str(place / "posts")).sort("created_at")
    assert posts.select("account_id", pl.col("created_at").cast(pl.String)).rows()[0] == (
        "ann",
        "2024-05-01 08:00:05.000000+00:00",
    )
    again = claqueur("ingest", unknown, "-w", place, "--profile", profile)
    assert "kept 0 + duplicates 3" in again.out


def test_a_preview_keeps_nothing(claqueur: Callable, tmp_path: Path):
    path = tmp_path / "posts.csv"
    path.write_text("id,author,date,text\n1,ann,2026-03-02 08:00:05,hello\n2,bob,never,again\n")
    found = claqueur("ingest", path, "-w", tmp_path / "w", "--preview", "--map", "text=")
    assert (found.code, found.err) == (0, "")
    assert [line.split()[:2] for line in found.out.splitlines()[2:5]] == [
        ["id", "post_id"],
        ["author", "account_id"],
        ["date", "created_at"],
    ]
    assert found.out.splitlines()[-3] == (
        "Of the first 2: first 2026-03-02 08:00:05 UTC, times without a zone read as UTC; refused: 1, such as unparseable_time."
    )
    assert found.out.splitlines()[-1] == f"  claqueur ingest {path} --workspace {tmp_path / 'w'} --map text="
    assert not (tmp_path / "w").exists()
    assert (
        claqueur("ingest", tmp_path / "no.csv", "-w", tmp_path / "w", "--preview").err
        == f'claqueur: There is no file "{tmp_path / "no.csv"}": check the path.\n'
    )


def test_a_preview_and_its_line_go_by_the_format_and_the_dataset_that_were_said(claqueur: Callable, unknown: Path):
    how = ("ingest", unknown, "-w", "w", "--preview")
    assert claqueur(*how, "--format", "bluesky").err.startswith("claqueur: unknown file.csv is csv, but the format")
    found = claqueur(*how, "--format", "table", "--dataset", "june")
    assert " --dataset june --format table " in found.out.splitlines()[-1]


def test_a_profile_whose_name_is_taken_is_refused_before_anything_is_kept(claqueur: Callable, tmp_path: Path):
    path, taken = tmp_path / "posts.csv", tmp_path / "mine.toml"
    path.write_text("id,author,date,text\n1,ann,2026-03-02 08:00:05,hello\n")
    taken.write_text("[time]\n")
    found = claqueur("ingest", path, "-w", tmp_path / "w", "--save-profile", taken)
    assert (found.code, found.out) == (1, "")
    assert found.err == f'claqueur: "{taken}" is there already and is another one: give --save-profile another name.\n'
    assert not (tmp_path / "w").exists()
    assert taken.read_text() == "[time]\n"


def test_a_profile_of_a_folder_is_that_of_its_first_file(claqueur: Callable, tmp_path: Path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.csv").write_text("id,author,date,text\n1,ann,2026-03-02 08:00:05,hello\n")
    profile = tmp_path / "mine.toml"
    assert claqueur("ingest", tmp_path / "posts", "-w", tmp_path / "w", "--save-profile", profile).code == 0
    assert profile.read_text().startswith('[columns]\npost_id = "id"\naccount_id = "author"\n')


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--timezone", "UTC", "--map", "time.zone=Europe/Paris"), "The time zone is given twice"),
        (("-", "--preview"), "What a pipe brings is read once"),
        (("-", "--save-profile", "mine.toml"), "What a pipe brings is read once"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_kept(
    claqueur: Callable, unknown: Path, tmp_path: Path, options: tuple[str, ...], said: str
):
    found = claqueur("ingest", unknown, "-w", tmp_path / "w", *options)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith(f"claqueur: {said}")
    assert not (tmp_path / "w").exists()
