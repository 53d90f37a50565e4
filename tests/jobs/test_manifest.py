"""The manifest: what decides a result, and how it is kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from claqueur.jobs import manifest as manifests
from claqueur.jobs.parameters import RunParameters
from claqueur.workspace import RUN_ID

ENGINE = {"name": "sail", "version": "0.7.2", "why": "as asked"}
POSTS = {"posts_version": 3, "n_posts": 10}


def made(**other: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {"parameters": RunParameters(), "engine": ENGINE, "posts": POSTS, "model": {"name": None}}
    return manifests.new_manifest(**(parts | {"earlier_run": None} | other))


@pytest.mark.parametrize(
    "other",
    [
        {"parameters": RunParameters(window_s=61)},
        {"parameters": RunParameters(since=datetime(2020, 1, 1, tzinfo=UTC))},
        {"engine": ENGINE | {"name": "spark"}},
        {"engine": ENGINE | {"version": "0.7.3"}},
        {"posts": POSTS | {"posts_version": 4}},
        {"model": {"name": "accounts", "sha256": "ab"}},
        {"earlier_run": "20260101-120000-0a1b2c"},
        {"watchlist": [{"key": "brinlow", "name": "Brinlow", "kind": "brand"}]},
    ],
)
def test_what_decides_the_result_decides_the_fingerprint(other):
    assert made(**other)["fingerprint"] != made()["fingerprint"]


@pytest.mark.parametrize(
    "other",
    [{}, {"engine": ENGINE | {"why": "because it is small"}}, {"posts": POSTS | {"n_posts": 11}}],
)
def test_what_does_not_decide_the_result_leaves_the_fingerprint(other):
    assert made(**other)["fingerprint"] == made()["fingerprint"]


def test_a_run_id_is_one_that_the_workspace_knows_and_names_the_fingerprint():
    manifest = made()
    assert RUN_ID.fullmatch(manifest["run_id"])
    assert manifest["run_id"].endswith(manifest["fingerprint"][:6])
    assert re.fullmatch(r"[0-9a-f]{64}", manifest["fingerprint"])
    assert manifest["status"] == "running"


def test_a_manifest_comes_back_as_it_was_saved_and_leaves_no_part_behind(tmp_path):
    run_path = tmp_path / "runs" / "one"
    assert manifests.load(run_path) is None  # killed before it was written
    manifest = made(parameters=RunParameters(since=datetime(2020, 1, 1, tzinfo=UTC), datasets=("é",)))
    manifests.save(manifest, run_path)
    manifest["stages"]["activity"] = {"rows": 1}
    manifests.save(manifest, run_path)
    loaded = manifests.load(run_path)
    assert loaded is not None
    assert loaded["stages"] == {"activity": {"rows": 1}}
    assert loaded["parameters"]["since"] == "2020-01-01T00:00:00+00:00"
    assert loaded["fingerprint"] == manifests.fingerprint(loaded)  # JSON changes nothing that decides
    assert [path.name for path in run_path.iterdir()] == [manifests.FILE]
