"""One campaign in sentences and tables, from its numbers."""

from __future__ import annotations

from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.manifest import layers_missing, loss, model_used, precision, simulated, window_s
from claqueur.app.views.names import affiliation_name

FIGURES = ("seen", "expected", "ratio")
AXES = ("coordination", "inauthenticity", "reach")
TEXT_LAYERS = {"text", "near_text"}
STABLE = 0.8  # share of seeds that must agree before a member is placed
MOSTLY_FIRST_PCT, SELDOM_FIRST_PCT = 66.7, 33.3


def lead(campaign: dict[str, Any], manifest: dict[str, Any], words: Words, formats: Formats) -> str:
    """The finding in one sentence: accounts, objects, window, seen and expected."""
    return words(
        "campaign.lead",
        accounts=words.counted("accounts", campaign["size"]),
        objects=words.counted("objects", campaign["n_objects"]),
        window=formats.span(window_s(manifest)),
        times=words.counted("times", campaign["seen"]),
        expected=formats.estimate(campaign["expected"]),
    )


def period(campaign: dict[str, Any], manifest: dict[str, Any], words: Words, formats: Formats) -> str:
    """When it happened and how close together."""
    fine = precision(manifest)
    return words(
        "campaign.period",
        first=formats.moment(campaign["first_t"], fine),
        last=formats.moment(campaign["last_t"], fine),
        gap=formats.gap(campaign["median_gap_s"], fine),
        posts=words.counted("posts", campaign["n_posts"]),
    )


def ratio(campaign: dict[str, Any], formats: Formats) -> str:
    """How many times more than expected, to two digits: the expected number is an estimate. A dash if it is 0."""
    if not campaign["expected"]:
        return "–"
    two_digits = float(f"{campaign['seen'] / campaign['expected']:.2g}")
    return f"≈\u00a0{formats.decimal(two_digits)}"


def figures(campaign: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str]]:
    """The numbers of the finding: times seen, expected, their ratio, and the three axes, each apart: (name, value)."""
    values = (formats.number(campaign["seen"]), formats.estimate(campaign["expected"]), ratio(campaign, formats))
    counted = [(words(f"campaign.{name}"), value) for name, value in zip(FIGURES, values, strict=True)]
    return counted + [(name, value) for name, value, _ in axes(campaign, words, formats)]


def meanings(words: Words) -> list[tuple[str, str]]:
    """What each of the figures means: (name, meaning)."""
    counted = ("columns.seen_help", "columns.expected_help", "campaign.ratio_help")
    return [(words(f"campaign.{name}"), words(key)) for name, key in zip(FIGURES, counted, strict=True)] + [
        (words(f"axis.{axis}.name"), words(f"axis.{axis}.how")) for axis in AXES
    ]


def axes(campaign: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str, str]]:
    """The three axes, never one score: (name, value, how it is computed)."""
    return [
        (
            words(f"axis.{axis}.name"),
            words("axis.unread") if campaign[axis] is None else formats.percent(campaign[axis]),
            words(f"axis.{axis}.how"),
        )
        for axis in AXES
    ]


def unknowns(campaign: dict[str, Any], manifest: dict[str, Any], words: Words, formats: Formats) -> list[str]:
    """What these data cannot tell about this campaign, in sentences."""
    lines = [words("unknown.who"), words("unknown.deleted")]
    if precision(manifest) != "second":
        lines.append(words(f"unknown.precision_{precision(manifest)}"))
    if layers_missing(manifest):
        layers = words.listed([words(f"layer.{layer}") for layer in layers_missing(manifest)])
        lines.append(words("unknown.layers", layers=layers))
    if loss(manifest, "hot_objects"):
        lines.append(words("unknown.losses", objects=words.counted("objects", loss(manifest, "hot_objects"))))
    if may_be_newsrooms(campaign):
        lines.append(words("unknown.newsrooms"))
    if campaign["inauthenticity"] is None:
        lines.append(words("unknown.inauthenticity"))
    if campaign["stability"] is not None and campaign["stability"] < STABLE:
        lines.append(words("unknown.stability", stability=formats.percent(campaign["stability"])))
    if model_used(manifest) is None:
        lines.append(words("unknown.model"))
    if simulated(manifest):
        lines.append(words("unknown.simulated"))
    return lines


def may_be_newsrooms(campaign: dict[str, Any]) -> bool:
    """Whether it shares texts alone, and the data tell neither the software nor the affiliations of its accounts."""
    told = {hypothesis["name"]: hypothesis["verdict"] for hypothesis in campaign["hypotheses"] or []}
    untold = {name for name, verdict in told.items() if verdict == "cannot be told"}
    return set(campaign["layers"]) <= TEXT_LAYERS and {"automation_client", "declared_team"} <= untold


def object_table(
    objects: pl.DataFrame, manifest: dict[str, Any], words: Words, formats: Formats, reveal: bool
) -> pl.DataFrame:
    """One row per shared object in the given order: what, layer, members, accounts in all, times, first, last."""
    fine = precision(manifest)
    return pl.DataFrame(
        {
            "object": [object_label(row, words, reveal) for row in objects.iter_rows(named=True)],
            "layer": [words(f"layer.{layer}") for layer in objects["layer"]],
            "n_members": objects["n_members"],
            "n_accounts": objects["n_accounts"],
            "n_co_actions": objects["n_co_actions"],
            "first_act": [formats.moment(t, fine) for t in objects["first_t"]],
            "last_act": [formats.moment(t, fine) for t in objects["last_t"]],
        }
    )


def object_label(row: dict[str, Any], words: Words, reveal: bool) -> str:
    """What the object is, on one harmless line."""
    label = safe_line(row["label"], hide_handles=not reveal)
    return label or words("campaign.object_unlabelled")


def members_table(members: pl.DataFrame, words: Words) -> pl.DataFrame:
    """One row per member in the given order. `members` went through `Names.added`."""
    return pl.DataFrame(
        {
            "account": members["name"],
            "n_partners": members["n_partners"],
            "n_objects": members["n_objects"],
            "first_share_pct": members["first_share_pct"],
            "role": [role(share, words) for share in members["first_share_pct"]],
            "n_posts": members["n_posts"],
            "level": [words(f"level.{level}") if level else "–" for level in members["level"]],
            "affiliation": [affiliation_name(text, words) for text in members["affiliation"]],
        }
    )


def role(first_share_pct: float | None, words: Words) -> str:
    """Who starts and who follows, in a word."""
    if first_share_pct is None:
        return "–"
    if first_share_pct >= MOSTLY_FIRST_PCT:
        return words("role.starts")
    return words("role.follows") if first_share_pct <= SELDOM_FIRST_PCT else words("role.mixed")


def starters(members: pl.DataFrame, words: Words, formats: Formats) -> str:
    """One sentence on who came first most often."""
    first = members.filter(pl.col("first_share_pct") >= MOSTLY_FIRST_PCT).height
    follow = members.filter(pl.col("first_share_pct") <= SELDOM_FIRST_PCT).height
    return words(
        "campaign.starters",
        starters=words.counted("accounts", first),
        followers=words.counted("accounts", follow),
        others=formats.number(members.height - first - follow),
    )
