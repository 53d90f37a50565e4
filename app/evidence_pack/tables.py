"""The tables of a pack as CSV files: members, pairs, objects, posts and the acts that tie them together."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from claqueur.app.display.formats import as_utc
from claqueur.app.evidence_pack.contents import Contents
from claqueur.app.evidence_pack.secrecy import Secrecy, cell
from claqueur.app.views.manifest import precision
from claqueur.app.views.names import by_account

BOM = "\ufeff"  # without it a spreadsheet reads French as something else
MOMENTS = {"second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d"}


def csv_files(contents: Contents, secrecy: Secrecy) -> dict[str, bytes]:
    """File name -> CSV (UTF-8 with a byte-order mark, commas, times in UTC no finer than their source)."""
    tables = {
        "members.csv": members(contents, secrecy),
        "pairs.csv": pairs(contents, secrecy),
        "objects.csv": objects(contents, secrecy),
        "posts.csv": posts(contents, secrecy),
        "co_actions.csv": co_actions(contents, secrecy),
    }
    return {name: written(head, rows) for name, (head, rows) in tables.items()}


def written(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One CSV file; no cell of it is a formula."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8")


Head = tuple[str, ...]
Rows = list[list[Any]]


def members(contents: Contents, secrecy: Secrecy) -> tuple[Head, Rows]:
    """One row per member, most partners first; ids, handle and creation date only if they are asked for."""
    named: Head = ("platform", "account_id", "account_name", "account_created_at") if secrecy.reveal else ("platform",)
    counted: Head = (
        *("n_partners", "n_objects", "first_share_pct", "stability", "n_posts", "n_reposts", "n_replies"),
        *("level", "score", "affiliation", "first_at", "last_at"),
    )
    rows = [
        [row["short"], *(_plain(row[name]) for name in (*named, *counted))]
        for row in contents.members.iter_rows(named=True)
    ]
    return ("account", *named, *counted), rows


def pairs(contents: Contents, secrecy: Secrecy) -> tuple[Head, Rows]:
    """One row per pair of members beyond chance, strongest first."""
    short, fine = by_account(contents.members, "short"), precision(contents.manifest)
    numbers = ("k", "expected", "s_max", "q", "n_shared", "median_gap_s", "u_first", "v_first")
    rows = [
        [
            short[row["u"]],
            short[row["v"]],
            "|".join(row["layers"]),
            *(row[name] for name in numbers),
            *_period(row, fine),
        ]
        for row in contents.edges.iter_rows(named=True)
    ]
    return ("account_u", "account_v", "layers", *numbers, "first_at", "last_at"), rows


def objects(contents: Contents, secrecy: Secrecy) -> tuple[Head, Rows]:
    """One row per shared object, those of the most members first; `object` is its number in the other tables."""
    platform, fine = contents.members["platform"][0], precision(contents.manifest)
    counts = ("n_members", "n_accounts", "n_before", "n_co_actions")
    rows = [
        [
            row["number"],
            row["layer"],
            secrecy.label(row["layer"], row["label"], platform),
            *(row[name] for name in counts),
            *_period(row, fine),
        ]
        for row in contents.objects.iter_rows(named=True)
    ]
    return ("object", "layer", "what", *counts, "first_at", "last_at"), rows


def posts(contents: Contents, secrecy: Secrecy) -> tuple[Head, Rows]:
    """One row per object and member post with it, in time. A post that is no longer there has no kind and no text."""
    first: dict[int, int] = {}
    fine = precision(contents.manifest)
    rows = []
    for row in behind(contents):
        after = row["t"] - first.setdefault(row["number"], row["t"])
        at = _moment(row["t"], row["time_precision"] or fine)
        urls = " ".join(secrecy.text(url) for url in row["urls"] or [])
        who = [row["number"], at, after, row["short"], secrecy.post(row["platform"], row["post_id"])]
        rows.append([*who, row["kind"] or "", secrecy.text(row["text"]), urls])
    return ("object", "posted_at", "seconds_after_first", "account", "post", "kind", "text", "urls"), rows


def co_actions(contents: Contents, secrecy: Secrecy) -> tuple[Head, Rows]:
    """One row per object that a pair shared within the window, with both posts: the way back from every number."""
    short = by_account(contents.members, "short")
    platform = by_account(contents.members, "platform")
    fine = precision(contents.manifest)
    rows = []
    for row in contents.co_actions.iter_rows(named=True):
        u, v = ([short[row[side]], secrecy.post(platform[row[side]], row[f"post_{side}"])] for side in ("u", "v"))
        rows.append([row["number"], *u, _moment(row["t_u"], fine), *v, _moment(row["t_v"], fine), row["gap_s"]])
    return ("object", "account_u", "post_u", "at_u", "account_v", "post_v", "at_v", "gap_s"), rows


def behind(contents: Contents) -> Iterable[dict[str, Any]]:
    """Every act with its post and its account, object by object in time; empty columns where the post is gone."""
    accounts = contents.members.select("account", "platform", "account_id", "short", "name")
    return (
        contents.acts.join(accounts, on="account", how="left")
        .join(contents.posts.drop("account_name"), on=["platform", "account_id", "post_id"], how="left")
        .sort("number", "t", "account", "post_id")
        .iter_rows(named=True)
    )


def _period(row: dict[str, Any], fine: str) -> tuple[str, str]:
    return _moment(row["first_t"], fine), _moment(row["last_t"], fine)


def _moment(t: int, fine: str) -> str:
    return as_utc(t).strftime(MOMENTS[fine])


def _plain(value: Any) -> Any:
    return f"{as_utc(value):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value
