"""The models of a workspace in tables and sentences: which there are, which one scored a run, how well they do."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.manifest import model_used, moment_of

SHIPPED = "shipped"
# Names of stress tests in models/evaluation/figures.py -> their texts.
STRESS = {
    "grafts at 2% and 5% contact": "grafts",
    "permuted accounts": "permuted",
    "fans in simulated communities": "fans",
}
OF_CAMPAIGN = "recall_at_flag of "
HASH_SHOWN = 12
NOT_PLAIN = re.compile(r"[^0-9A-Za-z.\-]")  # names come with a file from elsewhere, and are shown as Markdown


@dataclass(frozen=True)
class KeptModel:
    """A model as it is listed. key: number of a version, or shipped. role: champion, challenger or shipped.

    record: what the registry or the package says of it.
    """

    key: str
    role: str
    record: dict[str, Any]

    def number(self, name: str) -> float | None:
        """One of its figures; None where it has none."""
        value = self.record.get("numbers", {}).get(name)
        return None if value is None or math.isnan(value) else float(value)


def model_name(model: KeptModel, words: Words) -> str:
    """How a model is called on screen."""
    if model.key == SHIPPED:
        return words("models.name.shipped", version=_version(model.record))
    return words("models.name.version", version=model.key)


def model_option(model: KeptModel, words: Words, formats: Formats) -> str:
    """A model in the picker: never the same text for two."""
    parts = [model_name(model, words), made_on(model, formats)]
    return " · ".join(parts if model.role == SHIPPED else [*parts, words(f"models.role.{model.role}")])


def made_on(model: KeptModel, formats: Formats) -> str:
    """The day it was trained."""
    return formats.day(moment_of(model.record.get("created_at")))


def models_table(models: list[KeptModel], manifest: dict[str, Any], words: Words, formats: Formats) -> pl.DataFrame:
    """One row per model: model, role, found, false_alarms, used (in the run shown)."""
    used = scored_by(models, manifest)
    return pl.DataFrame(
        {
            "model": [model_name(model, words) for model in models],
            "role": [words(f"models.role.{model.role}") for model in models],
            "found": [formats.percent(model.number("recall_at_flag")) for model in models],
            "false_alarms": [formats.percent(model.number("audited_controls_flagged")) for model in models],
            "used": [words("words.yes") if model is used else "" for model in models],
        },
        schema=dict.fromkeys(("model", "role", "found", "false_alarms", "used"), pl.String),
    )


def scored_by(models: list[KeptModel], manifest: dict[str, Any]) -> KeptModel | None:
    """The model that scored the run, if it is still here: the same file, and the same version where files are alike."""
    said = model_used(manifest)
    if said is None or not said.get("sha256"):
        return None
    same = [model for model in models if model.record.get("sha256") == said["sha256"]]
    versioned = [
        model
        for model in same
        if (model.key if model.key != SHIPPED else model.record.get("version")) == str(said.get("version"))
    ]
    return next(iter([*versioned, *same]), None)


def usage(models: list[KeptModel], manifest: dict[str, Any], words: Words) -> list[str]:
    """Which model scored the run and why, in sentences (Markdown)."""
    said = manifest.get("model") or {}
    model = scored_by(models, manifest)
    if model is not None:
        first = words("models.used.by", name=model_name(model, words))
    elif said.get("name"):
        sha = NOT_PLAIN.sub("", str(said.get("sha256") or ""))[:HASH_SHOWN]
        first = words("models.used.gone", version=_version(said), sha=sha or "–")
    else:
        first = words("models.used.none")
    codes = [code for code in said.get("because") or ["unknown"] if words.has(f"models.because.{code}")]
    return [first, *(words(f"models.because.{code}") for code in codes)]


def figure_sentences(model: KeptModel, words: Words, formats: Formats) -> list[str]:
    """What its figures mean, one sentence each; figures that it lacks are left out."""
    found, members = model.number("recall_at_flag"), model.number("n_members")
    false, controls = model.number("audited_controls_flagged"), model.number("n_audited_controls")
    triage, best, error = (model.number(name) for name in ("recall_at_triage", "precision_at_20", "calibration_error"))
    lines = []
    if found is not None and members:
        low, high = model.number("recall_at_flag_low"), model.number("recall_at_flag_high")
        between = (
            ""
            if low is None or high is None
            else words("models.figure.between", low=formats.percent(low), high=formats.percent(high))
        )
        lines.append(
            words(
                "models.figure.found",
                accounts=words.counted("accounts", round(members)),
                share=formats.percent(found),
                between=between,
            )
        )
    if triage is not None:
        lines.append(words("models.figure.triage", share=formats.percent(triage)))
    if false is not None and controls:
        lines.append(
            words(
                "models.figure.false_alarms",
                accounts=words.counted("accounts", round(controls)),
                n=formats.number(false * controls),
                bound=formats.number(1 / highest_share(round(false * controls), round(controls))),
            )
        )
    if best is not None:
        lines.append(words("models.figure.best", share=formats.percent(best)))
    if error is not None:
        lines.append(words("models.figure.calibration", error=formats.percent(error)))
    return lines


def highest_share(flagged: int, of: int) -> float:
    """Upper end of the one-sided 95% interval of a share (Wilson 1927; with none flagged about 3 in `of`)."""
    if flagged == 0:
        return 1 - 0.05 ** (1 / of)
    z, share = 1.645, flagged / of
    middle = share + z**2 / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return min(1.0, (middle + spread) / (1 + z**2 / of))


def _version(said: dict[str, Any]) -> str:
    return NOT_PLAIN.sub("", str(said.get("version", "")))[:20] or "–"


def stress_table(model: KeptModel, words: Words, formats: Formats) -> pl.DataFrame:
    """One row per stress test: who, flagged, share, passed. The names are ours, so they may be shown as Markdown."""
    rows = []
    for test in model.record.get("stress", []):
        counts = words("models.of", flagged=formats.number(test["flagged"]), of=formats.number(test["of"]))
        share = test["flagged"] / test["of"] if test["of"] else None
        passed = {True: words("words.yes"), False: words("words.no")}.get(test.get("passed"), "–")
        rows.append((words(f"models.stress.{_stress_key(test)}.name"), counts, formats.percent(share), passed))
    names = ("who", "flagged", "share", "passed")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def stress_meanings(model: KeptModel, words: Words) -> list[str]:
    """Who is meant by each stress test of the model, a Markdown line each."""
    keys = dict.fromkeys(_stress_key(test) for test in model.record.get("stress", []))
    return [f"**{words(f'models.stress.{key}.name')}** – {words(f'models.stress.{key}.meaning')}" for key in keys]


def _stress_key(test: dict[str, Any]) -> str:
    return STRESS.get(test["name"], "other")


def campaigns_table(model: KeptModel, formats: Formats) -> pl.DataFrame:
    """One row per held-out campaign: campaign, found; the hardest first. Names are those of the labelled data."""
    of_campaign = {
        name.removeprefix(OF_CAMPAIGN): model.number(name)
        for name in model.record.get("numbers", {})
        if name.startswith(OF_CAMPAIGN)
    }
    ordered = sorted(of_campaign.items(), key=lambda pair: (pair[1] if pair[1] is not None else 0, pair[0]))
    rows = [(safe_line(name, 60), formats.percent(found)) for name, found in ordered]
    return pl.DataFrame(rows, schema=dict.fromkeys(("campaign", "found"), pl.String), orient="row")


def data_table(model: KeptModel, formats: Formats) -> pl.DataFrame:
    """One row per source learned from: source, n_posts, n_members, n_controls, fingerprint of posts and labels."""
    rows = []
    for source in model.record.get("data", []):
        hashes = [str(source.get(name) or "–")[:HASH_SHOWN] for name in ("posts_sha256", "labels_sha256")]
        counts = [formats.number(source.get(name)) for name in ("n_posts", "n_members", "n_controls")]
        rows.append((safe_line(str(source.get("workspace", "–")), 60), *counts, " · ".join(hashes)))
    names = ("source", "n_posts", "n_members", "n_controls", "fingerprint")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def facts(model: KeptModel, words: Words, formats: Formats) -> list[tuple[str, str]]:
    """How the model was made: (label, text) pairs."""
    record = model.record
    layers = [words(f"layer.{layer}") if words.has(f"layer.{layer}") else layer for layer in record.get("layers", [])]
    found = {
        "flag": formats.threshold(record.get("flag_threshold")),
        "triage": formats.threshold(record.get("triage_threshold")),
        "layers": words.listed(layers) or "–",
        "features": formats.number(len(record.get("feature_names", []))),
        "made": formats.moment(moment_of(record.get("created_at")), "minute"),
        "seed": str((record.get("parameters") or {}).get("seed", "–")),
        "sha256": str(record.get("sha256", "–")),
        "note": safe_line(record.get("reason"), 400),
    }
    return [(words(f"models.fact.{name}"), text) for name, text in found.items() if text]
