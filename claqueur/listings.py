"""What a finished run found, as tables: the command line prints them, notebooks use them as they are."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from claqueur.errors import UserError
from claqueur.results import Run

_PAIR = ["u", "v"]


def campaigns(run: Run) -> pl.DataFrame:
    """Campaigns, largest first: id, class, sizes, seen against expected, the three axes, dates."""
    return (
        run.table("campaigns")
        .select(
            "campaign_id",
            "class",
            "size",
            "layers",
            "n_objects",
            "seen",
            pl.col("expected").round(2),
            pl.col("median_gap_s").round(1),
            pl.col("coordination", "inauthenticity", "reach", "stability").round(3),
            _time("first_t").alias("first_at"),
            _time("last_t").alias("last_at"),
            pl.col("hypotheses")
            .list.eval(pl.element().filter(pl.element().struct.field("verdict") == "fits").struct.field("name"))
            .alias("could_also_be"),
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
            "platform",
            "account_id",
            "account_name",
            "level",
            "flagged_by",
            pl.col("score").round(4),
            "campaign_id",
            "n_partners",
            "n_posts",
            pl.col("influence").round(8),
        )
        .sort("level", "score", "n_partners", "account_id", descending=[False, True, True, False], nulls_last=True)
        .collect()
    )


def edges(run: Run) -> pl.DataFrame:
    """Edges of the coordination network, strongest first, with account ids."""
    names = _names(run)
    return (
        run.table("edges")
        .join(names.rename({"account": "u", "account_id": "account_a"}), on="u")
        .join(names.rename({"account": "v", "account_id": "account_b"}), on="v")
        .select(
            "account_a",
            "account_b",
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
    a, b = find_account(run, account_a), find_account(run, account_b)
    u, v = sorted((a, b))
    rows = run.table("evidence").filter((pl.col("u") == u) & (pl.col("v") == v)).collect()
    if rows.is_empty():
        raise UserError(
            f"There is no coordination evidence between {account_a} and {account_b} in run {run.run_id}: "
            '"claqueur edges" lists the pairs that have some.'
        )
    side_a, side_b = ("u", "v") if a == u else ("v", "u")
    posts = run.posts().filter(pl.col("post_id").is_in(pl.concat([rows["post_u"], rows["post_v"]]).unique().implode()))
    texts = posts.select("post_id", "text").unique("post_id").collect()
    return (
        rows.join(texts.rename({"text": "text_a"}), left_on=f"post_{side_a}", right_on="post_id", how="left")
        .join(texts.rename({"text": "text_b"}), left_on=f"post_{side_b}", right_on="post_id", how="left")
        .select(
            "layer",
            _time(f"t_{side_a}").alias("at_a"),
            _time(f"t_{side_b}").alias("at_b"),
            "gap_s",
            "n_accounts",
            pl.col(f"post_{side_a}").alias("post_a"),
            pl.col(f"post_{side_b}").alias("post_b"),
            "text_a",
            "text_b",
        )
        .sort("at_a", "layer", "post_a", "post_b")
    )


def find_account(run: Run, name: str) -> int:
    """The 64-bit key of the account with that id or handle. Raises UserError if there is none or more than one."""
    wanted = name.removeprefix("@")
    found = (
        run.table("accounts")
        .filter((pl.col("account_id") == wanted) | (pl.col("account_name").str.to_lowercase() == wanted.lower()))
        .select("account", "platform", "account_id", exact=pl.col("account_id") == wanted)
        .collect()
    )
    exact = found.filter("exact")
    found = exact if len(exact) else found
    if len(found) == 0:
        raise UserError(f'No account has the id or name "{name}" in run {run.run_id}: "claqueur accounts" lists them.')
    if len(found) > 1:
        ids = ", ".join(f"{row['platform']} {row['account_id']}" for row in found.head(3).iter_rows(named=True))
        raise UserError(f'{len(found)} accounts are called "{name}" ({ids}): give the account id.')
    return found["account"][0]


def runs(workspace_runs: list[Run]) -> pl.DataFrame:
    """Runs, newest first: id, status, engine, model, posts, campaigns."""
    rows = []
    for run in reversed(workspace_runs):
        manifest = run.manifest
        rows.append(
            {
                "run_id": run.run_id,
                "status": manifest["status"],
                "created_at": manifest["created_at"],
                "engine": f"{manifest['engine']['name']} {manifest['engine']['version']}",
                "model": manifest["model"].get("name"),
                "n_posts": manifest["input"]["n_posts"],
                "n_campaigns": manifest["stages"].get("campaigns", {}).get("rows"),
            }
        )
    return pl.DataFrame(rows)


def _names(run: Run) -> pl.LazyFrame:
    return run.table("accounts").select("account", "account_id")


def _time(column: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column), time_unit="s").dt.replace_time_zone("UTC")


def parse_time(text: str | None) -> datetime | None:
    """A UTC time from ISO 8601; without a zone it is UTC. Raises UserError."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(f'"{text}" is not a time: write it like 2026-03-01 or 2026-03-01T18:30:00+01:00.') from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
