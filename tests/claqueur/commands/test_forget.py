"""`claqueur forget` on a workspace with a run: nothing of an account is left, and a kill does no harm."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from claqueur.app.data.cases import record, verdicts
from claqueur.app.data.verdicts import Verdict
from claqueur.ingest.declared.kept import declare, declared
from claqueur.ingest.forget import forget as forgetting
from claqueur.results import Run, open_run
from claqueur.schema import DECLARED
from claqueur.workspace import Workspace


@pytest.fixture
def copy(finished: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(finished.path, tmp_path / "w")
    return Workspace.open(tmp_path / "w")


@pytest.fixture
def member(finished: Workspace) -> tuple[int, str]:
    """Key and id of the account that gives its name to a community: the smallest key of a campaign."""
    run = open_run(finished)
    groups = run.table("communities").filter(pl.col("account") == pl.col("community"))
    known = groups.join(run.table("campaign_members"), on="account", how="semi").join(
        run.table("accounts").filter(platform="simulated"), on="account"
    )
    return known.sort("account").select("account", "account_id").collect().row(0)  # type: ignore[return-value]


def files_with(folder: Path, pattern: str) -> list[str]:
    """Files that hold it, Parquet unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != ".alive":
            text = path.read_bytes().decode("utf-8", "replace")
            if path.suffix == ".parquet":
                text += json.dumps(pl.read_parquet(path).to_dicts(), default=str)
            if re.search(pattern, text):
                found.append(str(path.relative_to(folder)))
    return found


def tables(workspace: Workspace) -> dict[str, pl.DataFrame]:
    """All tables, rows in one order."""
    found = {}
    for log in sorted(workspace.path.rglob("_delta_log")):
        rows = pl.read_delta(str(log.parent))
        rows = rows.select(name for name in rows.columns if name != "forgotten_at")
        flat = [name for name, kind in rows.schema.items() if not kind.is_nested()]
        found[str(log.parent.relative_to(workspace.path))] = rows.sort(flat)
    return found


def test_nothing_of_an_account_is_left_and_runs_say_so(
    claqueur: Callable, copy: Workspace, member: tuple[int, str], run_id: str
) -> None:
    key, name = member
    record(
        copy,
        Verdict(
            "c1", run_id, (("simulated", name), ("simulated", "other")), "organic", "Ann", ("news",), f"see {name}"
        ),
    )
    listed = {"platform": "simulated", "account_id": name, "affiliation": "a party", "list": "staff.csv"}
    declare(copy, pl.DataFrame([listed], schema=pl.Schema(DECLARED.arrow)))
    before = claqueur("campaigns", "-w", copy.path, "--format", "json").out
    told = claqueur("forget", "--account", name, "-w", copy.path, "--dry-run")
    assert told.out.startswith("Would be removed: 1 accounts, ")
    assert len(files_with(copy.path, rf"(?<!\d){name}(?!\d)")) > 5

    done = claqueur("forget", "--account", name, "-w", copy.path, "--yes")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"Removed 1 accounts and \d+ posts; 1 runs say so\.", done.out)
    assert files_with(copy.path, rf"(?<!\d){name}(?!\d)") == []
    assert files_with(copy.path / "runs", rf"(?<!\d){key}(?!\d)") == []
    assert declared(copy).is_empty()
    (verdict,) = verdicts(copy)
    assert (verdict.members, verdict.note) == ((("simulated", "other"),), "see forgotten")
    assert claqueur("campaigns", "-w", copy.path, "--format", "json").out == before
    (note,) = open_run(copy).manifest["forgotten"]
    assert (note["accounts"], note["reason"]) == (1, "asked")
    told = f"1 accounts and {note['posts']} posts on {note['on']} at request"
    assert told in claqueur("runs", "-w", copy.path).out
    assert claqueur("forget", "--account", name, "--platform", "simulated", "-w", copy.path, "--yes").out.startswith(
        "Nothing in the workspace holds what you named.\n"
    )
    assert len(open_run(copy).manifest["forgotten"]) == 1


def test_a_run_reads_the_posts_that_were_there_for_it(
    claqueur: Callable, copy: Workspace, write_posts: Callable
) -> None:
    run = open_run(copy)
    there = set(run.posts().select("post_id").collect()["post_id"])
    claqueur("ingest", write_posts("later.csv", range(50)), "-w", copy.path)
    gone = sorted(there)[0]
    assert claqueur("forget", "--post", gone, "-w", copy.path, "--yes", "--platform", "simulated").code == 0
    left = set(Run(copy, run.run_id).posts().select("post_id").collect()["post_id"])
    assert left <= there
    assert left >= there - {gone}
    assert pl.read_delta(str(copy.posts)).height > len(left)  # what came later is there, but not the run's


@pytest.mark.parametrize("until", ["evidence", "posts"])
def test_a_removal_that_is_killed_and_repeated_leaves_what_an_undisturbed_one_leaves(
    until: str,
    start: Callable,
    claqueur: Callable,
    copy: Workspace,
    member: tuple[int, str],
    run_id: str,
    tmp_path: Path,
) -> None:
    _, name = member
    claqueur("app", "--help")  # everything is imported
    (copy.path / "pseudonym.key").write_bytes(bytes(32))  # the same hashes in both
    shutil.copytree(copy.path, tmp_path / "undisturbed")
    undisturbed = Workspace.open(tmp_path / "undisturbed")
    assert claqueur("forget", "--account", name, "-w", undisturbed.path, "--yes").code == 0

    watched = copy.posts if until == "posts" else copy.run_path(run_id) / until
    version = DeltaTable(str(watched)).version()
    killed = start("forget", "--account", name, "-w", copy.path, "--yes")
    while killed.process.poll() is None and DeltaTable(str(watched)).version() == version:
        time.sleep(0.005)
    killed.process.kill()
    assert killed.ended().code == -9
    assert forgetting.unfinished(copy)
    again = claqueur("forget", "--account", name, "--platform", "simulated", "-w", copy.path, "--yes")
    assert (again.code, again.err) == (0, "")
    expected, found = tables(undisturbed), tables(copy)
    assert found.keys() == expected.keys()
    assert [table for table in expected if not found[table].equals(expected[table])] == []
    assert files_with(copy.path, rf"(?<!\d){name}(?!\d)") == []
    notes = [open_run(workspace).manifest["forgotten"] for workspace in (copy, undisturbed)]
    assert notes[0] == notes[1]


def test_it_asks_first_and_says_what_cannot_be(
    claqueur: Callable, copy: Workspace, member: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    refused = claqueur("forget", "--account", member[1], "-w", copy.path)
    assert (refused.code, refused.err) == (1, "claqueur: Nothing was removed. Without a question: --yes.\n")
    assert open_run(copy).manifest.get("forgotten") is None
    for arguments, said in (
        ((), "claqueur: Say what is to go: --account or --post, or --older-than, or --compliance; one at a time.\n"),
        (("--account", " "), "claqueur: An id is empty: write the id of the account or the post.\n"),
        (("--older-than", "2999-01-01"), 'claqueur: --older-than is "2999-01-01": write days such as 90d, or a past date'),
        (("--older-than", "3weeks"), 'claqueur: --older-than is "3weeks": write days such as 90d, or a past date such'),
        (("--compliance", "nowhere.jsonl"), 'claqueur: There is no file "nowhere.jsonl": check the path.\n'),
    ):  # fmt: skip
        found = claqueur("forget", *arguments, "-w", copy.path)
        assert found.code == 1
        assert found.err.startswith(said)
