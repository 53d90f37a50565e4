"""What a finished run found, as tables: the command line prints them, notebooks use them as they are.

The most telling columns come first: a narrow terminal shows only those.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from claqueur.errors import UserError
from claqueur.results import Run
from claqueur.workspace import Workspace

RUNS = {
    **dict.fromkeys(("run_id", "status", "created_at", "engine", "model"), pl.String),
    **dict.fromkeys(("n_posts", "n_campaigns"), pl.Int64),
    "null_check": pl.String,
    **dict.fromkeys(("null_edges", "null_campaigns"), pl.Float64),
}


def campaigns(run: Run) -> pl.DataFrame:
    """Campaigns, largest first: id, class, size, what else could explain it, seen against expected, dates, the axes."""
    return (
        run.table("campaigns")
        .select(
            "campaign_id",
            "class",
            "size",
            "layers",
            pl.col("hypotheses")
            .list.eval(pl.element().filter(pl.element().struct.field("verdict") == "fits").struct.field("name"))
            .alias("could_also_be"),
            "seen",
            pl.col("expected").round(2),
            "n_objects",
            pl.col("median_gap_s").round(1),
            _time("first_t").alias("first_at"),
            _time("last_t").alias("last_at"),
            pl.col("coordination", "inauthenticity", "reach", "stability").round(3),
        )
        .sort("size", "seen", "campaign_id", descending=[True, True, False])
        .collect()
    )


def accounts(run: Run, level: str | None = None) -> pl.DataFrame:
    """Accounts by level and score, those with nothing left out unless `level` is "none"."""
    levels = ["flag", "triage"] if level is None else [level]
    return (
        run.table("accounts")
        .filter(pl.col("level").is_in(levels))
        .select(
            "account_id",
            "account_name",
            "level",
            "flagged_by",
            pl.col("score").round(4),
            "campaign_id",
            "n_partners",
            "n_posts",
            "platform",
            pl.col("influence").round(8),
        )
        .sort("level", "score", "n_partners", "account_id", descending=[False, True, True, False], nulls_last=True)
        .collect()
    )


def edges(run: Run) -> pl.DataFrame:
    """Edges of the coordination network, strongest first, with account ids and names."""
    names = run.table("accounts").select("account", "account_id", "account_name")
    return (
        run.table("edges")
        .join(names.rename({"account": "u", "account_id": "account_a", "account_name": "name_a"}), on="u")
        .join(names.rename({"account": "v", "account_id": "account_b", "account_name": "name_b"}), on="v")
        .select(
            "account_a",
            "account_b",
            "name_a",
            "name_b",
            "layers",
            "k",
            pl.col("expected").round(4),
            "q",
            "n_objects",
            "n_shared",
            pl.col("median_gap_s").round(1),
            pl.col("u_first").alias("a_first"),
            pl.col("v_first").alias("b_first"),
            _time("first_t").alias("first_at"),
            _time("last_t").alias("last_at"),
        )
        .sort("q", "k", "account_a", "account_b", descending=[False, True, False, False])
        .collect()
    )


def evidence(run: Run, account_a: str, account_b: str) -> pl.DataFrame:
    """Every object that two accounts shared within the window, with both posts, in order of time.

    Accounts are given by id or by name. Raises UserError if one is unknown or the pair has no edge.
    """
    sides = {"a": find_account(run, account_a), "b": find_account(run, account_b)}
    u, v = sorted(sides.values())
    rows = run.table("evidence").filter((pl.col("u") == u) & (pl.col("v") == v)).collect()
    if rows.is_empty():
        raise UserError(
            f"There is no coordination evidence between {account_a} and {account_b} in run {run.run_id}: "
            '"claqueur edges" lists the pairs that have some.'
        )
    for side, account in sides.items():
        end = "u" if account == u else "v"
        texts = _texts(run, account, rows[f"post_{end}"]).rename({"text": f"text_{side}"})
        rows = rows.join(texts, left_on=f"post_{end}", right_on="post_id", how="left").with_columns(
            _time(f"t_{end}").alias(f"at_{side}"), pl.col(f"post_{end}").alias(f"post_{side}")
        )
    return rows.select("layer", "at_a", "at_b", "gap_s", "n_accounts", "text_a", "text_b", "post_a", "post_b").sort(
        "at_a", "layer", "post_a", "post_b"
    )


def _texts(run: Run, account: int, post_ids: pl.Series) -> pl.DataFrame:
    """post_id, text of posts of an account; two platforms may use the same post id."""
    platform = run.table("accounts").filter(pl.col("account") == account).select("platform").collect().item()
    wanted = pl.col("post_id").is_in(post_ids.unique().implode()) & (pl.col("platform") == platform)
    return run.posts().filter(wanted).select("post_id", "text").collect()


def find_account(run: Run, name: str) -> int:
    """The 64-bit key of the account with that id, handle (with or without @) or platform:id.

    Raises UserError if there is none or more than one.
    """
    handle = name.removeprefix("@").lower()
    full_id = pl.concat_str("platform", "account_id", separator=":")
    is_id = pl.col("account_id").is_in([name, name.removeprefix("@")]) | (full_id == name)
    is_name = pl.col("account_name").str.strip_prefix("@").str.to_lowercase() == handle
    rows = run.table("accounts").filter(is_id | is_name)
    found = rows.select("account", full_id=full_id, is_id=is_id).sort("full_id").collect()
    found = found.filter("is_id") if found["is_id"].any() else found
    if found.is_empty():
        raise UserError(f'No account has the id or name "{name}" in run {run.run_id}: "claqueur accounts" lists them.')
    if len(found) > 1:
        ids = " or ".join(found["full_id"].head(3))
        raise UserError(f'{len(found)} accounts are called "{name}": give one by its id, such as {ids}.')
    return found["account"][0]


def runs(workspace_runs: list[Run]) -> pl.DataFrame:
    """Runs, newest first: id, status, engine, model, posts, campaigns, and what their shuffles gave.

    null_check: passed, failed, no power; empty without --null-runs. null_edges, null_campaigns: per shuffle of the
    kind that gives more edges.
    """
    rows = []
    for run in reversed(workspace_runs):
        manifest = run.manifest
        rows.append(
            {
                "run_id": run.run_id,
                "status": manifest["status"],
                "created_at": manifest["created_at"],
                "engine": f"{manifest['engine']['name']} {manifest['engine']['version']}",
                "model": _model_name(manifest["model"]),
                "n_posts": manifest["input"]["n_posts"],
                "n_campaigns": manifest["stages"].get("campaigns", {}).get("rows"),
                **_null_check(manifest.get("null_check")),
            }
        )
    return pl.DataFrame(rows, schema=RUNS)


def _null_check(check: dict[str, Any] | None) -> dict[str, Any]:
    if check is None:
        return {"null_check": None, "null_edges": None, "null_campaigns": None}
    said = {True: "passed", False: "failed", None: "no power"}[check["passed"]]
    return {"null_check": said, "null_edges": check["edges"], "null_campaigns": check["campaigns"]}


def _model_name(model: dict[str, Any]) -> str | None:
    return f"{model['name']} version {model['version']}" if model["name"] else None


def models(workspace: Workspace) -> pl.DataFrame:
    """Trained models, the latest first, with their figures on held-out campaigns."""
    from claqueur.models.registry import list_models

    found = list_models(workspace)
    hidden = ("card", "sha256")
    return pl.DataFrame([{name: value for name, value in model.items() if name not in hidden} for model in found])


def model_card(workspace: Workspace, version: int) -> str:
    """The model card of one version, as Markdown. Raises UserError if there is no such version."""
    from claqueur.models.registry import list_models

    found = {model["version"]: model for model in list_models(workspace)}
    if version not in found:
        known = ", ".join(str(number) for number in sorted(found)) or "none"
        raise UserError(f"There is no model version {version} in this workspace (versions: {known}).")
    return Path(found[version]["card"]).read_text(encoding="utf-8")


def _time(column: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column), time_unit="s").dt.replace_time_zone("UTC")


def parse_time(text: str | None) -> datetime | None:
    """A UTC time from ISO 8601; without a zone it is UTC. Raises UserError."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UserError(f'"{text}" is not a time: write it like 2026-03-01 or 2026-03-01T18:30:00+01:00.') from error
