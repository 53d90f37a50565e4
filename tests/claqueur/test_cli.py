"""Every command: what it prints, where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.workspace import Workspace

UNFINISHED = "29991231-000000-abcdef"
LISTINGS = {
    "campaigns": ("campaigns", ()),
    "accounts": ("accounts", ("--level", "flag")),
    "edges": ("edges", ()),
}


@pytest.fixture
def counted(finished: Workspace, run_id: str) -> Callable[[str], int]:
    """Rows of a listing, counted in its table."""

    def count(name: str) -> int:
        rows = pl.read_delta(str(finished.run_path(run_id) / name))
        return len(rows.filter(pl.col("level") == "flag")) if name == "accounts" else len(rows)

    return count


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_has_the_rows_of_its_table_in_every_format(
    name: str, claqueur: Callable, finished: Workspace, counted: Callable
) -> None:
    command, options = LISTINGS[name]
    call = (command, "-w", finished.path, *options)
    as_json = [json.loads(line) for line in claqueur(*call, "--format", "json").out.splitlines()]
    as_csv = list(csv.DictReader(io.StringIO(claqueur(*call, "--format", "csv").out)))
    as_table = claqueur(*call).out.splitlines()
    assert len(as_json) == len(as_csv) == len(as_table) - 1 == counted(name) > 3
    assert list(as_json[0]) == list(as_csv[0]) == as_table[0].split()  # the same columns; the table's header is a line


def test_a_limit_prints_the_first_rows(claqueur: Callable, finished: Workspace) -> None:
    every = claqueur("edges", "-w", finished.path, "--format", "csv").out.splitlines()
    first = claqueur("edges", "-w", finished.path, "--format", "csv", "--limit", "3").out.splitlines()
    assert first == every[:4]  # the header and 3 rows, not all of them
    assert len(every) > 4


def test_a_run_is_taken_by_its_id_and_the_latest_finished_one_without(
    claqueur: Callable, finished: Workspace, run_id: str
) -> None:
    latest = claqueur("campaigns", "-w", finished.path, "--format", "csv")
    named = claqueur("campaigns", "-w", finished.path, "--format", "csv", "--run", run_id)
    assert named == latest
    assert named.code == 0
    assert named.err == ""


def test_runs_are_listed_newest_first_with_their_status(claqueur: Callable, finished: Workspace, run_id: str) -> None:
    rows = [json.loads(line) for line in claqueur("runs", "-w", finished.path, "--format", "json").out.splitlines()]
    assert [(row["run_id"], row["status"]) for row in rows] == [(UNFINISHED, "running"), (run_id, "finished")]
    assert [row["n_campaigns"] is None for row in rows] == [True, False]


def test_a_workspace_without_runs_says_so_and_lists_nothing(claqueur: Callable, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "new")
    assert claqueur("runs", "-w", tmp_path / "new").out == "There are no runs yet.\n"
    header = "run_id,status,created_at,engine,model,n_posts,n_campaigns,null_check,null_edges,null_campaigns,removed\n"
    assert claqueur("runs", "-w", tmp_path / "new", "--format", "csv").out == header


@pytest.mark.parametrize("style", ["json", "csv"])
def test_evidence_is_the_same_by_id_by_name_and_by_platform(
    style: str, claqueur: Callable, finished: Workspace
) -> None:
    edge = json.loads(claqueur("edges", "-w", finished.path, "--limit", "1", "--format", "json").out)
    a, b = edge["account_a"], edge["account_b"]
    calls = [(a, b), (f"@{edge['name_a']}", edge["name_b"].upper()), (f"simulated:{a}", b)]
    found = [claqueur("evidence", *call, "-w", finished.path, "--format", style) for call in calls]
    assert found[0].code == 0
    assert found[1] == found[2] == found[0]
    if style == "json":
        rows = [json.loads(line) for line in found[0].out.splitlines()]
        assert len(rows) >= edge["k"]
        assert {len(row["text_a"]) > 0 and len(row["text_b"]) > 0 for row in rows} == {True}
        assert all(row["gap_s"] <= 60 for row in rows)


def test_evidence_of_the_exchanged_pair_exchanges_the_sides(claqueur: Callable, finished: Workspace) -> None:
    edge = json.loads(claqueur("edges", "-w", finished.path, "--limit", "1", "--format", "json").out)
    a, b = edge["account_a"], edge["account_b"]
    there = json.loads(claqueur("evidence", a, b, "-w", finished.path, "--format", "json").out.splitlines()[0])
    back = [
        json.loads(line)
        for line in claqueur("evidence", b, a, "-w", finished.path, "--format", "json").out.splitlines()
    ]
    assert (there["post_a"], there["text_a"]) in [(row["post_b"], row["text_b"]) for row in back]
    assert (there["post_a"], there["text_a"]) not in [(row["post_a"], row["text_a"]) for row in back]


def test_ids_that_begin_with_a_minus_are_accounts_and_no_options(claqueur: Callable, finished: Workspace) -> None:
    found = claqueur("evidence", "-1001", "-1003", "-w", finished.path, "--format", "json")
    assert len(found.out.splitlines()) == 12
    assert found.code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("evidence", "-1001", "x-9"), "There is no coordination evidence between -1001 and x-9 in run "),
        (("evidence", "nobody", "-1001"), 'No account has the id or name "nobody" in run '),
        (("evidence", "@twin", "-1001"), '2 accounts are called "@twin": give one by its id, such as bluesky:bluesky-9 or x:x-9.'),
        (("evidence", "77", "-1001"), '2 accounts are called "77": give one by its id, such as bluesky:77 or x:77.'),
        (("evidence", "x:77", "-1001"), "There is no coordination evidence between x:77 and -1001"),
        (("campaigns", "--run", "20200101-000000-aaaaaa"), "There is no run 20200101-000000-aaaaaa in this workspace (latest: "),
        (("campaigns", "--run", "../../etc"), '"../../etc" is not a run id (they look like 20260101-120000-0a1b2c).'),
        (("campaigns", "--run", "29991231-000000-abcdef"), 'Run 29991231-000000-abcdef has no table "campaigns": it may be unfinished; repeat "claqueur run".'),
        (("accounts", "--level", "bot"), 'There is no level "bot": give flag, triage or none.'),
        (("accounts", "--limit", "0"), "Invalid value for '--limit': Input should be greater than or equal to 1. See: claqueur accounts --help"),
        (("campaigns", "--format", "xml"), "Invalid value for '--format': 'xml' is not one of 'table', 'json', 'csv'."),
        (("run", "--window", "soon"), '--window is "soon": write it like 60s, 10m or 1h, or auto.'),
        (("run", "--window", "9" * 5000), '--window is "999'),
        (("run", "--window", "0s"), "--window is 0 s: give 1 second to 24 hours, such as 60s, 10m or 1h."),
        (("run", "--window", "25h"), "--window is 90000 s: give 1 second to 24 hours"),
        (("run", "--since", "yesterday"), '"yesterday" is not a time: write it like 2026-03-01 or 2026-03-01T18:30:00+01:00.'),
        (("run", "--until", "2026-02-30"), '"2026-02-30" is not a time: write it like 2026-03-01'),
        (("run", "--since", "0001-01-01T00:00:00+14:00"), '"0001-01-01T00:00:00+14:00" is not a time'),
        (("run", "--since", "2026-03-02", "--until", "2026-03-01"), "--since 2026-03-02 00:00:00+00:00 is not before --until 2026-03-01"),
        (("run", "--since", "2030-01-01"), "No posts match this selection (datasets in the workspace: hostile, simulated)"),
        (("run", "--dataset", "other"), "No posts match this selection (datasets in the workspace: hostile, simulated)"),
        (("run", "--layers", "text,likes"), "There is no layer likes: choose among repost, text, near_text, "),
        (("run", "--layers", ""), "There is no layer"),
        (("run", "--fdr", "2"), "--fdr is 2.0: give a rate between 0 and 1, such as 0.01."),
        (("run", "--fdr", "nan"), "--fdr is nan: give a rate between 0 and 1"),
        (("run", "--fdr", "small"), "Invalid value for '--fdr': Input should be a valid number, unable to parse string as a number. See: claqueur run --help"),
        (("run", "--max-crowd", "1"), "--max-crowd is 1: give 2 or more, one account cannot co-act."),
        (("run", "--engine", "duck"), 'There is no engine "duck": give --engine auto, sail or spark.'),
        (("run", "--engine", "sail", "--master", "local[1]"), "--master is for Apache Spark: leave it out, or give --engine spark."),
    ],
)  # fmt: skip
def test_a_users_mistake_is_one_sentence(
    arguments: tuple[str, ...], said: str, claqueur: Callable, finished: Workspace
) -> None:
    before = finished.run_ids()
    found = claqueur(*arguments, "-w", finished.path)
    assert found.code == 1
    assert found.out == ""
    assert found.err.startswith(f"claqueur: {said}")
    assert found.err.count("\n") == 1
    assert finished.run_ids() == before  # nothing was begun


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("campaigns",), "Missing option '--workspace' / '-w'. See: claqueur campaigns --help"),
        (("campaing", "-w", "x"), "No such command 'campaing'. Did you mean 'campaigns'? See: claqueur --help"),
        (("ingest", "-w", "x"), "Missing argument"),
        (("run", "-w", "x", "--windows", "60s"), "No such option: --windows"),
        (("simulate", "folder", "--posts", "many"), "Invalid value for '--posts': Input should be a valid integer"),
    ],
)
def test_a_wrong_call_names_the_help_that_shows_the_right_one(
    arguments: tuple[str, ...], said: str, claqueur: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = claqueur(*arguments)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith(f"claqueur: {said}")
    assert found.err.rstrip().endswith("--help")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "runs", "campaigns", "accounts", "edges", "models"])
def test_a_folder_that_is_no_workspace_is_named(
    command: str, claqueur: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "holiday" / "photos").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    found = claqueur(command, "-w", "holiday")
    assert found.code == 1
    assert found.err == (
        f'claqueur: "{tmp_path / "holiday"}" is not a claqueur workspace: create one with '
        '"claqueur ingest FILE --workspace holiday".\n'
    )
    assert [entry.name for entry in (tmp_path / "holiday").iterdir()] == ["photos"]


def test_a_new_workspace_without_posts_says_what_comes_first(claqueur: Callable, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "new")
    found = claqueur("run", "-w", tmp_path / "new")
    assert (found.code, found.err) == (
        1,
        'claqueur: The workspace "new" holds no posts: use "claqueur ingest" first.\n',
    )
    found = claqueur("campaigns", "-w", tmp_path / "new")
    assert found.err == (
        f'claqueur: The workspace has no finished run: start one with "claqueur run --workspace {tmp_path / "new"}".\n'
    )


def test_simulated_posts_go_the_whole_way(claqueur: Callable, tmp_path: Path) -> None:
    from claqueur.jobs.pipeline import STAGES

    made = claqueur("simulate", tmp_path / "sim", "--posts", "10000", "--seed", "3")
    posts = tmp_path / "sim" / "posts.parquet"
    assert made.out.endswith(f"Everything in them is simulated.\nNext: claqueur ingest {posts} --workspace my-case\n")
    first = claqueur("ingest", posts, "-w", tmp_path / "w", "--dataset", "simulated")
    again = claqueur("ingest", posts, "-w", tmp_path / "w", "--dataset", "simulated")
    kept = len(pl.read_parquet(posts))
    assert f"kept {kept:,} + duplicates 0 + quarantined 0" in first.out
    assert f"kept 0 + duplicates {kept:,} + quarantined 0" in again.out
    assert first.err == again.err == ""
    done = claqueur(
        "run", "-w", tmp_path / "w", "--window", "10 m", "--layers", "text, url,text", "--since", "2025-09-02",
        "--until", "2025-09-04T00:00:00+02:00", "--fdr", "0.05", "--max-crowd", "500", "--dataset", "simulated",
        "--null-runs", "1",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert "engine sail" in done.out.splitlines()[0]
    assert sum(f"/{len(STAGES)}]" in line for line in done.out.splitlines()) == len(STAGES)
    assert "shuffled times within account and day (1 runs)" in done.out
    assert done.out.splitlines()[-1].startswith(f"Next: claqueur campaigns --workspace {tmp_path / 'w'}")
    workspace = Workspace.open(tmp_path / "w")
    manifest = json.loads((workspace.run_path(workspace.run_ids()[0]) / "manifest.json").read_text())
    assert manifest["parameters"] == {
        "datasets": ["simulated"],
        "since": "2025-09-02T00:00:00+00:00",
        "until": "2025-09-03T22:00:00+00:00",
        "window_s": 600,
        "layers": ["text", "url"],
        "min_hashtags": 2,
        "fdr": 0.05,
        "max_crowd": 500,
        "seed": 1,
        "null_runs": 1,
        "model": "auto",
    }


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (("account_id",), '--map is "account_id": write field=column, such as --map account_id=author.'),
        (("=author",), '--map is "=author": write field=column'),
        (("text=a", "text=b"), "--map gives text twice (a and b): keep one of them."),
    ],
)
def test_a_wrong_map_is_told_before_anything_is_made(
    items: tuple[str, ...], said: str, claqueur: Callable, tmp_path: Path
) -> None:
    options = [part for item in items for part in ("--map", item)]
    found = claqueur("ingest", "posts.csv", "-w", tmp_path / "w", *options)
    assert found.code == 1
    assert found.err.startswith(f"claqueur: {said}")
    assert not (tmp_path / "w").exists()
