"""Two runs side by side: what differs in their making, their counts, what became of the groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name, layer_names
from claqueur.app.views.manifest import model_used, moment_of
from claqueur.app.views.overview import run_label

CELL = 200
NONE = "–"
MISSING = object()  # a parameter that an older version did not have
UNSET = {"window_s": "auto", "since": "start", "until": "end", "datasets": "all", "declared_version": "no_list"}
WRITERS: dict[str, Callable[[Any, Words, Formats], str]] = {
    "window_s": lambda value, _, formats: formats.span(value),
    "since": lambda value, _, formats: formats.moment(moment_of(value)),
    "until": lambda value, _, formats: formats.moment(moment_of(value)),
    "fdr": lambda value, _, formats: formats.percent(value),
    "layers": lambda value, words, _: layer_names(value, words),
    "declared_version": lambda value, words, _: words("compare.some_list"),
}
VERSIONS = ("posts_version", "declared_version")


@dataclass(frozen=True)
class Side:
    """One of the two runs: manifest, campaigns (columns CAMPAIGNS), accounts by level, members."""

    run_id: str
    manifest: dict[str, Any]
    campaigns: pl.DataFrame
    levels: Mapping[str, int]
    members: pl.DataFrame

    @property
    def classes(self) -> dict[str, str]:
        """Campaign id -> class."""
        return dict(self.campaigns.select("campaign_id", "class").iter_rows())


def other_run(run_ids: Sequence[str], run_id: str, manifest: dict[str, Any]) -> str | None:
    """The run to compare with if the reader chose none: the one that `run_id` took its ids from, else the next older,
    else the next newer. run_ids: finished runs, newest first."""
    earlier = manifest.get("earlier_run")
    if earlier in run_ids and earlier != run_id:
        return earlier
    place = run_ids.index(run_id)
    return next(iter((*run_ids[place + 1 :], *reversed(run_ids[:place]))), None)


def between(before: Side, after: Side, words: Words, formats: Formats) -> str:
    """Which two runs are compared, by their time and the end of their ids; import names are left to the table."""
    labels = [
        run_label(side.run_id, {**side.manifest, "input": {}}, formats).replace("*", "") for side in (before, after)
    ]
    return words("compare.between", before=labels[0], after=labels[1])


def differences(before: dict[str, Any], after: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str]]:
    """What differs in the making of two runs: (what, earlier → later), harmless lines."""
    sides = [_making(manifest) for manifest in (before, after)]
    found = []
    for name in dict.fromkeys((*sides[0], *sides[1])):
        old, new = (side.get(name, MISSING) for side in sides)
        if old != new:
            label = words(f"compare.parameter.{name}") if words.has(f"compare.parameter.{name}") else safe_line(name)
            found.append((label, _changed(name, old, new, words, formats)))
    return found


def _changed(name: str, old: Any, new: Any, words: Words, formats: Formats) -> str:
    if name == "layers" and MISSING not in (old, new):  # long lists that are nearly the same
        parts = (("gone", [layer for layer in old if layer not in new]), ("new", [x for x in new if x not in old]))
        return " · ".join(
            words(f"compare.layers_{what}", layers=layer_names(some, words)) for what, some in parts if some
        )
    if name in VERSIONS and None not in (old, new) and MISSING not in (old, new):
        return words(f"compare.other_{name}")  # their numbers say nothing to a reader
    return f"{_written(name, old, words, formats)} → {_written(name, new, words, formats)}"


def _making(manifest: dict[str, Any]) -> dict[str, Any]:
    engine, model = manifest.get("engine", {}), model_used(manifest)
    return {
        **manifest.get("parameters", {}),
        "posts_version": manifest.get("input", {}).get("posts_version"),
        "declared_version": manifest.get("input", {}).get("declared_version"),
        "model_used": None if model is None else f"{model['name']} {model.get('version', '')}",
        "engine": f"{engine.get('name', '')} {engine.get('version', '')}".strip(),
        "claqueur_version": manifest.get("claqueur_version"),
    }


def _written(name: str, value: Any, words: Words, formats: Formats) -> str:
    if value is MISSING:
        return NONE
    if value is None or value == []:
        return words(f"compare.{UNSET[name]}") if name in UNSET else words("compare.none")
    if name in WRITERS:
        return WRITERS[name](value, words, formats)
    shown = formats.number(value) if isinstance(value, int) else str(value)
    return safe_line(", ".join(map(str, value)) if isinstance(value, list) else shown, CELL, hide_handles=False)


def counts(before: Side, after: Side, words: Words) -> pl.DataFrame:
    """What was counted in each run: what, before, after, difference; empty where a run does not tell."""
    sides = [_counted(side) for side in (before, after)]
    classes = [side.campaigns["class"].to_list() for side in (before, after)]
    rows = [(words(f"compare.count.{name}"), *(side[name] for side in sides)) for name in sides[0]]
    rows += [
        (f"{words('compare.count.campaigns')} – {class_name(name, words)}", *(found.count(name) for found in classes))
        for name in dict.fromkeys((*classes[0], *classes[1]))
    ]
    table = pl.DataFrame(rows, schema={"what": pl.String, "before": pl.Int64, "after": pl.Int64}, orient="row")
    return table.with_columns(difference=pl.col("after") - pl.col("before"))


def _counted(side: Side) -> dict[str, int | None]:
    given, stages = side.manifest.get("input", {}), side.manifest.get("stages", {})
    return {
        "posts": given.get("n_posts"),
        "accounts": given.get("n_accounts"),
        "pairs": stages.get("pairs", {}).get("rows"),
        "edges": stages.get("edges", {}).get("rows"),
        "flag": side.levels.get("flag", 0),
        "triage": side.levels.get("triage", 0),
        "members": side.members.height,
        "campaigns": side.campaigns.height,
    }


def groups_table(families: pl.DataFrame, before: Side, after: Side, words: Words) -> pl.DataFrame:
    """One row per row of claqueur.comparison.compared in the given order; numbers still numbers."""
    classes = before.classes, after.classes
    rows = [
        {
            "status": words(f"compare.status.{family['status']}"),
            "group_before": ", ".join(map(campaign_name, family["before"])) or NONE,
            "group_after": ", ".join(map(campaign_name, family["after"])) or NONE,
            **{name: family[name] for name in ("n_before", "n_after", "n_both", "n_came", "n_left")},
            "jaccard_pct": family["jaccard"] * 100,
            "class_before": _class_names(family["before"], classes[0], words),
            "class_after": _class_names(family["after"], classes[1], words),
        }
        for family in families.iter_rows(named=True)
    ]
    texts, numbers = ("status", "group_before", "group_after"), ("n_before", "n_after", "n_both", "n_came", "n_left")
    schema = {
        **dict.fromkeys(texts, pl.String),
        **dict.fromkeys(numbers, pl.Int64),
        "jaccard_pct": pl.Float64,
        **dict.fromkeys(("class_before", "class_after"), pl.String),
    }
    return pl.DataFrame(rows, schema=schema)


def _class_names(ids: Sequence[str], classes: dict[str, str], words: Words) -> str:
    return ", ".join(dict.fromkeys(class_name(classes[name], words) for name in ids if name in classes)) or NONE


def summary(families: pl.DataFrame, words: Words, formats: Formats) -> list[str]:
    """How many of each status, with what it means: Markdown lines, in the order of the table."""
    found = families.group_by("status", maintain_order=True).len()
    return [
        words(
            "compare.line",
            status=words(f"compare.status.{status}"),
            n=formats.number(n),
            meaning=words(f"compare.meaning.{status}"),
        )
        for status, n in found.iter_rows()
    ]
