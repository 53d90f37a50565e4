"""The report of a pack: one HTML page to read or print, without scripts, links or anything to load."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from claqueur.app.data.verdicts import Verdict
from claqueur.app.display.differences import differ, marked, own_words
from claqueur.app.display.formats import Formats
from claqueur.app.display.plot import STYLE, plot_html
from claqueur.app.display.safe_text import safe_line
from claqueur.app.evidence_pack.contents import Contents
from claqueur.app.evidence_pack.secrecy import Secrecy
from claqueur.app.evidence_pack.tables import behind
from claqueur.app.texts import Words
from claqueur.app.views import campaign as view
from claqueur.app.views.campaigns import class_name
from claqueur.app.views.collection import collection
from claqueur.app.views.conduct import conduct_sentences, week_of, week_plot
from claqueur.app.views.hypotheses import shown_hypotheses, tally
from claqueur.app.views.manifest import layers_present, precision, simulated
from claqueur.app.views.numbers import BY_NAME
from claqueur.app.views.overview import coverage, making
from claqueur.app.views.posts import COMPARED_LAYERS
from claqueur.app.views.review import state_text
from claqueur.app.views.strips import strips_plot
from claqueur.app.views.windows import windows_sentence, windows_table
from claqueur.app.views.without import volume, without_table

TEMPLATE = "report.html.j2"
OBJECTS_SHOWN, POSTS_SHOWN, TEXT_SHOWN, STRIPS_SHOWN = 20, 12, 600, 40
NUMBERS = (
    *("counts", "seen", "expected", "ratio", "strength", "q", "gap", "coordination", "inauthenticity", "reach"),
    *("stability", "windows", "first", "verdict", "entropy", "replies", "without"),
)
_STRONG, _LEAN = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\*(.+?)\*")


def report(contents: Contents, verdicts: list[Verdict], secrecy: Secrecy, files: list[str], lang: str) -> bytes:
    """The page in one language (UTF-8). verdicts: of this campaign, oldest first. files: the other files' names."""
    words, formats = Words(lang), Formats(lang)
    manifest, campaign = contents.manifest, contents.campaign
    key = campaign["class"].replace("/", "_")
    hypotheses = shown_hypotheses(campaign["hypotheses"], words, formats)
    shown = {
        "lang": lang,
        "words": words,
        "campaign_id": safe_line(campaign["campaign_id"], 40),
        "run_id": contents.run_id,
        "reveal": secrecy.reveal,
        "with_text": secrecy.with_text,
        "simulated": simulated(manifest),
        "lead": view.lead(campaign, manifest, words, formats),
        "period": view.period(campaign, manifest, words, formats),
        "class_name": class_name(campaign["class"], words),
        "class_meaning": words(f"class.{key}.meaning"),
        "review": state_text(verdicts, words),
        "axes": view.axes(campaign, words, formats),
        "figures": _figures(campaign, words, formats),
        "objects": _objects(contents, secrecy, words, formats),
        "plot_style": STYLE,
        "period_of_acts": _period_of_acts(contents, formats),
        "strips": _strips(contents, words, formats),
        "week": _week(contents, words, formats),
        "conduct": _conduct(contents, words, formats),
        "starters": view.starters(contents.members, words, formats),
        "members": _members(contents, words, formats),
        "hypotheses": hypotheses,
        "explained": tally(hypotheses, words),
        "unknowns": view.unknowns(campaign, manifest, words, formats),
        "seeds": words("windows.seeds", stability=formats.percent(campaign["stability"])),
        "windows": _windows(contents, words, formats),
        "without": _without(contents, secrecy, words, formats),
        "coverage": coverage(manifest, words, formats)
        + collection(contents.coverage, contents.timeline, words, formats),
        "making": making(manifest, words, formats) + _settings(manifest, words),
        "numbers": [BY_NAME[name] for name in NUMBERS],
        "files": [(name, words(f"pack.file.{name.partition('.')[0]}")) for name in files],
    }
    return _environment().get_template(TEMPLATE).render(shown).encode("utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["emphasis"] = emphasis
    return environment


def emphasis(text: str) -> Markup:
    """A sentence of the texts with its **strong** and *lean* parts; everything else is escaped."""
    strong = _STRONG.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(_LEAN.sub(r"<em>\1</em>", strong))  # noqa: S704 - escaped above


def _figures(campaign: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str, str]]:
    """(what, value, name of its formula) of the numbers that stand first."""
    values = {
        "seen": formats.number(campaign["seen"]),
        "expected": formats.estimate(campaign["expected"]),
        "ratio": view.ratio(campaign, formats),
    }
    found = [(words(f"campaign.{name}"), value, words(f"number.{name}.name")) for name, value in values.items()]
    stable = (words("number.stability.name"), formats.percent(campaign["stability"]), words("number.stability.name"))
    return [*found, stable]


