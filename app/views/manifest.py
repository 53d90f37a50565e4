"""Reading a run's manifest, tolerant to what an older or smaller run leaves out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from claqueur.app.display.formats import as_utc
from claqueur.schema import LAYERS

DEFAULT_WINDOW_S = 60
SIMULATED = "simulated"  # platform of the simulator's posts


def moment_of(value: Any) -> datetime | None:
    """A manifest's time (ISO text or seconds since 1970) as an aware datetime."""
    if value is None:
        return None
    return as_utc(datetime.fromisoformat(value) if isinstance(value, str) else value)


def first_last(manifest: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """First and last post of the run."""
    given = manifest.get("input", {})
    return moment_of(given.get("first_at")), moment_of(given.get("last_at"))


def precision(manifest: dict[str, Any]) -> str:
    """How fine the times are: second, minute or day; the coarsest where sources are mixed."""
    found = manifest.get("input", {}).get("time_precision") or "second"
    kinds = [found] if isinstance(found, str) else list(found)
    return next((kind for kind in ("day", "minute", "second") if kind in kinds), "second")


def window_s(manifest: dict[str, Any]) -> int:
    """Window of the pair test, seconds; the widest where layers have their own."""
    of_layers = manifest.get("windows_s")
    found = max(of_layers.values()) if of_layers else manifest.get("parameters", {}).get("window_s")
    return DEFAULT_WINDOW_S if found is None else int(found)


def layers_present(manifest: dict[str, Any]) -> dict[str, int]:
    """Layer -> acts on shared objects, layers without any left out."""
    given = manifest.get("input", {})
    found = given.get("layers") or {}
    return {layer: int(n) for layer, n in found.items() if n}


def layers_missing(manifest: dict[str, Any]) -> list[str]:
    """Layers that were looked at and hold no shared object in these data."""
    present = layers_present(manifest)
    chosen = manifest.get("parameters", {}).get("layers", LAYERS)
    return [layer for layer in LAYERS if layer in chosen and layer not in present]


def loss(manifest: dict[str, Any], name: str) -> int:
    """What a cap left out: `hot_objects` or `pairs_skipped`, summed if counted by layer."""
    found = manifest.get("losses", {}).get(name) or 0
    return sum(int(n) for n in found.values()) if isinstance(found, dict) else int(found)


def null_check(manifest: dict[str, Any]) -> tuple[str, float, float]:
    """How the run's shuffles came out (none, passed, residue, failed, no_power), and the edges and campaigns."""
    found = manifest.get("null_check")
    if not found:
        return "none", 0, 0
    outcome = {True: "passed", False: "failed", None: "no_power"}[found["passed"]]
    if outcome == "passed" and not found["about_zero"]:
        outcome = "residue"
    return outcome, found["edges"], found["campaigns"]


def simulated(manifest: dict[str, Any]) -> bool:
    """Whether any of the posts are made up."""
    return bool(manifest.get("simulated")) or SIMULATED in (manifest.get("input", {}).get("platforms") or [])


def model_used(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """The model that scored the accounts; None if none did."""
    model = manifest.get("model") or {}
    return model if model.get("name") else None


def latest_finished(manifests: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The newest finished run's manifest of `manifests` (newest first), if any."""
    return next((manifest for manifest in manifests.values() if manifest.get("status") == "finished"), None)
