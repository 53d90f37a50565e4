"""What a run found, what it could see and how it was made, in sentences and small tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.drift import drift_sentence
from claqueur.app.views.manifest import (
    first_last,
    layers_missing,
    layers_present,
    loss,
    model_used,
    moment_of,
    null_check,
    precision,
    window_s,
)
from claqueur.app.views.quarantine import counted
from claqueur.schema import CAMPAIGN_CLASSES

INSUFFICIENT = "insufficient"
MIN_ACCOUNTS = 20  # below this a group has hardly anybody to stand out from


@dataclass(frozen=True)
class Outcome:
    """found, nothing or not_enough; and the text keys of what limits the answer."""

    kind: str
    limits: tuple[str, ...]


def outcome(manifest: dict[str, Any], campaigns: pl.DataFrame) -> Outcome:
    """What the run can answer: campaigns found, nothing found, or not enough evidence to tell."""
    limits = tuple(_limits(manifest))
    if campaigns.filter(pl.col("class") != INSUFFICIENT).height:
        return Outcome("found", limits)
    if limits or campaigns.height:
        return Outcome("not_enough", limits)
    return Outcome("nothing", ())


def _limits(manifest: dict[str, Any]) -> list[str]:
    """What makes the data too thin to tell, as text keys under overview.limit."""
    found = []
    if precision(manifest) == "day":
        found.append("precision")
    if "layers" in manifest.get("input", {}) and not layers_present(manifest):
        found.append("no_layers")
    if (manifest.get("input", {}).get("n_accounts") or MIN_ACCOUNTS) < MIN_ACCOUNTS:
        found.append("few_accounts")
    return found


def headline(manifest: dict[str, Any], campaigns: pl.DataFrame, words: Words, formats: Formats) -> str:
    """The answer in one sentence."""
    kind = outcome(manifest, campaigns).kind
    undeclared = campaigns.filter(pl.col("class") == "undeclared").height
    n_found = campaigns.filter(pl.col("class") != INSUFFICIENT).height
    return words(
        f"overview.headline.{kind}",
        campaigns=words.counted("campaigns", n_found),
        undeclared=_undeclared(undeclared, n_found, words),
    )


def _undeclared(n_undeclared: int, n_found: int, words: Words) -> str:
    """How many of the groups do not declare themselves, in words where it is none or all."""
    if not n_undeclared:
        return words("overview.none_undeclared")
    return words("overview.all_undeclared") if n_undeclared == n_found else words.counted("undeclared", n_undeclared)


def explained(kind: str, manifest: dict[str, Any], words: Words) -> list[str]:
    """What an answer other than a finding means, in paragraphs; for "nothing", of which traces that is true."""
    lines = [words(f"overview.explained.{kind}")]
    if kind == "nothing":
        named = {"compared": layers_present(manifest), "absent": layers_missing(manifest)}
        lines += [
            words(f"overview.explained.{name}", layers=words.listed([words(f"layer.{layer}") for layer in layers]))
            for name, layers in named.items()
            if layers
        ]
    return lines


def scope(manifest: dict[str, Any], words: Words, formats: Formats) -> str:
    """What was looked at, in one sentence."""
    given = manifest.get("input", {})
    first, last = first_last(manifest)
    return words(
        "overview.scope",
        posts=words.counted("posts", given.get("n_posts") or 0),
        accounts=words.counted("accounts", given.get("n_accounts") or 0),
        first=formats.day(first),
        last=formats.day(last),
    )


def class_lines(campaigns: pl.DataFrame, words: Words) -> list[str]:
    """One Markdown sentence per class that was found: how many groups and accounts, and what the class means."""
    lines = []
    for name in CAMPAIGN_CLASSES:
        of_class = campaigns.filter(pl.col("class") == name)
        if of_class.height:
            key = name.replace("/", "_")
            lines.append(
                words(
                    "overview.class_line",
                    name=words(f"class.{key}.name"),
                    campaigns=words.counted("campaigns", of_class.height),
                    accounts=words.counted("accounts", int(of_class["size"].sum())),
                    meaning=words(f"class.{key}.meaning"),
                )
            )
    return lines


def coverage(manifest: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str]]:
    """What the data let the run see: (label, sentence) pairs."""
    first, last = first_last(manifest)
    present, absent = layers_present(manifest), layers_missing(manifest)
    lines = [
        (
            words("coverage.period.label"),
            words("coverage.period.text", first=formats.moment(first, "minute"), last=formats.moment(last, "minute")),
        ),
        (words("coverage.precision.label"), words(f"coverage.precision.{precision(manifest)}")),
        (
            words("coverage.present.label"),
            words.listed(
                [
                    words("coverage.layer", layer=words(f"layer.{layer}"), acts=words.counted("acts", n))
                    for layer, n in present.items()
                ]
            )
            or words("coverage.none"),
        ),
    ]
    if absent:
        lines.append(
            (
                words("coverage.missing.label"),
                words("coverage.missing.text", layers=words.listed([words(f"layer.{layer}") for layer in absent])),
            )
        )
    hot, skipped = loss(manifest, "hot_objects"), loss(manifest, "pairs_skipped")
    text = "some" if hot else "none"
    lines.append(
        (
            words("coverage.losses.label"),
            words(f"coverage.losses.{text}", objects=words.counted("objects", hot), pairs=formats.number(skipped)),
        )
    )
    outcome, edges, groups = null_check(manifest)
    found = {"edges": formats.decimal(edges, 1), "groups": formats.decimal(groups, 1)}
    lines.append((words("coverage.shuffled.label"), words(f"coverage.shuffled.{outcome}", **found)))
    datasets = manifest.get("input", {}).get("datasets")
    if datasets:
        lines.append((words("coverage.datasets.label"), ", ".join(safe_line(str(name), 60) for name in datasets)))
    return lines + forgotten(manifest, words, formats)


def put_aside(aside: pl.DataFrame, words: Words) -> list[tuple[str, str]]:
    """What could not be read (see views/quarantine.py): one (label, sentence) pair, none without any."""
    said = counted(aside, words)
    return [(words("coverage.put_aside.label"), said)] if said else []


def forgotten(manifest: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str]]:
    """What was removed from the run since: a (label, sentence) pair for each time."""
    return [
        (
            words("coverage.forgotten.label"),
            words(
                f"coverage.forgotten.{note['reason']}",
                accounts=words.counted("accounts", note["accounts"]),
                posts=words.counted("posts", note["posts"]),
                day=formats.day(moment_of(note["on"])),
            ),
        )
        for note in manifest.get("forgotten", [])
    ]


def making(manifest: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str]]:
    """How the run was made: (label, sentence) pairs."""
    engine, model, parameters = manifest.get("engine") or {}, model_used(manifest), manifest.get("parameters", {})
    finished = manifest.get("finished_at") or manifest.get("created_at")
    lines = [
        (words("making.engine.label"), f"{engine.get('name', '–').capitalize()} {engine.get('version') or ''}".strip()),
        (words("making.window.label"), words("making.window.text", window=formats.span(window_s(manifest)))),
        (words("making.fdr.label"), words("making.fdr.text", fdr=formats.percent(parameters.get("fdr", 0.01)))),
        (words("making.model.label"), model_sentence(model, words, formats)),
        *drift_line(manifest, words, formats),
        (words("making.version.label"), str(manifest.get("claqueur_version") or "–")),
    ]
    if finished:
        lines.append((words("making.finished.label"), formats.moment(moment_of(finished), "minute")))
    return lines


def model_sentence(model: dict[str, Any] | None, words: Words, formats: Formats) -> str:
    """Which model scored the accounts, or that none did."""
    if model is None:
        return words("making.model.none")
    return words(
        "making.model.used",
        name=str(model["name"]),
        version=str(model.get("version", "–")),
        threshold=formats.threshold(model.get("flag_threshold")),
    )


def drift_line(manifest: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str]]:
    """How far the run's accounts are from those the model learned from: one (label, sentence) pair, none without it."""
    found = drift_sentence(manifest, words, formats)
    return [] if found is None else [(words("drift.label"), found)]


def run_label(run_id: str, manifest: dict[str, Any], formats: Formats) -> str:
    """A run by its time, its imports and the end of its id: never the same for two runs, for the run picker."""
    datasets = ", ".join(safe_line(str(name), 40) for name in manifest.get("input", {}).get("datasets") or [])
    made = formats.moment(moment_of(manifest.get("created_at")), "minute")
    return " · ".join(part for part in (made, datasets, run_id[-6:]) if part)