def _objects(contents: Contents, secrecy: Secrecy, words: Words, formats: Formats) -> list[dict[str, Any]]:
    """The first objects, each with its first posts and what differs from the earliest."""
    fine = precision(contents.manifest)
    of: dict[int, list[dict[str, Any]]] = {}
    for row in behind(contents):
        if row["number"] > OBJECTS_SHOWN:
            break
        of.setdefault(row["number"], []).append(row)
    platform = contents.members["platform"][0]
    return [
        {
            "number": row["number"],
            "what": safe_line(secrecy.label(row["layer"], row["label"], platform), hide_handles=not secrecy.reveal)
            or words("campaign.object_unlabelled"),
            "about": words(
                "pack.object_about",
                layer=words(f"layer.{row['layer']}"),
                members=words.counted("members", row["n_members"]),
                accounts=words.counted("accounts", row["n_accounts"]),
            ),
            "posts": _posts(of.get(row["number"], []), row["layer"], fine, secrecy, words, formats),
            "n_more": max(len(of.get(row["number"], [])) - POSTS_SHOWN, 0),
        }
        for row in contents.objects.head(OBJECTS_SHOWN).iter_rows(named=True)
    ]


def _posts(
    rows: list[dict[str, Any]], layer: str, fine: str, secrecy: Secrecy, words: Words, formats: Formats
) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    texts = [_text(row, secrecy, words) for row in rows[:POSTS_SHOWN]]
    for row, text in zip(rows, texts, strict=False):
        compared = layer in COMPARED_LAYERS and secrecy.with_text and differ(text, texts[0])
        shown.append(
            {
                "when": formats.moment(row["t"], row["time_precision"] or fine),
                "after": formats.gap(row["t"] - rows[0]["t"], row["time_precision"] or fine),
                "name": row["name"],
                "text": marked(own_words(text, texts[0])) if compared else text,
            }
        )
    return shown


def _text(row: dict[str, Any], secrecy: Secrecy, words: Words) -> str:
    """The words of a post, or why there are none."""
    if row["kind"] is None:
        return words("posts.missing")
    if not secrecy.with_text:
        return words("pack.no_text")
    said = " ".join([secrecy.text(row["text"]), *(secrecy.text(url) for url in row["urls"] or [])]).strip()
    if not said and row["repost_of_post_id"]:
        return words("posts.repost_of", post=secrecy.post(row["platform"], row["repost_of_post_id"]))
    return said[:TEXT_SHOWN] + "…" if len(said) > TEXT_SHOWN else said or words("posts.empty")


def _members(contents: Contents, words: Words, formats: Formats) -> list[list[str]]:
    """One row per member: name, partners, objects, share in which it came first, role, posts, level, affiliation."""
    table = view.members_table(contents.members, words)
    return [
        [
            row["account"],
            formats.number(row["n_partners"]),
            formats.number(row["n_objects"]),
            formats.percent(None if row["first_share_pct"] is None else row["first_share_pct"] / 100),
            row["role"],
            formats.number(row["n_posts"]),
            row["level"],
            row["affiliation"],
        ]
        for row in table.iter_rows(named=True)
    ]


def _period_of_acts(contents: Contents, formats: Formats) -> list[str]:
    first, last = contents.acts.select(first=pl.col("t").min(), last=pl.col("t").max()).row(0)
    return [formats.moment(first, "minute"), formats.moment(last, "minute")]


def _strips(contents: Contents, words: Words, formats: Formats) -> Markup:
    """When each of the first members posted what is evidence; a pack holds no other posts."""
    acts, no_others = contents.acts.unique(["account", "post_id"]).sort("t", "account"), contents.posts.clear()
    plot = strips_plot(contents.members.head(STRIPS_SHOWN), acts, no_others, words, formats)
    return plot_html(plot, words("pack.when"), is_inline=True)


def _week(contents: Contents, words: Words, formats: Formats) -> Markup | None:
    if contents.conduct is None:
        return None
    plot = week_plot(contents.conduct["hours"], week_of(contents.timeline), words, formats)
    return plot_html(plot, words("conduct.title"), is_inline=True)


def _conduct(contents: Contents, words: Words, formats: Formats) -> list[str]:
    if contents.conduct is None:
        return []
    return conduct_sentences(contents.conduct, week_of(contents.timeline), words, formats)


def _windows(contents: Contents, words: Words, formats: Formats) -> dict[str, Any] | None:
    if contents.windows.is_empty():
        return None
    size = contents.campaign["size"]
    table = windows_table(contents.windows, size, words, formats)
    sentence = windows_sentence(contents.windows, size, words, formats)
    return {"sentence": sentence, "head": table.columns, "rows": table.rows()}


def _without(contents: Contents, secrecy: Secrecy, words: Words, formats: Formats) -> dict[str, Any] | None:
    sentence = volume(contents.without, words, formats)
    if sentence is None:
        return None
    table = without_table(contents.without, secrecy.names, words, formats)
    return {"sentence": sentence, "head": table.columns, "rows": table.rows()}


def _settings(manifest: dict[str, Any], words: Words) -> list[tuple[str, str]]:
    """The run's parameters that its sentences do not tell."""
    parameters, layers = manifest.get("parameters", {}), layers_present(manifest)
    lines = [(words("pack.parameter.layers"), ", ".join(words(f"layer.{layer}") for layer in layers))]
    told = ("min_hashtags", "max_crowd", "seed", "null_runs")
    lines += [(words(f"pack.parameter.{name}"), str(parameters[name])) for name in told if name in parameters]
    return [*lines, (words("pack.parameter.fingerprint"), str(manifest.get("fingerprint") or "–"))]
