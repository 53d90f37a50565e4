"""Whether the accounts of a run look like those that the model learned from, in words."""

from __future__ import annotations

from typing import Any

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words


def drift_sentence(manifest: dict[str, Any], words: Words, formats: Formats) -> str | None:
    """Whether the model fits the run's accounts, in one sentence; None if no model was used."""
    drift = manifest.get("drift")
    if drift is None:
        return None
    return words(
        f"drift.{drift['verdict'].replace(' ', '_')}",
        accounts=words.counted("accounts", drift["n_accounts"]),
        psi=formats.decimal(drift["psi"]),
        limit=formats.decimal(drift["limit"]),
    )


def drift_to_heed(manifest: dict[str, Any]) -> bool:
    """Whether the scores should be read with care, or not at all."""
    return manifest.get("drift", {}).get("verdict", "close") != "close"
