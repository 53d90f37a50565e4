"""`claqueur models ...`, `claqueur explain` and `claqueur run --model`: what they print and how they end."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from claqueur.models.store.package import Package
from claqueur.results import open_run
from claqueur.workspace import Workspace

COMMANDS = ("list", "show", "card", "compare", "promote", "export", "import")


@pytest.fixture(scope="module")
def scored(finished: Workspace, tiny_package: Package, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The posts of `finished` in a workspace whose run the tiny model scored, as the one that comes with claqueur."""
    from claqueur.jobs.pipeline import run

    folder = tmp_path_factory.mktemp("scored")
    shutil.copytree(finished.path, folder / "w", ignore=shutil.ignore_patterns("runs"))
    tiny_package.write(folder / "model.zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claqueur.models.shipped.FILE", folder / "model.zip")
        patch.setattr("claqueur.models.shipped.SHA256", tiny_package.meta["sha256"])
        workspace = Workspace.open(folder / "w")
        run(workspace, engine="sail")
        yield workspace


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example_that_calls_it(command: str, claqueur: Callable) -> None:
    found = claqueur("models", command, "--help")
    assert (found.code, found.err) == (0, "")
    assert f"claqueur models {command}" in " ".join(found.out.split()).split("Example")[1]


def test_a_workspace_without_models_says_what_makes_one(claqueur: Callable, scored: Workspace) -> None:
    alone, listed = claqueur("models", "-w", scored.path), claqueur("models", "list", "-w", scored.path)
    assert alone.out == listed.out == 'No model was trained here yet: "claqueur train" makes one.\n'
    assert claqueur("models").out.split()[:2] == ["Usage:", "claqueur"]


def test_the_shipped_model_is_shown_with_its_figures_and_its_card(claqueur: Callable, scored: Workspace) -> None:
    shown = {row["what"]: row["value"] for row in rows(claqueur("models", "show", "shipped", "-w", scored.path, "--format", "csv").out)}  # fmt: skip
    assert shown["version"] == "2026.01.02"
    assert shown["trained_on"] == "100 members of campaigns and 200 ordinary accounts (made-up)"
    assert (shown["recall_at_flag"], shown["permuted accounts"]) == ("0.4", "1 of 100")
    assert claqueur("models", "card", "shipped", "-w", scored.path).out == "# Model card: made up\n\n"
    both = rows(claqueur("models", "compare", "shipped", "shipped", "-w", scored.path, "--format", "csv").out)
    assert all(row["shipped"] == row["shipped again"] for row in both)


def test_a_model_is_imported_promoted_and_exported_again(
    claqueur: Callable, scored: Workspace, tiny_package: Package, tmp_path: Path
) -> None:
    shutil.copytree(scored.path, tmp_path / "w", ignore=shutil.ignore_patterns("runs"))
    tiny_package.write(tmp_path / "made.zip")
    place = ("-w", tmp_path / "w")
    found = claqueur("models", "import", tmp_path / "made.zip", *place)
    assert found.out == (
        "Model version 1. Imported from made.zip (version 2026.01.02): promote it by hand if it is to score here.\n"
    )
    assert claqueur("models", "promote", "1", *place, "--reason", "a try", "--by", "ann").code == 0
    listed = rows(claqueur("models", *place, "--format", "csv").out)
    assert [(row["version"], row["is_champion"]) for row in listed] == [("1", "True")]
    assert listed[0]["reason"].startswith("Promoted by hand by ann on ")
    found = claqueur("models", "export", "1", tmp_path / "again.zip", *place)
    assert found.out.endswith(f"{tiny_package.meta['sha256']}\n")
    assert Package.read(tmp_path / "again.zip").content == tiny_package.content
    found = claqueur("models", "compare", "1", "2", *place)
    assert (found.code, found.err) == (1, "claqueur: There is no model version 2 in this workspace (versions: 1).\n")


def test_an_account_is_explained_in_both_languages_with_numbers(claqueur: Callable, scored: Workspace) -> None:
    found = [json.loads(line) for line in claqueur("explain", "-1001", "-w", scored.path, "--format", "json").out.splitlines()]  # fmt: skip
    assert [row["rank"] for row in found] == list(range(1, len(found) + 1))
    assert 1 <= len(found) <= 3
    for row in found:
        assert "ordinary accounts: usually" in row["reason"]
        assert row["contribution"] > 0
    lines = claqueur("explain", "-1001", "-w", scored.path).out.splitlines()
    assert lines[-len(found) :] == [f"{row['rank']}. {row['reason']}" for row in found]  # whole sentences, not cells
    assert "That is not the probability that this account takes part in anything" in lines[0]
    assert "Do not trust the scores" in lines[1]  # the made-up model does not fit these posts
    french = [json.loads(line) for line in claqueur("explain", "-1001", "-w", scored.path, "--language", "fr", "--format", "json").out.splitlines()]  # fmt: skip
    assert all("comptes ordinaires" in row["reason"] for row in french)
    assert [row["feature"] for row in french] == [row["feature"] for row in found]
    found = claqueur("explain", "-1001", "-w", scored.path, "--language", "de")
    assert found.err == 'claqueur: There is no language "de": give en or fr.\n'


def test_the_listing_of_accounts_names_the_reasons(claqueur: Callable, scored: Workspace) -> None:
    found = [json.loads(line) for line in claqueur("accounts", "-w", scored.path, "--format", "json").out.splitlines()]
    ring = [row for row in found if row["platform"] == "evil"]
    assert len(ring) == 3
    stored = open_run(scored).table("accounts").filter(pl.col("score").is_not_null()).collect()
    assert {row["score"] for row in found if row["score"] is not None} <= set(stored["score"])  # not rounded to 1
    for row in ring:
        as_explained = claqueur("explain", row["account_id"], "-w", scored.path, "--format", "csv")
        assert [each["feature"] for each in rows(as_explained.out)] == row["reasons"]


def test_who_has_no_score_to_explain_is_told_why(claqueur: Callable, scored: Workspace, finished: Workspace) -> None:
    found = claqueur("explain", "x:77", "-w", scored.path)
    assert found.out == "x:77 has no score at or above the triage threshold, so there is nothing to explain.\n"
    found = claqueur("explain", "x:77", "-w", finished.path)
    assert found.code == 0


def test_a_run_says_which_model_scored_and_when_not_to_trust_it(
    claqueur: Callable, scored: Workspace, posts_only: Workspace
) -> None:
    found = claqueur("run", "-w", posts_only.path, "--engine", "sail", "--model", "shipped")
    assert (found.code, found.err) == (0, "")
    assert (
        "  model: account-coordination version 2026.01.02 (the model that comes with claqueur, trained on 100 members "
        "of campaigns and 200 ordinary accounts (made-up))\n"
    ) in found.out
    assert "DO NOT TRUST THE SCORES: the " in found.out
    found = claqueur("run", "-w", posts_only.path, "--model", "best")
    assert found.err == (
        'claqueur: There is no model "best": give shipped, or the number of a version in this workspace.\n'
    )
