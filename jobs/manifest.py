"""The run's manifest: everything needed to repeat it, written after every stage so that a killed run continues."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claqueur import __version__
from claqueur.jobs.parameters import RunParameters

FILE = "manifest.json"


def new_manifest(
    parameters: RunParameters,
    engine: dict[str, str],
    posts: dict[str, Any],
    model: dict[str, Any],
    earlier_run: str | None,
    watchlist: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """A manifest without stages. `engine`: name, version, why. `posts`: posts_version, declared_version and the
    counts read.

    watchlist: its topics (claqueur/watchlist.py).
    """
    created = datetime.now(UTC)
    manifest: dict[str, Any] = {
        "status": "running",
        "created_at": created.isoformat(timespec="seconds"),
        "finished_at": None,
        "claqueur_version": __version__,
        "engine": engine,
        "parameters": _plain(parameters),
        "input": posts,
        "model": model,
        "earlier_run": earlier_run,
        "watchlist": watchlist or [],
        "losses": {},
        "null_check": None,
        "stages": {},
    }
    manifest["fingerprint"] = fingerprint(manifest)
    manifest["run_id"] = f"{created:%Y%m%d-%H%M%S}-{manifest['fingerprint'][:6]}"
    return manifest


def fingerprint(manifest: dict[str, Any]) -> str:
    """Hash of version, engine, parameters, posts, declared accounts, model and watchlist: what decides the result."""
    decides = {
        "claqueur_version": manifest["claqueur_version"],
        "engine": [manifest["engine"]["name"], manifest["engine"]["version"]],
        "parameters": manifest["parameters"],
        "posts_version": manifest["input"]["posts_version"],
        "declared_version": manifest["input"].get("declared_version"),
        "model": manifest["model"].get("sha256"),
        "earlier_run": manifest["earlier_run"],
        "watchlist": manifest["watchlist"],
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


def save(manifest: dict[str, Any], run_path: Path) -> None:
    """Write the manifest in one step: a reader sees the old one or the new one, never a part."""
    run_path.mkdir(parents=True, exist_ok=True)
    part = run_path / f"{FILE}.part"
    part.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(run_path / FILE)


def load(run_path: Path) -> dict[str, Any] | None:
    """The manifest of a run, or None if the run was killed before it was written."""
    path = run_path / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _plain(parameters: RunParameters) -> dict[str, Any]:
    values = dataclasses.asdict(parameters)
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}
